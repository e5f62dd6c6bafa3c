package dev.kalshilab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeAxisTest {
    private static final Instant FRIDAY = Instant.parse("2026-10-30T04:00:00Z");

    @Test
    void ticksAreRoundTimesOfTheZoneAlsoAfterTheClocksGoBack() {
        assertThat(labels(Zones.EASTERN, FRIDAY, Instant.parse("2026-11-03T05:00:00Z"), 700))
                .containsExactly("00:00", "12:00", "00:00", "12:00", "00:00", "12:00", "00:00", "12:00", "00:00");
        assertThat(labels(ZoneId.of("Asia/Kolkata"), FRIDAY, FRIDAY.plusSeconds(6 * 3600), 500))
                .containsExactly("10:00", "11:00", "12:00", "13:00", "14:00", "15:00");
    }

    @Test
    void dateStandsWhereItIsNew() {
        List<TimeAxis.Tick> ticks = TimeAxis.of(
                        Zones.UTC, FRIDAY, FRIDAY.plusSeconds(86_400), 300, t -> t.getEpochSecond())
                .ticks();
        assertThat(ticks).extracting(TimeAxis.Tick::label).containsExactly("06:00", "12:00", "18:00", "00:00");
        assertThat(ticks).extracting(TimeAxis.Tick::under).containsExactly("Oct 30, 2026", "", "", "Oct 31, 2026");
    }

    @Test
    void longSpansHaveDaysThenMonths() {
        assertThat(labels(Zones.UTC, FRIDAY, FRIDAY.plusSeconds(40 * 86_400L), 500))
                .containsExactly("Nov 2", "Nov 9", "Nov 16", "Nov 23", "Nov 30", "Dec 7");
        assertThat(labels(Zones.UTC, FRIDAY, FRIDAY.plusSeconds(300 * 86_400L), 500))
                .containsExactly("Nov", "Jan", "Mar", "May", "Jul");
    }

    @Test
    void hourThatTheClocksLeapOverHasNoTick() {
        Instant before = Instant.parse("2026-03-08T05:00:00Z");
        assertThat(labels(Zones.EASTERN, before, before.plusSeconds(5 * 3600), 400))
                .containsExactly("00:00", "01:00", "03:00", "04:00", "05:00", "06:00");
    }

    private static List<String> labels(ZoneId zone, Instant from, Instant to, int points) {
        return TimeAxis.of(zone, from, to, points, t -> 0).ticks().stream()
                .map(TimeAxis.Tick::label)
                .toList();
    }
}
