package dev.kalshilab.wire;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.column.Columns;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-12T15:00:20Z, 1768230020000000",
        "2026-01-12T15:00:20.8Z, 1768230020800000",
        "2026-01-12T15:00:20.897212Z, 1768230020897212",
        "2026-01-12T15:00:20.897212999Z, 1768230020897212",
        "2026-01-12T10:00:20.5-05:00, 1768230020500000",
        "2026-01-12T15:00Z, 1768230000000000",
        "2024-02-29T00:00:00Z, 1709164800000000",
        "1969-12-31T23:59:59.999999Z, -1",
        "2026-01-12, 1768176000000000",
        "1768230020, 1768230020000000",
        "1768230020897, 1768230020897000",
        "1768230020897212, 1768230020897212",
        "1768230020.0, 1768230020000000",
        "2099-08-01T04:59:00Z, 4089243540000000"
    })
    void aTimeInAnyFormIsMicroseconds(String text, long micros) {
        assertThat(Times.micros(text)).isEqualTo(micros);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z", "0001-01-01"})
    void theTimeThatWasNeverSetIsMissing(String text) {
        assertThat(Times.micros(text)).isEqualTo(Columns.MISSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-13-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-01-12T25:00:00Z",
                "soon",
                "12x",
                "2026-01-12T15:00:20",
                "2026-01-12 15:00:20Z",
                "1768230020.5"
            })
    void anyOtherTextIsNoTime(String text) {
        assertThatThrownBy(() -> Times.micros(text))
                .isInstanceOfAny(
                        java.time.DateTimeException.class, NumberFormatException.class, ArithmeticException.class);
    }

    @Test
    void everyTextOfTheExchangeReadsAsTheJdkReadsIt() {
        forAll(3000, random -> {
            Instant instant = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000L)
                    .truncatedTo(random.nextBoolean() ? ChronoUnit.MICROS : ChronoUnit.SECONDS);
            String text = instant.toString()
                    .replaceAll("0+Z$", random.nextBoolean() ? "Z" : "$0")
                    .replace(".Z", "Z");
            if (text.matches(".*:\\d?Z")) {
                return; // a zero second was cut away
            }
            assertThat(Times.micros(text))
                    .as(text)
                    .isEqualTo(ChronoUnit.MICROS.between(
                            Instant.EPOCH, OffsetDateTime.parse(text).toInstant()));
        });
    }
}
