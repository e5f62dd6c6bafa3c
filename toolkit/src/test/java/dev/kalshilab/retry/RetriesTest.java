package dev.kalshilab.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often, and that a wait can be ended. */
@Timeout(60)
class RetriesTest {
    private static int attempts(Retries retries, Trouble trouble) throws InterruptedException {
        Retries.Attempts attempts = retries.begin();
        int made = 1;
        while (attempts.again(trouble, Duration.ofHours(1))) {
            made++;
        }
        return made;
    }

    @Test
    void eachTroubleHasItsPatience() throws InterruptedException {
        Retries retries = Retries.atOnce();
        for (Map.Entry<Trouble, Integer> each : Map.of(
                        Trouble.BUSY, 12, Trouble.FAILING, 8, Trouble.UNREACHABLE, 3, Trouble.SLOW, 2)
                .entrySet()) {
            assertThat(attempts(retries, each.getKey())).as("%s", each.getKey()).isEqualTo(each.getValue());
        }
        assertThat(retries.retried()).isEqualTo(11 + 7 + 2 + 1);
        assertThat(attempts(Retries.never(), Trouble.BUSY)).isEqualTo(1);
    }

    @Test
    void attemptsAreToldWithTheirTime() throws InterruptedException {
        Retries.Attempts attempts = Retries.atOnce().begin();
        assertThat(attempts).hasToString("");
        attempts.again(Trouble.FAILING, Duration.ZERO);
        assertThat(attempts.toString()).matches("tried 2 times in \\d\\.\\d s");
    }

    @Test
    void waitsGrow() throws InterruptedException {
        Retries.Attempts attempts = Retries.usual().begin();
        long began = System.nanoTime();
        assertThat(attempts.again(Trouble.UNREACHABLE, Duration.ZERO)).isTrue();
        assertThat(attempts.again(Trouble.UNREACHABLE, Duration.ZERO)).isTrue();
        assertThat(attempts.again(Trouble.UNREACHABLE, Duration.ZERO)).isFalse();
        assertThat(System.nanoTime() - began).isGreaterThan(600_000_000);
    }

    @Test
    void whoIsInterruptedOrClosedWaitsNoLongerAndNoThreadIsLeft() throws InterruptedException {
        Retries retries = Retries.usual();
        AtomicReference<Object> ended = new AtomicReference<>();
        for (boolean interrupts : new boolean[] {true, false}) {
            Thread waiter = new Thread(() -> {
                try {
                    ended.set(retries.begin().again(Trouble.BUSY, Duration.ofHours(1)));
                } catch (InterruptedException e) {
                    ended.set(e);
                }
            });
            waiter.start();
            dev.kalshilab.testkit.Eventually.holds("it waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
            assertThat(retries.waiting()).isEqualTo(1);
            if (interrupts) {
                waiter.interrupt();
            } else {
                retries.close();
            }
            waiter.join();
            assertThat(retries.waiting()).isZero();
            if (interrupts) {
                assertThat(ended.get()).isInstanceOf(InterruptedException.class);
            } else {
                assertThat(ended.get()).isEqualTo(false);
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread ->
                        thread.getName().toLowerCase(java.util.Locale.ROOT).contains("failsafe"));
    }
}
