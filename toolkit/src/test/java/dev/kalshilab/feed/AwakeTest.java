package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwakeTest {
    private final AtomicLong nanos = new AtomicLong(7);
    private final AtomicLong millis = new AtomicLong(1_795_000_000_000L);
    private final Awake awake = new Awake(nanos::get, millis::get);

    private void passes(Duration counted, Duration told) {
        nanos.addAndGet(counted.toNanos());
        millis.addAndGet(told.toMillis());
    }

    @ParameterizedTest
    @CsvSource({"PT0S,PT10M,PT10M", "PT0.25S,PT10M,PT10M", "PT10M,PT10M,PT10M", "PT10M,PT0S,PT10M"})
    void sleepIsToldWhicheverClockStoodStill(Duration counted, Duration told, Duration slept) {
        passes(counted, told);

        assertThat(awake.slept()).isEqualTo(slept);
        assertThat(awake.slept()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"PT0.25S,PT0.25S", "PT5S,PT5S", "PT0.25S,PT4S", "PT0.25S,-PT1H", "PT0.25S,PT-3S"})
    void neitherAPauseNorAClockThatIsPutRightIsSleep(Duration counted, Duration told) {
        passes(counted, told);

        assertThat(awake.slept()).isNull();
    }

    @Test
    void whatPassesBetweenTwoLooksIsNotAddedUp() {
        for (int i = 0; i < 1000; i++) {
            passes(Duration.ofMillis(250), Duration.ofMillis(251));
            assertThat(awake.slept()).isNull();
        }
    }
}
