package dev.kalshilab.csv;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The characters of a file. */
class CsvTextTest {
    @TempDir
    Path directory;

    private String written(Column<?>... columns) {
        Path file = directory.resolve("t.csv");
        Csv.write(Table.create("t", columns), file);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fileIsRfc4180() {
        assertThat(written(
                        StringColumn.create("a", "x,y", "say \"hi\"", "two\nlines", "ünï", ""),
                        LongColumn.create("b", 1, -2, 3, 4, 5)))
                .isEqualTo("a,b\r\n\"x,y\",1\r\n\"say \"\"hi\"\"\",-2\r\n\"two\nlines\",3\r\nünï,4\r\n,5\r\n");
    }

    @Test
    void missingIsAnEmptyCellAndNeverAnEmptyLine() {
        assertThat(written(
                        DoubleColumn.create("d", 1, Double.NaN),
                        InstantColumn.create("i", Instant.EPOCH, null),
                        BooleanColumn.create("b", new Boolean[] {true, null})))
                .isEqualTo("d,i,b\r\n1,1970-01-01T00:00:00Z,true\r\n,,\r\n");
        assertThat(written(DoubleColumn.create("d", 1, Double.NaN))).isEqualTo("d\r\n1\r\n\"\"\r\n");
    }

    @Test
    void tableWithoutRowsIsItsHeader() {
        assertThat(written(StringColumn.create("a"), DoubleColumn.create("b"))).isEqualTo("a,b\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0.56, 0.56",
        "0.560001, 0.560001",
        "0.000001, 0.000001",
        "-0.0, 0",
        "-0.56, -0.56",
        "54, 54",
        "1e7, 10000000",
        "123456789.123456, 123456789.123456",
        "7999999999.999999, 7999999999.999999",
        "1e23, 100000000000000000000000",
        "2.0E-3, 0.002",
        "2.2250738585072014E-308, 0.000",
        "0.30000000000000004, 0.30000000000000004",
        "Infinity, Infinity",
        "-Infinity, -Infinity"
    })
    void numbersAreTheShortestPlainDecimalThatReadsBack(double value, String text) {
        assertThat(Decimals.text(value)).startsWith(text).doesNotContain("E");
        assertThat(Double.parseDouble(Decimals.text(value))).isEqualTo(value + 0.0);
    }

    @Test
    void everyAmountOfDollarsIsItsExactDecimal() {
        forAll(200, random -> {
            for (int i = 0; i < 200; i++) {
                long micros = random.nextLong() % (random.nextBoolean() ? 1_000_001L : 8_000_000_000_000_000L);
                String text = Decimals.text(micros / 1e6);

                assertThat(new BigDecimal(text)).isEqualByComparingTo(BigDecimal.valueOf(micros, 6));
                assertThat(text)
                        .isEqualTo(
                                micros == 0
                                        ? "0"
                                        : BigDecimal.valueOf(micros, 6)
                                                .stripTrailingZeros()
                                                .toPlainString());
            }
        });
    }

    @Test
    void anyDoubleReadsBackAndNoShorterTextDoes() {
        forAll(200, random -> {
            for (int i = 0; i < 50; i++) {
                double value = RandomTables.number(random);
                if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
                    continue;
                }
                String text = Decimals.text(value);
                char[] cell = ("x" + text).toCharArray();
                BigDecimal decimal = new BigDecimal(text).stripTrailingZeros();

                assertThat(Decimals.parse(cell, 1, text.length())).isEqualTo(value);
                if (decimal.precision() > 1) {
                    var mode = new java.math.MathContext(decimal.precision() - 1, java.math.RoundingMode.HALF_EVEN);
                    assertThat(new BigDecimal(value).round(mode).doubleValue()).isNotEqualTo(value);
                }
            }
        });
    }

    @Test
    void timesOfOneColumnHaveTheSameNumberOfDecimals() {
        var whole = InstantColumn.create("whole", Instant.EPOCH, Instant.parse("2026-10-01T04:00:00Z"));
        var millis = InstantColumn.create("millis", Instant.EPOCH, Instant.parse("2026-10-01T04:00:00.040Z"));
        assertThat(written(whole, millis, DateColumn.create("d", LocalDate.EPOCH, LocalDate.of(2026, 10, 1))))
                .isEqualTo(String.join(
                        "\r\n",
                        "whole,millis,d",
                        "1970-01-01T00:00:00Z,1970-01-01T00:00:00.000Z,1970-01-01",
                        "2026-10-01T04:00:00Z,2026-10-01T04:00:00.040Z,2026-10-01",
                        ""));
    }

    @Test
    void timeWithMicrosecondsBesideItIsWrittenWithThem() {
        var at = InstantColumn.create(
                "at",
                Instant.parse("2026-01-12T15:00:20.897Z"),
                Instant.parse("1969-12-31T23:59:59.999Z"),
                Instant.EPOCH);
        var us = LongColumn.create("at_us", 1_768_230_020_897_212L, -1, 5_000_000);
        assertThat(written(at, us))
                .isEqualTo(String.join(
                        "\r\n",
                        "at,at_us",
                        "2026-01-12T15:00:20.897212Z,1768230020897212",
                        "1969-12-31T23:59:59.999999Z,-1",
                        "1970-01-01T00:00:00.000000Z,5000000",
                        ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "  =1",
                "\"=1",
                "\u00a0=1",
                "\u200b=1",
                "＝1",
                "＋1",
                "－1",
                "＠A",
                "−1",
                "'=1",
                "' '=1",
                "“=1",
                "'already",
                "\ttab",
                "\u0000=1"
            })
    void textThatASpreadsheetCouldRunIsGuarded(String text) {
        assertThat(Guard.guarded(text)).isEqualTo("'" + text);
        assertThat(Guard.text(("ab'" + text).toCharArray(), 2, text.length() + 1))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KXHIGHNY-26JAN12", "a=b", "{\"=\": 1}", "", " ", "[\"-\"]", "≥ 60°", "x'", "#1", "(−1)"})
    void otherTextIsLeftAsItIs(String text) {
        assertThat(Guard.guarded(text)).isEqualTo(text);
        assertThat(Guard.text(text.toCharArray(), 0, text.length())).isEqualTo(text);
    }

    @Test
    void negativeNumbersAreNotGuardedButNamesOfColumnsAre() {
        assertThat(written(DoubleColumn.create("=d", -0.5), LongColumn.create("b", new long[] {-1})))
                .isEqualTo("'=d,b\r\n-0.5,-1\r\n");
    }

    @Test
    void halfACharacterIsRefused() {
        var title = StringColumn.create("title", "fine 🎲", "broken \ud83c");

        assertThatThrownBy(() -> written(title))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Column 'title' has half a character (U+D83C) in row 1, which UTF-8 cannot hold;"
                        + " no CSV was written.\nReplace it in the table, or leave the column out.");
        assertThat(directory).isEmptyDirectory();
    }
}
