package dev.kalshilab.model;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-10T15:00:00Z"), ZoneOffset.UTC);

    @Test
    void priceTimesContractsIsExact() {
        forAll(2000, random -> {
            Price price = new Price(random.nextLong());
            Contracts contracts = new Contracts(random.nextLong());
            assertThat(price.times(contracts).dollars())
                    .isEqualByComparingTo(BigDecimal.valueOf(price.micros(), 6)
                            .multiply(BigDecimal.valueOf(contracts.hundredths(), 2)));
        });
        assertThat(Price.of("0.0735").times(Contracts.of("14.18"))).hasToString("1.04223");
    }

    @Test
    void aPricePrintsFourToSixDecimalsAndReadsThemBack() {
        assertThat(Price.ofCents(56)).hasToString("0.5600");
        assertThat(new Price(123_456)).hasToString("0.123456");
        forAll(500, random -> {
            Price price = new Price(random.nextInt(1_000_001));
            assertThat(Price.of(price.toString())).isEqualTo(price);
            assertThat(price.complement().complement()).isEqualTo(price);
            assertThat(Math.round(price.dollars() * 1e6)).isEqualTo(price.micros());
        });
    }

    @Test
    void countsPrintTwoDecimals() {
        assertThat(Contracts.of(3)).hasToString("3.00");
        assertThat(Contracts.of("-14.18")).hasToString("-14.18");
        assertThat(Contracts.of("14.18").toDouble()).isEqualTo(14.18);
    }

    @Test
    void equalAmountsOfMoneyAreEqualHoweverWritten() {
        assertThat(Money.of(new BigDecimal("1.50000")))
                .isEqualTo(Money.ofCents(150))
                .hasToString("1.50");
        assertThat(Money.of(new BigDecimal("1E+3"))).hasToString("1000.00").isEqualTo(Money.ofMicros(1_000_000_000));
        assertThat(Money.ZERO).hasToString("0.00");
        assertThat(Money.ofCents(5).plus(Money.ofMicros(1)).minus(Money.ofCents(6)))
                .hasToString("-0.009999");
    }

    @Test
    void refusalsSayWhatIsWrongAndHowToWriteIt() {
        assertThatThrownBy(() -> Price.of("12 cents"))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Price '12 cents' is not a dollar amount with at most six decimals; write it as \"0.56\".");
        assertThatThrownBy(() -> Contracts.of("1.005"))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Count '1.005' is not a number of contracts with at most two decimals; write \"14.18\".");
        assertThatThrownBy(() -> Interval.ofMinutes(5))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Interval of 5 minutes: the exchange has candles of 1, 60 and 1440 minutes.\nAsk for one of"
                        + " them and resample the table.");
        assertThatThrownBy(() -> Moment.of("yesterday"))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Time 'yesterday' is not understood: write \"-30d\" (m, h, d, w, y), a date \"2026-10-01\""
                        + " (US Eastern)\nor an instant with its zone \"2026-10-01T14:00:00Z\".");
    }

    @ParameterizedTest
    @CsvSource({
        "-90m, 2026-11-10T13:30:00Z",
        "-2h, 2026-11-10T13:00:00Z",
        "-30d, 2026-10-11T15:00:00Z",
        "' -1 w ', 2026-11-03T15:00:00Z",
        "-1y, 2025-11-10T15:00:00Z",
        "2026-10-01, 2026-10-01T04:00:00Z",
        "2026-12-01, 2026-12-01T05:00:00Z",
        "2026-10-01T14:00:00Z, 2026-10-01T14:00:00Z"
    })
    void aTextIsAMomentOfTheConnectionsClock(String text, String instant) {
        assertThat(Moment.of(text).resolve(CLOCK)).isEqualTo(instant);
        assertThat(Moment.of(text)).hasToString(text.strip()).isEqualTo(Moment.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30d", "-30", "-1000000d", "2026-13-01", "2026-10-01T14:00:00", "-3.5d", "2026-1-1"})
    void anyOtherTextIsNoMoment(String text) {
        assertThatThrownBy(() -> Moment.of(text)).isInstanceOf(KalshiException.class);
    }

    @Test
    void aMomentPrintsAsItWasWritten() {
        assertThat(Moment.of(LocalDate.of(2026, 10, 1))).hasToString("2026-10-01");
        assertThat(Moment.of(Instant.EPOCH)).hasToString("1970-01-01T00:00:00Z");
        assertThat(Moment.ago(Duration.ofDays(7)).resolve(CLOCK)).isEqualTo("2026-11-03T15:00:00Z");
    }

    @Test
    void aMomentWithAnOffsetIsThatInstant() {
        assertThat(Moment.of("2026-10-01T14:00:00.000001-04:00").resolve(CLOCK))
                .isEqualTo("2026-10-01T18:00:00.000001Z");
    }

    @Test
    void anIntervalIsFoundByItsMinutes() {
        for (Interval interval : Interval.values()) {
            assertThat(Interval.ofMinutes(interval.minutes())).isEqualTo(interval);
            assertThat(interval.length()).isEqualTo(Duration.ofMinutes(interval.minutes()));
        }
    }

    @Test
    void aBookTurnsNoBidsRound() {
        OrderBook book = new OrderBook(
                "T",
                List.of(new OrderBook.Level(Price.of("0.40"), Contracts.of(1))),
                List.of(new OrderBook.Level(Price.of("0.55"), Contracts.of(1))));
        assertThat(book.bestAsk()).isEqualTo(Price.of("0.45"));
        assertThat(book).hasToString("OrderBook[T, bid 0.4000, ask 0.4500, 1 yes and 1 no levels]");
        assertThat(new OrderBook("T", List.of(), List.of()))
                .hasToString("OrderBook[T, bid none, ask none, 0 yes and 0 no levels]");
    }

    @Test
    void provenanceIsOneLine() {
        Provenance provenance = new Provenance(
                "Trades[T]",
                "sandbox",
                true,
                2,
                1234,
                Instant.parse("2026-09-01T00:00:00.123456Z"),
                Instant.parse("2026-09-02T00:00:00Z"),
                Instant.parse("2026-09-15T18:00:00.5Z"),
                true,
                List.of());
        assertThat(provenance)
                .hasToString("SANDBOX: invented data · Trades[T] on sandbox · 1,234 rows in 2 pages ·"
                        + " 2026-09-01T00:00:00Z to 2026-09-02T00:00:00Z · fetched 2026-09-15T18:00:00Z · complete");
        assertThat(new Provenance("Q", "prod", false, 1, 1, null, null, Instant.EPOCH, false, List.of("a note")))
                .hasToString("Q on prod · 1 row in 1 page · fetched 1970-01-01T00:00:00Z · not complete · a note");
        Instant at = Instant.EPOCH;
        assertThat(new Provenance("F", "prod", true, 0, 7, at, at, at, true, List.of("stream open")))
                .hasToString("SANDBOX: invented data · F on prod · complete · stream open");
        assertThat(new Provenance("F", "prod", false, 0, 7, at, at, at, false, List.of("stream open", "1 gap")))
                .hasToString("F on prod · 1970-01-01T00:00:00Z to 1970-01-01T00:00:00Z · fetched 1970-01-01T00:00:00Z"
                        + " · not complete · stream open · 1 gap");
        assertThat(new Provenance("examples()", "prod", false, 0, 5, null, null, Instant.EPOCH, true, List.of()))
                .as("nothing was asked")
                .hasToString("examples() on prod · 5 rows · fetched 1970-01-01T00:00:00Z · complete");
    }

    @Test
    void provenanceBelongsToOneTableAndNoOther() {
        Provenance provenance =
                new Provenance("Q", "prod", false, 1, 1, null, null, Instant.EPOCH, true, List.of("not recorded"));
        Object table = new Object();
        assertThat(provenance.attach(table)).isSameAs(table);
        assertThat(Provenance.of(table)).contains(provenance);
        assertThat(Provenance.of(new Object())).isEmpty();
        assertThat(provenance.notRecorded()).isTrue();
    }
}
