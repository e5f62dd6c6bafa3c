package dev.kalshilab.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Another reader finds what was written: Python's own csv and decimal modules. */
class CsvByPythonTest {
    private static final String SUMS = """
            import csv, decimal, sys
            decimal.getcontext().prec = 60
            def digits(text):
                return len(decimal.Decimal(text).normalize().as_tuple().digits)
            with open(sys.argv[1], newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file, strict=True))
            print(len(rows), sum(decimal.Decimal(row["amount"] or 0) for row in rows),
                  sum(len(row["text"]) - row["text"].startswith("'") for row in rows),
                  all(repr(float(row["any"])) == repr(float.fromhex(row["hex"].lstrip("'"))) for row in rows),
                  all(digits(row["any"]) == digits(repr(float(row["any"]))) for row in rows))
            """;

    @TempDir
    Path directory;

    @Test
    void pythonFindsTheSameSumsAndShortestDigits() throws Exception {
        String python = python();
        assumeTrue(!python.isEmpty(), "skipped: no python3 here");
        Random random = new Random(7);
        int rows = 5000;
        DoubleColumn amount = DoubleColumn.create("amount");
        DoubleColumn any = DoubleColumn.create("any");
        StringColumn hex = StringColumn.create("hex");
        StringColumn text = StringColumn.create("text");
        BigDecimal sum = BigDecimal.ZERO;
        long characters = 0;
        for (int row = 0; row < rows; row++) {
            long micros = random.nextLong() % 5_000_000_000_000L;
            if (row % 7 == 0) {
                amount.appendMissing();
            } else {
                amount.append(micros / 1e6);
                sum = sum.add(BigDecimal.valueOf(micros, 6));
            }
            // Powers of two are where the shortest digits are hard to find.
            double value = row < 2000 ? Math.scalb(1.0, row - 1000) : Double.longBitsToDouble(random.nextLong());
            value = Double.isNaN(value) || Double.isInfinite(value) ? 1 : value;
            any.append(value);
            hex.append(Double.toHexString(value));
            String words = RandomTables.text(random).replace("\u0000", "");
            text.append(words);
            characters += words.codePointCount(0, words.length());
        }
        Path file = directory.resolve("t.csv");
        Csv.write(Table.create("t", amount, any, hex, text), file);

        String said = run(python, "-c", SUMS, file.toString());

        String[] parts = said.strip().split(" ");
        assertThat(parts[0]).isEqualTo("5000");
        assertThat(new BigDecimal(parts[1])).isEqualByComparingTo(sum);
        assertThat(parts[2]).isEqualTo(Long.toString(characters));
        assertThat(parts[3]).as("every double reads back").isEqualTo("True");
        assertThat(parts[4]).as("no double has a digit too many").isEqualTo("True");
    }

    private static String python() throws Exception {
        for (String name : new String[] {"python3", "python"}) {
            try {
                if (run(name, "--version").startsWith("Python 3")) {
                    return name;
                }
            } catch (IOException e) {
                // not here: try the next
            }
        }
        return "";
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
