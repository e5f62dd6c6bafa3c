package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Columns;
import dev.kalshilab.wire.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often is asked for what is missing. The times are those of a stream. */
class RepairTest {
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3600 * SECOND;
    private static final long START = 1_795_392_000 * SECOND;

    private record Asked(List<String> tickers, Instant from, Instant to) {
        boolean holds(Coverage.Gap gap) {
            return micros(from) <= gap.from && micros(to) >= gap.to();
        }
    }

    private final List<Asked> asked = new ArrayList<>();
    private final Coverage coverage = new Coverage();
    private final Repair repair = new Repair(this::answer, coverage, false);
    private long now = START;

    private static long micros(Instant at) {
        return at.getEpochSecond() * SECOND;
    }

    private Backfill.Answer answer(List<String> tickers, Instant from, Instant to) {
        asked.add(new Asked(tickers, from, to));
        return new Backfill.Answer(new Columns(Shapes.TRADES), Instant.ofEpochSecond(now / SECOND), true, "");
    }

    private static Subscription markets(int count) {
        return new Subscription(
                Topic.TRADES,
                IntStream.range(0, count).mapToObj(i -> "KX" + count + "-" + i).toList(),
                null);
    }

    private Coverage.Gap gap(long from, long to) {
        return coverage.lost("trade", Why.SEQUENCE_GAP, from, to, 1);
    }

    /** A frame of that time comes; all that is found is enough. */
    private void frame(long micros) {
        now = micros;
        repair.due(micros);
    }

    private String note(Coverage.Gap gap) {
        Columns rows = coverage.rows(now, "trade");
        for (int row = 0; row < rows.rows(); row++) {
            if (rows.longAt(rows.schema().index("from"), row) == gap.from
                    && rows.longAt(rows.schema().index("to"), row) == gap.to()) {
                String note = rows.textAt(rows.schema().index("note"), row);
                return note == null ? "" : note;
            }
        }
        throw new AssertionError("no such stretch");
    }

    @Test
    void aHundredThousandGapsOfAnHourAreSomeHundredQuestionsThatHoldThemAll() {
        coverage.begins("trade", START);
        Subscription one = markets(3);
        List<Coverage.Gap> gaps = new ArrayList<>();
        for (long at = START; at < START + HOUR; at += 36_000) {
            frame(at);
            gaps.add(gap(at - 10_000, at));
            repair.ask(gaps.get(gaps.size() - 1), one);
        }
        frame(START + 2 * HOUR);

        assertThat(gaps).hasSize(100_000);
        assertThat(asked).hasSizeBetween(100, 300);
        int question = 0;
        for (Coverage.Gap gap : gaps) {
            while (!asked.get(question).holds(gap)) {
                question++; // none holds it: behind the last
            }
        }
    }

    @Test
    void gapsOfOneSecondThatAreFarFromEachOtherAreQuestionsOfTheirOwn() {
        Subscription one = markets(1);
        repair.ask(gap(START, START + SECOND), one);
        repair.ask(gap(START - HOUR, START + SECOND), one);
        frame(START + 2 * SECOND - 1);
        assertThat(asked).isEmpty();
        frame(START + 2 * SECOND);
        assertThat(asked).hasSize(1); // they overlap

        repair.ask(gap(START, START + HOUR), one);
        frame(START + HOUR + 2 * SECOND);
        Coverage.Gap longAgo = gap(START + 2 * HOUR, START + 2 * HOUR + 1);
        Coverage.Gap now = gap(START + 2 * HOUR + Duration.ofMinutes(1).toNanos() / 1000, START + 3 * HOUR);
        repair.ask(longAgo, one);
        repair.ask(now, one);
        frame(START + 4 * HOUR);
        assertThat(asked).hasSize(4);
        assertThat(asked.get(2).holds(longAgo)).isTrue();
        assertThat(asked.get(2).holds(now)).isFalse();
        assertThat(asked.get(3).holds(now)).isTrue();
    }

    @Test
    void ofMoreMarketsThanRequestsAreWorthAllAreAskedFor() {
        repair.ask(gap(START, START + 1), markets(20));
        repair.ask(gap(START, START + 1), markets(21));
        frame(START + 2 * SECOND);

        assertThat(asked).extracting(one -> one.tickers().size()).containsExactly(20, 0);
    }

    @Test
    void moreQuestionsThanAnHourMayHaveAreNotAskedAndTheirGapsSaySo() {
        coverage.begins("trade", START);
        Subscription[] lines =
                IntStream.range(1, 15).mapToObj(RepairTest::markets).toArray(Subscription[]::new);
        long at = START;
        Coverage.Gap last = gap(at, at);
        for (; at < START + HOUR * 3 / 4; at += 5 * SECOND) {
            frame(at);
            for (Subscription line : lines) {
                last = gap(at - 1, at);
                repair.ask(last, line);
            }
        }
        frame(at + 120 * SECOND);

        assertThat(asked).hasSize(Repair.MOST_AN_HOUR);
        assertThat(note(last)).isEqualTo("not repaired: 600 questions were asked within the hour before");
        Coverage.Gap later = gap(START + 3 * HOUR - SECOND, START + 3 * HOUR);
        repair.ask(later, lines[0]);
        frame(START + 3 * HOUR + SECOND);
        assertThat(asked).hasSize(Repair.MOST_AN_HOUR + 1);
        assertThat(asked.get(Repair.MOST_AN_HOUR).holds(later)).isTrue();
    }
}
