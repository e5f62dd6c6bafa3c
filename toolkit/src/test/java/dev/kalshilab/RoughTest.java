package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoughTest {
    @Test
    void timesAreSaidInTheUnitThatFits() {
        assertThat(Rough.time(0)).isEqualTo("0 s");
        assertThat(Rough.time(119)).isEqualTo("119 s");
        assertThat(Rough.time(120)).isEqualTo("2 min");
        assertThat(Rough.time(170)).isEqualTo("3 min");
        assertThat(Rough.time(7_169)).isEqualTo("119 min");
        assertThat(Rough.time(7_170)).isEqualTo("2.0 h");
        assertThat(Rough.time(9_000)).isEqualTo("2.5 h");
    }

    @Test
    void oneIsNoPlural() {
        assertThat(Rough.count(1, "page", "pages")).isEqualTo("1 page");
        assertThat(Rough.count(1_000, "page", "pages")).isEqualTo("1,000 pages");
    }

    @Test
    void aPlanOfHoursSaysHours() {
        assertThat(new Plan("Trades[T]", 72_000, true, 0, Duration.ofHours(1), List.of()))
                .hasToString("Trades[T]: 72,000 requests · about 60 min");
    }
}
