package dev.kalshilab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandleGridTest {

    @Test
    void longerPeriodOpensFirstClosesLastSpansAllAndSumsVolume() {
        CandleTables rows = CandleTables.hourly()
                .quoted(0, 0.1, 0.2)
                .traded(1, 0.40, 0.44, 0.39, 0.41, 5)
                .traded(2, 0.41, 0.42, 0.30, 0.35, 7);
        IntStream.range(3, 12).forEach(i -> rows.traded(i, 0.5, 0.5, 0.5, 0.5, 1));

        // From 13:00: buckets of two hours begin at even hours, so the first holds one row.
        CandleGrid grid = CandleGrid.of(CandleTable.read(rows.table), Zones.UTC, 8);
        assertThat(grid.slot()).isEqualTo(Duration.ofHours(2));
        assertThat(grid.size).isEqualTo(7);
        assertThat(grid.traded(0)).isFalse();
        assertThat(grid.quoted(0)).isTrue();
        assertThat(grid.open[1]).isEqualTo(0.40);
        assertThat(grid.high[1]).isEqualTo(0.44);
        assertThat(grid.low[1]).isEqualTo(0.30);
        assertThat(grid.close[1]).isEqualTo(0.35);
        assertThat(grid.volume[1]).isEqualTo(12);
        assertThat(grid.time(0)).isEqualTo(Instant.parse("2026-10-28T12:00:00Z"));
    }

    @Test
    void longerPeriodsAreRoundMultiples() {
        assertThat(slotOf(Duration.ofHours(1), 400)).isEqualTo(Duration.ofHours(3));
        assertThat(slotOf(Duration.ofHours(1), 3000)).isEqualTo(Duration.ofDays(1));
        assertThat(slotOf(Duration.ofMinutes(1), 1440)).isEqualTo(Duration.ofMinutes(10));
        assertThat(slotOf(Duration.ofDays(1), 400)).isEqualTo(Duration.ofDays(3));
        assertThat(slotOf(Duration.ofMinutes(7), 500)).isEqualTo(Duration.ofMinutes(21));
    }

    @Test
    void dayOfTwentyFiveHoursIsOneSlotWide() {
        CandleTables rows = new CandleTables(Duration.ofDays(1));
        LocalDate first = LocalDate.parse("2026-10-30");
        for (int i = 0; i < 5; i++) {
            rows.row(
                    "KXDAY",
                    first.plusDays(i).atStartOfDay(Zones.EASTERN).toInstant(),
                    first.plusDays(i + 1L).atStartOfDay(Zones.EASTERN).toInstant(),
                    0.1,
                    0.1,
                    0.1,
                    0.1,
                    i);
        }

        CandleGrid grid = CandleGrid.of(CandleTable.read(rows.table), Zones.EASTERN, 100);
        assertThat(grid.volume).containsExactly(0, 1, 2, 3, 4);
        assertThat(grid.x(Instant.parse("2026-11-02T05:00:00Z"))).isEqualTo(3);
    }

    private static Duration slotOf(Duration period, int periods) {
        CandleTables rows = new CandleTables(period).run(periods);
        return CandleGrid.of(CandleTable.read(rows.table), Zones.UTC, 168).slot();
    }
}
