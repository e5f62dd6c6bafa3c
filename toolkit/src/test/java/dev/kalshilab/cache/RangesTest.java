package dev.kalshilab.cache;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangesTest {
    private static final int MOST = 40;

    private static Range range(Random random) {
        int from = random.nextInt(MOST - 1);
        return new Range(from, from + 1 + random.nextInt(Math.min(12, MOST - from)));
    }

    private static List<Range> some(Random random) {
        List<Range> some = new ArrayList<>();
        for (int i = random.nextInt(7); i > 0; i--) {
            some.add(range(random));
        }
        return some;
    }

    private static BitSet bits(Iterable<Range> ranges) {
        BitSet bits = new BitSet();
        ranges.forEach(each -> bits.set((int) each.from(), (int) each.to()));
        return bits;
    }

    private static void isProper(Ranges ranges) {
        Range before = null;
        for (Range each : ranges) {
            if (before != null) {
                assertThat(each.from()).isGreaterThan(before.to());
            }
            before = each;
        }
    }

    @Test
    void sumsAreThoseOfSetsOfMoments() {
        forAll(3_000, random -> {
            List<Range> first = some(random);
            List<Range> second = some(random);
            Range bounds = range(random);
            Ranges a = Ranges.of(first);
            Ranges b = Ranges.of(second);
            BitSet plus = bits(first);
            plus.or(bits(second));
            BitSet minus = bits(first);
            minus.andNot(bits(second));
            BitSet within = bits(first);
            within.and(bits(List.of(bounds)));

            assertThat(bits(a)).isEqualTo(bits(first));
            assertThat(bits(a.plus(b))).isEqualTo(plus);
            assertThat(bits(a.minus(b))).isEqualTo(minus);
            assertThat(bits(a.within(bounds))).isEqualTo(within);
            assertThat(a.contains(bounds)).isEqualTo(within.cardinality() == bounds.to() - bounds.from());
            assertThat(a.isEmpty()).isEqualTo(first.isEmpty());
            assertThat(a.minus(b).plus(a.minus(a.minus(b)))).isEqualTo(a);
            List.of(a, a.plus(b), a.minus(b), a.within(bounds)).forEach(RangesTest::isProper);
        });
    }

    @Test
    void asFewStretchesAsPossibleCoverAsMuch() {
        forAll(3_000, random -> {
            List<Range> all = some(random);
            Range wanted = range(random);
            List<Range> chosen = Cover.of(all, each -> each, wanted);

            assertThat(Ranges.of(chosen).within(wanted))
                    .isEqualTo(Ranges.of(all).within(wanted));
            for (Range each : chosen) {
                List<Range> others = new ArrayList<>(chosen);
                others.remove(each);
                assertThat(Ranges.of(others).within(wanted))
                        .isNotEqualTo(Ranges.of(chosen).within(wanted));
            }
            assertThat(Ranges.of(Cover.of(all, each -> each))).isEqualTo(Ranges.of(all));
        });
    }

    @Test
    void anEmptyStretchIsRefused() {
        assertThatThrownBy(() -> new Range(5, 5))
                .isInstanceOf(KalshiException.class)
                .hasMessage("The range from 5 to 5 is empty.\nIts end is the first microsecond that is not in it.");
    }

    @Test
    void whatHappenedTwoMinutesBeforeIsFinal() {
        Instant fetched = Instant.parse("2026-09-15T18:00:00Z");
        Range hour = Range.between(fetched.minusSeconds(3_600), fetched);

        assertThat(Finality.finalPart(hour, fetched))
                .isEqualTo(Ranges.of(Range.between(fetched.minusSeconds(3_600), fetched.minusSeconds(120))));
        assertThat(Finality.finalPart(hour, fetched.plusSeconds(120))).isEqualTo(Ranges.of(hour));
        assertThat(Finality.finalPart(hour, fetched.minusSeconds(3_480))).isEqualTo(Ranges.none());
    }
}
