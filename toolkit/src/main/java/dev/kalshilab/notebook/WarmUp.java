package dev.kalshilab.notebook;

import dev.kalshilab.chart.Charts;
import java.time.Instant;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.Table;

/** Loads, while the user reads, what the first table and the first chart would wait half a second for. */
final class WarmUp {
    private WarmUp() {}

    static void start() {
        Thread thread = new Thread(WarmUp::run, "kalshi-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        try {
            Table table = Table.create(
                    "warm-up",
                    InstantColumn.create("time", new Instant[] {Instant.EPOCH}),
                    DoubleColumn.create("value", 1));
            Rich.of(table);
            Rich.of(Charts.steps(table, "time", "value"));
        } catch (Throwable later) {
            // Whatever is wrong, a missing font for one, the first real table or chart says it where it is read.
        }
    }
}
