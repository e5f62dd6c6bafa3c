package dev.kalshilab.model;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedTest {
    @Test
    void parsingWhatWasPrintedGivesTheSameInteger() {
        forAll(2000, random -> {
            long units = random.nextBoolean() ? random.nextLong() : random.nextInt(2_000_000) - 1_000_000;
            int scale = random.nextInt(7);
            int least = random.nextInt(scale + 1);
            assertThat(Fixed.parse(Fixed.print(units, scale, least), scale)).isEqualTo(units);
        });
    }

    @Test
    void aPriceACountAndAnAmountThatWerePrintedAreTheSameAgain() {
        forAll(2000, random -> {
            long units = random.nextBoolean() ? random.nextLong() >> random.nextInt(63) : random.nextInt(1_000_001);
            Price price = new Price(units);
            assertThat(Price.of(price.toString())).isEqualTo(price);
            Contracts count = new Contracts(units);
            assertThat(Contracts.of(count.toString())).isEqualTo(count);
            Money money = Money.ofMicros(units);
            assertThat(Money.of(new BigDecimal(money.toString()))).isEqualTo(money);
        });
    }

    @Test
    void theIntegerIsTheDecimalTimesThePowerOfTen() {
        forAll(2000, random -> {
            int scale = random.nextInt(7);
            BigDecimal value = BigDecimal.valueOf(random.nextLong() >> random.nextInt(63), random.nextInt(scale + 1));
            if (value.movePointRight(scale).toBigInteger().bitLength() < 64) {
                assertThat(Fixed.parse(value.toPlainString(), scale))
                        .isEqualTo(value.movePointRight(scale).longValueExact());
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0.0600, 60000",
        "-0.5, -500000",
        "1, 1000000",
        "0.000001, 1",
        "1e-6, 1",
        "5E-1, 500000",
        "0.56000000000, 560000",
        "9223372036854.775807, 9223372036854775807",
        "-9223372036854.775808, -9223372036854775808"
    })
    void sixDecimalsAreMillionths(String text, long units) {
        assertThat(Fixed.parse(text, 6)).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0000001", "9223372036854.775808", "1e99", "1e999999999", "1e-999999999"})
    void whatDoesNotFitIsRefusedAndNeverRounded(String text) {
        assertThatThrownBy(() -> Fixed.parse(text, 6)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "1.2.3", "12a", " 1", "--1", "NaN"})
    void whatIsNoNumberIsRefused(String text) {
        assertThatThrownBy(() -> Fixed.parse(text, 6)).isInstanceOf(NumberFormatException.class);
    }
}
