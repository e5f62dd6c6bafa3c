package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Generation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** A trade as a test sends it; {@code id} is null where that generation has none. */
record Sent(@Nullable String id, String ticker, BigDecimal yes, BigDecimal count, String side, long millis) {
    static final String MARKET = "KXHIGHNY-26AUG07-B85.5";

    /** The trade of that number. */
    static Sent number(int number) {
        return new Sent(
                "trade-" + number,
                MARKET,
                BigDecimal.valueOf(number % 99 + 1, 2),
                BigDecimal.valueOf(number % 1000 + 1),
                number % 2 == 0 ? "yes" : "no",
                1_786_080_000_000L + number);
    }

    /** A trade that this generation can say. */
    static Sent random(Generation generation, int number, Random random) {
        long seconds = 1_786_080_000L + random.nextInt(10_000);
        boolean now = generation == Generation.DOLLARS;
        return new Sent(
                now ? "trade-" + number : null,
                MARKET,
                generation.dollars(random),
                generation.count(random),
                random.nextBoolean() ? "yes" : "no",
                now ? seconds * 1000 + random.nextInt(1000) : seconds * 1000);
    }

    String frame() {
        return "{\"type\":\"trade\",\"sid\":1,\"msg\":" + payload(Generation.DOLLARS, new Random(0)) + "}";
    }

    /** The message at that place of the sequence of its subscription. */
    String frame(long seq) {
        return "{\"type\":\"trade\",\"sid\":1,\"seq\":" + seq + ",\"msg\":" + payload(Generation.DOLLARS, new Random(0))
                + "}";
    }

    /** The payload in the words of that generation, in some order. */
    String payload(Generation generation, Random random) {
        List<String> members = new ArrayList<>();
        members.add("\"market_ticker\":\"" + ticker + "\"");
        members.addAll(generation.price("yes_price", yes));
        members.addAll(generation.price("no_price", BigDecimal.ONE.subtract(yes)));
        members.addAll(generation.contracts("count", count));
        members.add("\"taker_side\":\"" + side + "\"");
        members.add("\"ts\":" + millis / 1000);
        if (generation == Generation.DOLLARS) {
            members.add("\"ts_ms\":" + millis);
            members.add("\"trade_id\":\"" + id + "\"");
        }
        return Generation.object(random, members);
    }

    /** A row of the table is this trade. */
    void isRow(Table table, int at) {
        Row row = table.row(at);
        assertThat(row.getString("ticker")).isEqualTo(ticker);
        assertThat(row.getString("trade_id")).isEqualTo(id == null ? "" : id);
        assertThat(row.getDouble("yes_price")).isEqualTo(yes.doubleValue());
        assertThat(row.getDouble("no_price"))
                .isEqualTo(BigDecimal.ONE.subtract(yes).doubleValue());
        assertThat(row.getDouble("count")).isEqualTo(count.doubleValue());
        assertThat(row.getString("taker_side")).isEqualTo(side);
        assertThat(row.getLong("created_time_us")).isEqualTo(millis * 1000);
    }
}
