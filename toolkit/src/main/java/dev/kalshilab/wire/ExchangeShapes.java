package dev.kalshilab.wire;

import static dev.kalshilab.column.Field.of;
import static dev.kalshilab.column.Kind.FLAG;
import static dev.kalshilab.column.Kind.INSTANT;
import static dev.kalshilab.column.Kind.INTEGER;
import static dev.kalshilab.column.Kind.JSON;
import static dev.kalshilab.column.Kind.TEXT;

import dev.kalshilab.column.Schema;
import java.util.List;

/**
 * The table of fields for the exchange itself: whether it is open, since when it answers live, and how fast it may be asked.
 */
public final class ExchangeShapes {
    public static final Schema STATUS = new Schema(
            "exchange_status",
            List.of(
                    of(FLAG, "exchange_active", "whether the exchange takes changes at all")
                            .always(),
                    of(FLAG, "trading_active", "whether there is trading now").always(),
                    of(FLAG, "intra_exchange_transfers_active", "whether funds can move between shards"),
                    of(INSTANT, "exchange_estimated_resume_time", "when a pause is expected to end"),
                    of(JSON, "exchange_index_statuses", "the same by shard of the exchange")));

    public static final Schema HOURS = new Schema(
            "trading_hours",
            List.of(
                    of(INSTANT, "start_time", "from when this week is in force").always(),
                    of(INSTANT, "end_time", "until when this week is in force").always(),
                    of(TEXT, "day", "monday to sunday", "{day}"),
                    of(TEXT, "open_time", "trading begins, HH:MM in US Eastern time", "{day}[].open_time"),
                    of(TEXT, "close_time", "trading ends, HH:MM in US Eastern time", "{day}[].close_time")));

    public static final Schema MAINTENANCE = new Schema(
            "maintenance_windows",
            List.of(
                    of(INSTANT, "start_datetime", "it begins").always(),
                    of(INSTANT, "end_datetime", "it ends").always()));

    public static final Schema USER_DATA = new Schema(
            "user_data_timestamp",
            List.of(of(INSTANT, "as_of_time", "all before it is in the answers")
                    .withMicros()
                    .always()));

    public static final Schema CUTOFF = new Schema(
            "historical_cutoff",
            List.of(
                    of(INSTANT, "market_settled_ts", "markets settled before it, and their candles, are history")
                            .withMicros()
                            .always(),
                    of(INSTANT, "trades_created_ts", "trades and fills made before it are history")
                            .withMicros()
                            .always(),
                    of(INSTANT, "orders_updated_ts", "orders done before it are history")
                            .withMicros()
                            .always(),
                    of(
                                    INSTANT,
                                    "market_positions_last_updated_ts",
                                    "settled positions last changed before it are history")
                            .withMicros()));

    public static final Schema LIMITS = new Schema(
            "account_limits",
            List.of(
                    of(TEXT, "usage_tier", "basic, advanced, expert, premier, paragon, prime, prestige")
                            .always(),
                    of(INTEGER, "read_refill_rate", "tokens a second for reads", "read.refill_rate")
                            .always(),
                    of(INTEGER, "read_bucket_capacity", "tokens for reads at most", "read.bucket_capacity")
                            .always(),
                    of(INTEGER, "write_refill_rate", "tokens a second for writes", "write.refill_rate")
                            .always(),
                    of(INTEGER, "write_bucket_capacity", "tokens for writes at most", "write.bucket_capacity")
                            .always(),
                    of(INTEGER, "read_limit", "reads a second; gone from the wire in 2026"),
                    of(INTEGER, "write_limit", "writes a second; gone from the wire in 2026"),
                    of(JSON, "grants", "tiers granted, with until when and why").always()));

    public static final Schema COSTS = new Schema(
            "endpoint_costs",
            List.of(
                    of(TEXT, "method", "HTTP method").always(),
                    of(TEXT, "path", "path of the operation, with the names of its parameters")
                            .always(),
                    of(INTEGER, "cost", "tokens that a request takes").always(),
                    of(INTEGER, "default_cost", "tokens that a request of any operation not listed takes")
                            .always()));

    private ExchangeShapes() {}
}
