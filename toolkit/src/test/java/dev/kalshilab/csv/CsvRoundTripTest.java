package dev.kalshilab.csv;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.Kalshi;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.table.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** What was written is read back: values, types, order, units, and where the rows came from. */
class CsvRoundTripTest {
    @TempDir
    Path directory;

    @Test
    void anyTableComesBackEqual() {
        Path file = directory.resolve("t.csv");
        forAll(150, random -> {
            Table table = RandomTables.table(random);

            CsvFile written = Csv.write(table, file);

            assertThat(written.rows()).isEqualTo(table.rowCount());
            RandomTables.assertEqual(Csv.read(file), table);
        });
    }

    @Test
    void writingWhatWasReadGivesTheSameBytes() {
        Path first = directory.resolve("a.csv");
        Path second = directory.resolve("b.csv");
        forAll(20, random -> {
            Csv.write(RandomTables.table(random), first);
            Csv.write(Csv.read(first), second);

            assertThat(second).hasSameBinaryContentAs(first);
        });
    }

    @Test
    void unitsAndProvenanceComeBack() {
        Provenance provenance = new Provenance(
                "Trades[\"A\"]",
                "tape:x.jsonl",
                false,
                3,
                1,
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                null,
                Instant.parse("2026-10-01T00:00:00.123456Z"),
                false,
                List.of("not recorded", "a \"note\"\nof two lines"));
        Table table = Table.create("trades", DoubleColumn.create("yes_price", new double[] {0.56}));
        Units.attach(table, Map.of("yes_price", "dollars"));
        provenance.attach(table);
        Path file = directory.resolve("trades.csv");

        Csv.write(table, file);
        Table back = Csv.read(file);

        assertThat(Units.of(back, "yes_price")).isEqualTo("dollars");
        assertThat(Provenance.of(back)).contains(provenance.withNote("read from trades.csv"));
        Csv.write(back, directory.resolve("copy.csv"));
        assertThat(Provenance.of(Csv.read(directory.resolve("copy.csv"))))
                .contains(provenance.withNote("read from copy.csv"));
    }

    @Test
    void everyKindOfRowOfTheSandboxComesBackEqual() {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            String event = kalshi.example("event").ticker();
            String ticker = kalshi.example("trades").ticker();
            var queries = List.of(
                    kalshi.series(),
                    kalshi.events().limit(50),
                    kalshi.markets().event(event),
                    kalshi.trades(ticker).limit(500),
                    kalshi.candles(kalshi.example("candles")).daily(),
                    kalshi.book(kalshi.example("book").ticker()));
            for (var query : queries) {
                Path file = directory.resolve("query.csv");
                Table table = query.table();

                CsvFile written = Csv.write(table, file);

                Table back = Csv.read(file);
                RandomTables.assertEqual(back, table);
                assertThat(back.columnNames())
                        .allSatisfy(name -> assertThat(Units.of(back, name)).isEqualTo(Units.of(table, name)));
                assertThat(Provenance.label(back)).isEqualTo("SANDBOX: invented data");
                assertThat(written.toString()).endsWith(", SANDBOX: invented data]");
            }
        }
    }

    @Test
    void queryWritesItself() throws Exception {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            Path file = directory.resolve("new/deep/trades.csv");

            CsvFile written = kalshi.trades(kalshi.example("trades").ticker())
                    .limit(3)
                    .columns("ticker", "yes_price", "created_time")
                    .csv(file);

            assertThat(written).isEqualTo(new CsvFile(file, 3, "SANDBOX: invented data"));
            assertThat(Files.readAllLines(file)).hasSize(4);
            assertThat(Files.readAllLines(file).get(0)).isEqualTo("ticker,yes_price,created_time,created_time_us");
            assertThat(Files.readString(written.sidecar())).contains("SANDBOX: invented data", "\"complete\": ");
        }
    }

    @Test
    void derivedTableSaysSoAndKeepsItsLabel() throws Exception {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            Table derived = kalshi.trades(kalshi.example("trades").ticker())
                    .limit(10)
                    .table()
                    .first(4);
            Path file = directory.resolve("derived.csv");

            Csv.write(derived, file);
            Table back = Csv.read(file);

            assertThat(Files.readString(Sidecar.of(file))).contains("derived, completeness not tracked");
            assertThat(Provenance.of(back)).hasValueSatisfying(from -> {
                assertThat(from.complete()).isFalse();
                assertThat(from.invented()).isTrue();
                assertThat(from.toString()).contains("derived, completeness not tracked", "read from derived.csv");
            });
        }
    }
}
