package dev.kalshilab.notebook;

import dev.kalshilab.Kalshi;
import dev.kalshilab.chart.Charts;
import dev.kalshilab.model.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tech.tablesaw.api.Table;

/** Loads, while the user reads, what the first request, table and chart would wait a second for. */
final class WarmUp {
    private static final String TICKER = "KXWARMUP-26JAN01-T1";

    /** One trade, so that a table of it goes all the way from the wire. */
    private static final String TAPE = """
            {"tape":1,"exchange":"kalshi"}
            {"t":"2026-01-01T00:00:00Z","method":"GET","path":"/trade-api/v2/markets/trades",\
            "query":"ticker=%s","status":200,"headers":{"content-type":"application/json"},\
            "body":"{\\"cursor\\":\\"\\",\\"trades\\":[{\\"trade_id\\":\\"1\\",\\"ticker\\":\\"%s\\",\\"count_fp\\":\\"1.00\\",\
            \\"yes_price_dollars\\":\\"0.5000\\",\\"no_price_dollars\\":\\"0.5000\\",\\"taker_side\\":\\"yes\\",\
            \\"created_time\\":\\"2026-01-01T00:00:00Z\\"}]}"}
            """.formatted(TICKER, TICKER);

    private WarmUp() {}

    static void start() {
        Thread thread = new Thread(WarmUp::run, "kalshi-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** Loads it. What is made for that is no user's: it would have labels say "perhaps" where all data is invented. */
    static void run() {
        Provenance.shownToNobody(WarmUp::load);
    }

    private static void load() {
        try {
            Table trades = trades();
            Rich.of(trades);
            Rich.of(Charts.steps(trades, "created_time", "yes_price"));
        } catch (Throwable later) {
            // Whatever is wrong, a missing font for one, the first real table or chart says it where it is read.
        }
    }

    /** A table of one trade. */
    static Table trades() throws IOException {
        Path file = Files.createTempFile("kalshi-warm-up", ".tape.jsonl");
        try {
            Files.writeString(file, TAPE);
            try (Kalshi kalshi = Kalshi.replay(file)) {
                return kalshi.trades(TICKER).table();
            }
        } finally {
            Files.delete(file);
        }
    }
}
