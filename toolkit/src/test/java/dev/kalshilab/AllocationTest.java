package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.model.Provenance;
import dev.kalshilab.table.Tables;
import dev.kalshilab.wire.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import okio.Okio;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** How much garbage a page of trades makes: bytes, which a busy machine does not change, never time. */
class AllocationTest {
    private static final int ROWS = 1000;
    // Some 650 in a process of its own. Where other tests have run before, the compiler knows more receivers of the
    // same
    // calls and leaves objects on the heap that it otherwise removes: up to 970. A careless reader makes 4,500.
    private static final long MOST_A_ROW = 1100;

    @Test
    void aTradeOnTheWayToATableAllocatesAtMost1100Bytes() throws IOException {
        byte[] page = page().getBytes(StandardCharsets.UTF_8);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 60; i++) {
            assertThat(read(page).rowCount()).isEqualTo(ROWS);
        }

        long least = Long.MAX_VALUE;
        // The compiler takes its time where others use the processors too: wait for its best, not for a moment.
        for (int i = 0; i < 2000 && least / ROWS > MOST_A_ROW; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            Table table = read(page);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            assertThat(table.rowCount()).isEqualTo(ROWS);
        }

        System.out.println("trades: " + least / ROWS + " bytes a row");
        assertThat(least / ROWS).isLessThanOrEqualTo(MOST_A_ROW);
    }

    private static Table read(byte[] page) throws IOException {
        var rows = Answer.TRADES
                .read(Okio.buffer(Okio.source(new ByteArrayInputStream(page))))
                .rows();
        return Tables.of(
                rows, new Provenance("q", "s", false, 1, rows.rows(), null, null, Instant.EPOCH, true, List.of()));
    }

    private static String page() {
        Random random = new Random(1);
        StringBuilder body = new StringBuilder("{\"cursor\":\"\",\"trades\":[");
        for (int i = 0; i < ROWS; i++) {
            String price = String.format("0.%04d", random.nextInt(10_000));
            body.append(i == 0 ? "" : ",")
                    .append("{\"count_fp\":\"" + random.nextInt(1000) + ".00\",\"created_time\":\"2026-08-01T00:00:00."
                            + (100_000 + i) + "Z\",\"is_block_trade\":false,\"no_price_dollars\":\"" + price
                            + "\",\"taker_book_side\":\"bid\",\"taker_outcome_side\":\"yes\",\"taker_side\":\"yes\",\"ticker\":\"KXTICKER-"
                            + random.nextInt(40) + "\",\"trade_id\":\""
                            + new UUID(random.nextLong(), random.nextLong()) + "\",\"yes_price_dollars\":\"" + price
                            + "\"}");
        }
        return body.append("]}").toString();
    }
}
