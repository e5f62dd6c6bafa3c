package dev.kalshilab.testkit.judge;

import dev.kalshilab.testkit.judge.JudgeServer.State;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What the exchange answers when nothing goes wrong, and which rows when pages do. */
final class Answers {
    private static final int PERIODS = 5_000;
    private static final int PERIODS_OF_A_BATCH = 10_000;
    private static final int TICKERS = 100;

    /** In place of an answer: the page is one that fails. */
    private static final Said FAILING = new Said(new Out(), -1);

    private final Truth truth;
    private final Account account;

    Answers(Truth truth) {
        this.truth = truth;
        this.account = truth.account();
    }

    /** A body and the number of its rows. */
    record Said(Out body, int rows) {
        /** True for what stands in place of an answer whose page fails. */
        boolean failing() {
            return rows < 0;
        }
    }

    /** Writes one row of a list. */
    private interface Row {
        void write(Out out, int row);
    }

    /** The answer; null when there is no such thing. */
    @Nullable
    Said to(Asked asked, State state) {
        return switch (asked.op) {
            case TRADES, HISTORICAL_TRADES -> trades(asked, state);
            case BATCH_CANDLES -> batch(asked, state);
            case CANDLES -> {
                Truth.Market market = truth.market(asked.parts.get(1));
                yield market == null || state.archived(market) || !market.series.equals(asked.parts.get(0))
                        ? null
                        : candles(asked, market, false);
            }
            case HISTORICAL_CANDLES -> {
                Truth.Market market = truth.market(asked.parts.get(0));
                yield market == null || !state.archived(market) ? null : candles(asked, market, true);
            }
            case EVENT_CANDLES -> eventCandles(asked, state);
            case BOOK -> {
                Truth.Market market = truth.market(asked.parts.get(0));
                yield market == null
                        ? null
                        : one(book(new Out().open(), market, asked.number("depth"))
                                .close());
            }
            case BOOKS -> books(asked);
            case MARKETS, HISTORICAL_MARKETS -> markets(asked, state);
            case MARKET, HISTORICAL_MARKET -> {
                Truth.Market market = truth.market(asked.parts.get(0));
                yield market == null || state.archived(market) != asked.op.historical()
                        ? null
                        : one(market(new Out().open().name("market"), market).close());
            }
            case EVENT -> event(asked, state);
            case CUTOFF -> {
                long cutoff = state.cutoff();
                yield one(new Out()
                        .open()
                        .time("market_settled_ts", cutoff)
                        .time("trades_created_ts", cutoff)
                        .time("orders_updated_ts", cutoff)
                        .time("market_positions_last_updated_ts", cutoff)
                        .close());
            }
            case FILLS, HISTORICAL_FILLS, ORDERS, HISTORICAL_ORDERS -> fills(asked, state);
            case POSITIONS, HISTORICAL_POSITIONS -> positions(asked, state);
            case SETTLEMENTS -> settlements(asked, state);
            case STATUS ->
                one(new Out()
                        .open()
                        .bool("exchange_active", true)
                        .bool("trading_active", true)
                        .close());
            case LIMITS, COSTS, OTHER -> null;
        };
    }

    private static Said one(Out out) {
        return new Said(out, 1);
    }

    // Lists: rows have numbers, and those of a list go down from one below high to low.

    private Said page(
            Asked asked,
            State state,
            String member,
            int low,
            int high,
            IntPredicate kept,
            Row row,
            int @Nullable [] failing) {
        int limit = asked.limit(1_000);
        Faults faults = state.faults();
        Asked.Cursor cursor = asked.cursor();
        int from = cursor == null ? high : Math.min(cursor.place(), high);
        Out out = new Out().open();
        if ((cursor == null || !cursor.emptied())
                && from > low
                && faults.strikes(faults.emptyPages(), asked.target, 7)) {
            return new Said(out.name(member).list().end().text("cursor", asked.cursor(from, true)), 0);
        }
        if (cursor != null && faults.strikes(faults.overlapping(), asked.target, 8)) {
            from = Math.min(high, from + Math.min(faults.overlap(), limit - 1));
        }
        out.name(member).list();
        int rows = 0;
        int at = from - 1;
        int last = from;
        for (; at >= low && rows < limit; at--) {
            if (kept.test(at)) {
                if (failing != null && at == failing[0]) {
                    return FAILING;
                }
                row.write(out, at);
                last = at;
                rows++;
            }
        }
        while (at >= low && !kept.test(at)) {
            at--;
        }
        String given = asked.text("cursor");
        String next = "";
        if (at >= low) {
            next = given != null && state.first() && faults.strikes(faults.sameCursor(), asked.target, 9)
                    ? given
                    : asked.cursor(last, false);
        } else if (faults.cursorAtEnd() && given != null) {
            next = given;
        }
        return new Said(out.end().text("cursor", next), rows);
    }

    private static Said closed(Said page) {
        return page.failing() ? page : new Said(page.body().close(), page.rows());
    }

    private static long least(Asked asked, State state) {
        Long min = asked.number("min_ts");
        return min == null || (asked.op.historical() && asked.op.account())
                ? Long.MIN_VALUE
                : state.bounds().from(min);
    }

    /** The first microsecond that is too late, and not there yet or past the bound. */
    private long end(Asked asked, State state) {
        Long max = asked.number("max_ts");
        long end = truth.now() + 1;
        if (max == null) {
            return end;
        }
        return Math.min(end, state.bounds().to(max));
    }

    private @Nullable Said trades(Asked asked, State state) {
        boolean historical = asked.op.historical();
        long least = least(asked, state);
        long end = end(asked, state);
        if (state.tiers() == Tiers.BY_TIME && historical) {
            end = Math.min(end, state.cutoff());
        } else if (state.tiers() == Tiers.BY_TIME) {
            least = Math.max(least, state.cutoff());
        } else if (state.tiers() == Tiers.ONE && historical) {
            end = Long.MIN_VALUE;
        }
        boolean byMarket = state.tiers() == Tiers.BY_MARKET || state.tiers() == Tiers.BY_MARKET_EMPTY;
        String blocks = asked.text("is_block_trade");
        String ticker = asked.text("ticker");
        if (ticker == null) {
            return allTrades(asked, state, least, end, byMarket, blocks);
        }
        Truth.Market market = truth.market(ticker);
        if (market == null) {
            return closed(page(asked, state, "trades", 0, 0, row -> true, (out, row) -> {}, null));
        }
        if (byMarket && state.archived(market) != historical) {
            if (state.tiers() == Tiers.BY_MARKET) {
                return null;
            }
            end = Long.MIN_VALUE;
        }
        Truth.Trades trades = market.trades();
        int[] failing = state.failing() != null && state.failing().ticker().equals(ticker)
                ? new int[] {trades.first(truth.now() + 1) - 1 - state.failing().row()}
                : null;
        int low = trades.first(least);
        return closed(page(
                asked,
                state,
                "trades",
                low,
                Math.max(low, trades.first(end)),
                row -> blocks == null || trades.block(row) == blocks.equals("true"),
                (out, row) -> trade(out, market, row),
                failing));
    }

    private Said allTrades(Asked asked, State state, long least, long end, boolean byMarket, @Nullable String blocks) {
        long[] all = truth.all();
        int low = first(all, least);
        return closed(page(
                asked,
                state,
                "trades",
                low,
                Math.max(low, first(all, end)),
                place -> {
                    Truth.Market market = truth.each().get((int) (all[place] >>> 32));
                    return (!byMarket || state.archived(market) == asked.op.historical())
                            && (blocks == null || market.trades().block((int) all[place]) == blocks.equals("true"));
                },
                (out, place) -> trade(out, truth.each().get((int) (all[place] >>> 32)), (int) all[place]),
                null));
    }

    private int first(long[] all, long notBefore) {
        int low = 0;
        int high = all.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (truth.time(all[middle]) < notBefore) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void trade(Out out, Truth.Market market, int row) {
        Truth.Trades trades = market.trades();
        boolean yes = trades.takerYes(row);
        out.open()
                .id("trade_id", trades.high(row), trades.low(row))
                .text("ticker", market.ticker)
                .count("count_fp", trades.count(row))
                .dollars("yes_price_dollars", trades.price(row))
                .dollars("no_price_dollars", 10_000L - trades.price(row))
                .text("taker_side", yes ? "yes" : "no")
                .text("taker_outcome_side", yes ? "yes" : "no")
                .text("taker_book_side", yes ? "bid" : "ask")
                .time("created_time", trades.micros(row))
                .bool("is_block_trade", trades.block(row))
                .close();
    }

    // Candles.

    private static int interval(Asked asked) {
        long interval = asked.required("period_interval");
        if (interval != 1 && interval != 60 && interval != 1_440) {
            throw new Asked.Outside("period_interval must be 1, 60 or 1440");
        }
        return (int) interval;
    }

    private static double periods(Asked asked, int interval) {
        long start = asked.required("start_ts");
        long end = asked.required("end_ts");
        if (end < start) {
            throw new Asked.Outside("end_ts is before start_ts");
        }
        return (end - start) / (60.0 * interval);
    }

    private static Said candles(Asked asked, Truth.Market market, boolean historical) {
        int interval = interval(asked);
        double periods = periods(asked, interval);
        if (periods > PERIODS) {
            throw new Asked.Outside(String.format(
                    Locale.ROOT, "requested time range with candlesticks: %f, max candlesticks: %d", periods, PERIODS));
        }
        Out out = new Out().open().text("ticker", market.ticker).name("candlesticks");
        int rows = candles(
                out, market.candles(interval, asked.required("start_ts"), asked.required("end_ts")), historical);
        return new Said(out.close(), rows);
    }

    private Said batch(Asked asked, State state) {
        int interval = interval(asked);
        List<String> tickers = asked.joined("market_tickers");
        if (tickers.isEmpty() || tickers.size() > TICKERS) {
            throw new Asked.Outside(tickers.size() + " market_tickers, max " + TICKERS);
        }
        double periods = periods(asked, interval) * tickers.size();
        if (periods > PERIODS_OF_A_BATCH) {
            throw new Asked.Outside(String.format(
                    Locale.ROOT,
                    "requested candlesticks across all markets: %.0f, max candlesticks: %d",
                    periods,
                    PERIODS_OF_A_BATCH));
        }
        Out out = new Out().open().name("markets").list();
        int rows = 0;
        for (String ticker : tickers) {
            Truth.Market market = truth.market(ticker);
            if (market != null && !state.archived(market)) {
                out.open().text("market_ticker", ticker).name("candlesticks");
                rows += candles(
                        out, market.candles(interval, asked.required("start_ts"), asked.required("end_ts")), false);
                out.close();
            } else if (market != null && state.tiers() == Tiers.BY_MARKET_EMPTY) {
                candles(out.open().text("market_ticker", ticker).name("candlesticks"), List.of(), false);
                out.close();
            }
        }
        return new Said(out.end().close(), rows);
    }

    private @Nullable Said eventCandles(Asked asked, State state) {
        int interval = interval(asked);
        double periods = periods(asked, interval);
        long start = asked.required("start_ts");
        long end = asked.required("end_ts");
        List<Truth.Market> markets = truth.each().stream()
                .filter(market -> market.series.equals(asked.parts.get(0))
                        && market.event.equals(asked.parts.get(1))
                        && !state.archived(market))
                .toList();
        if (markets.isEmpty()) {
            return null;
        }
        long last = end;
        long adjusted = end;
        if (periods * markets.size() > PERIODS) {
            adjusted = start + PERIODS / markets.size() * (interval * 60L);
            // Whether the second that it names was in this answer, nobody says: both happen here.
            last = truth.seed() % 2 == 0 ? adjusted : adjusted - 1;
        }
        Out out = new Out().open().name("market_tickers").list();
        markets.forEach(market -> out.text(market.ticker));
        out.end().name("market_candlesticks").list();
        int rows = 0;
        for (Truth.Market market : markets) {
            rows += candles(out, market.candles(interval, start, last), false);
        }
        return new Said(out.end().number("adjusted_end_ts", adjusted).close(), rows);
    }

    private static int candles(Out out, List<Truth.Candle> candles, boolean historical) {
        String dollars = historical ? "" : "_dollars";
        String fp = historical ? "" : "_fp";
        out.list();
        for (Truth.Candle candle : candles) {
            out.open().number("end_period_ts", candle.end());
            for (int side = 0; side < 2; side++) {
                int more = side * candle.spread();
                out.name(side == 0 ? "yes_bid" : "yes_ask")
                        .open()
                        .dollars("open" + dollars, candle.bidOpen() + more)
                        .dollars("low" + dollars, candle.bidLow() + more)
                        .dollars("high" + dollars, candle.bidHigh() + more)
                        .dollars("close" + dollars, candle.bidClose() + more)
                        .close();
            }
            out.name("price").open();
            if (candle.traded()) {
                out.dollars("open" + dollars, candle.open())
                        .dollars("low" + dollars, candle.low())
                        .dollars("high" + dollars, candle.high())
                        .dollars("close" + dollars, candle.close())
                        .dollars("mean" + dollars, candle.mean());
                if (!historical) {
                    out.dollars("min_dollars", candle.low()).dollars("max_dollars", candle.high());
                }
            } else if (historical) {
                for (String name : List.of("open", "low", "high", "close", "mean")) {
                    out.nothing(name);
                }
            }
            out.dollars("previous" + dollars, candle.previous())
                    .close()
                    .count("volume" + fp, candle.volume())
                    .count("open_interest" + fp, candle.openInterest())
                    .close();
        }
        out.end();
        return candles.size();
    }

    // Books.

    private Out book(Out out, Truth.Market market, @Nullable Long depth) {
        out.name("orderbook_fp").open();
        for (int side = 0; side < 2; side++) {
            out.name(side == 0 ? "yes_dollars" : "no_dollars").list();
            long seed = Mix.of(truth.seed(), market.number, 31 + side);
            int levels = market.levels(side == 0, truth.now());
            int shown = depth == null || depth == 0 ? levels : (int) Math.min(levels, depth);
            for (int level = levels - shown; level < levels; level++) {
                out.list()
                        .dollars(100L + 500L * level + Mix.below(Mix.of(seed, level, 1), 400))
                        .count(1L + Mix.below(Mix.of(seed, level, 2), 1_000_000))
                        .end();
            }
            out.end();
        }
        return out.close();
    }

    private Said books(Asked asked) {
        List<String> tickers = asked.repeated("tickers");
        if (tickers.isEmpty() || tickers.size() > TICKERS) {
            throw new Asked.Outside(tickers.size() + " tickers, max " + TICKERS);
        }
        Out out = new Out().open().name("orderbooks").list();
        int rows = 0;
        for (String ticker : tickers) {
            Truth.Market market = truth.market(ticker);
            if (market != null) {
                book(out.open().text("ticker", ticker), market, null).close();
                rows++;
            }
        }
        return new Said(out.end().close(), rows);
    }

    // Markets and events.

    private Said markets(Asked asked, State state) {
        boolean historical = asked.op.historical();
        String status = asked.text("status");
        if (status != null
                && !Set.of("unopened", "open", "paused", "closed", "settled").contains(status)) {
            throw new Asked.Outside("one status, not " + status);
        }
        List<String> tickers = asked.joined("tickers");
        List<Truth.Market> all = truth.each();
        List<Range> ranges = historical ? List.of() : ranges(asked, state, status);
        String event = asked.text("event_ticker");
        String series = asked.text("series_ticker");
        int size = all.size();
        return closed(page(
                asked,
                state,
                "markets",
                0,
                size,
                place -> {
                    Truth.Market market = all.get(size - 1 - place);
                    return state.archived(market) == historical
                            && (tickers.isEmpty() || tickers.contains(market.ticker))
                            && (event == null || market.event.equals(event))
                            && (series == null || market.series.equals(series))
                            && (status == null || historical || has(market, status))
                            && ranges.stream().allMatch(range -> range.holds(market));
                },
                (out, place) -> market(out, all.get(size - 1 - place)),
                null));
    }

    /** A range over one of a market's times, in seconds. */
    private record Range(String of, long from, long to) {
        boolean holds(Truth.Market market) {
            long at = of.equals("close") ? market.close : of.equals("settled") ? market.settled : market.open;
            return at >= from && at <= to && (!of.equals("settled") || market.settled != 0);
        }
    }

    private static List<Range> ranges(Asked asked, State state, @Nullable String status) {
        List<Range> ranges = new ArrayList<>();
        for (String of : List.of("created", "close", "settled")) {
            Long from = asked.number("min_" + of + "_ts");
            Long to = asked.number("max_" + of + "_ts");
            if (from != null || to != null) {
                Set<String> with =
                        switch (of) {
                            case "created" -> Set.of("unopened", "open");
                            case "close" -> Set.of("closed");
                            default -> Set.of("settled");
                        };
                if (status != null && !with.contains(status)) {
                    throw new Asked.Outside("a range of " + of + " is not for status " + status);
                }
                int less = state.bounds() == JudgeServer.Bounds.BETWEEN ? 1 : 0;
                ranges.add(new Range(
                        of, from == null ? Long.MIN_VALUE : from + less, to == null ? Long.MAX_VALUE : to - less));
            }
        }
        if (ranges.size() > 1) {
            throw new Asked.Outside("ranges of different times are mutually exclusive");
        }
        return ranges;
    }

    private static boolean has(Truth.Market market, String status) {
        return switch (status) {
            case "open" -> market.status().equals("active");
            case "unopened" -> market.status().equals("initialized");
            case "closed" -> market.status().equals("closed");
            case "settled" -> market.status().equals("finalized");
            default -> false;
        };
    }

    private Out market(Out out, Truth.Market market) {
        String status = market.status();
        boolean over = status.equals("finalized");
        long seed = Mix.of(truth.seed(), market.number, 41);
        int bid = over ? 0 : 1 + Mix.below(seed, 9_000);
        int ask = over ? 10_000 : bid + 100;
        boolean yes = (seed & 1) == 0;
        out.open()
                .text("ticker", market.ticker)
                .text("event_ticker", market.event)
                .text("market_type", "binary")
                .text("title", "Judged " + market.ticker)
                .text("yes_sub_title", "yes of " + market.number)
                .text("no_sub_title", "no of " + market.number)
                .time("created_time", market.open * Truth.SECOND)
                .time("updated_time", market.open * Truth.SECOND)
                .time("open_time", market.open * Truth.SECOND)
                .time("close_time", market.close * Truth.SECOND)
                .time("latest_expiration_time", (market.close + 86_400) * Truth.SECOND)
                .number("settlement_timer_seconds", 3_600)
                .text("status", status)
                .dollars("yes_bid_dollars", bid)
                .count("yes_bid_size_fp", over ? 0 : 1_000)
                .dollars("yes_ask_dollars", ask)
                .count("yes_ask_size_fp", over ? 0 : 2_000)
                .dollars("no_bid_dollars", 10_000L - ask)
                .dollars("no_ask_dollars", 10_000L - bid)
                .dollars("last_price_dollars", 5_000)
                .count("volume_fp", 100L * market.trades().rows())
                .count("volume_24h_fp", 0)
                .text("result", over ? yes ? "yes" : "no" : "")
                .bool("can_close_early", true)
                .count("open_interest_fp", 100)
                .dollars("notional_value_dollars", 10_000)
                .dollars("previous_yes_bid_dollars", bid)
                .dollars("previous_yes_ask_dollars", ask)
                .dollars("previous_price_dollars", 5_000)
                .text("expiration_value", "")
                .text("rules_primary", "Judged.")
                .text("rules_secondary", "")
                .text("price_level_structure", "linear_cent")
                .name("price_ranges")
                .list()
                .open()
                .dollars("start", 0)
                .dollars("end", 10_000)
                .dollars("step", 100)
                .close()
                .end()
                .text("settlement_bounds_type", "default");
        if (over) {
            out.time("settlement_ts", market.settled * Truth.SECOND)
                    .dollars("settlement_value_dollars", yes ? 10_000 : 0);
        }
        return out.close();
    }

    private @Nullable Said event(Asked asked, State state) {
        List<Truth.Market> markets = truth.each().stream()
                .filter(market -> market.event.equals(asked.parts.get(0)))
                .toList();
        if (markets.isEmpty()) {
            return null;
        }
        boolean nested = "true".equals(asked.text("with_nested_markets"));
        List<Truth.Market> live =
                markets.stream().filter(market -> !state.archived(market)).toList();
        Out out = new Out()
                .open()
                .name("event")
                .open()
                .text("event_ticker", asked.parts.get(0))
                .text("series_ticker", markets.get(0).series)
                .text("sub_title", "")
                .text("title", "Judged event")
                .text("collateral_return_type", "binary")
                .bool("mutually_exclusive", false)
                .text("category", "Judges");
        if (nested) {
            out.name("markets").list();
            live.forEach(market -> market(out, market));
            out.end();
        }
        out.close();
        if (!nested) {
            out.name("markets").list();
            live.forEach(market -> market(out, market));
            out.end();
        }
        return one(out.close());
    }

    // The account.

    private Said fills(Asked asked, State state) {
        boolean orders = asked.op == Op.ORDERS || asked.op == Op.HISTORICAL_ORDERS;
        List<Account.Fill> all = account.fills();
        long least = least(asked, state);
        long end = end(asked, state);
        boolean split = state.tiers() != Tiers.ONE;
        String ticker = asked.text("ticker");
        List<String> events = asked.joined("event_ticker");
        String status = asked.text("status");
        return closed(page(
                asked,
                state,
                orders ? "orders" : "fills",
                0,
                all.size(),
                place -> {
                    Account.Fill fill = all.get(place);
                    boolean older = split && fill.micros() < state.cutoff();
                    return fill.micros() >= least
                            && fill.micros() < end
                            && older == asked.op.historical()
                            && (ticker == null || fill.market().ticker.equals(ticker))
                            && (events.isEmpty() || events.contains(fill.market().event))
                            && (status == null || status.equals("executed"));
                },
                orders ? (out, place) -> order(out, all.get(place)) : (out, place) -> fill(out, all.get(place)),
                null));
    }

    /** The id of the order with that number. */
    private Out orderId(Out out, int number) {
        return out.id("order_id", Mix.of(truth.seed(), number, 51), Mix.of(truth.seed(), number, 52));
    }

    private void fill(Out out, Account.Fill fill) {
        Truth.Trades trades = fill.market().trades();
        int row = fill.row();
        boolean yes = trades.takerYes(row);
        orderId(
                        out.open()
                                .id("fill_id", trades.high(row), trades.low(row))
                                .id("trade_id", trades.high(row), trades.low(row)),
                        fill.number())
                .number("exchange_index", 0)
                .text("ticker", fill.market().ticker)
                .text("market_ticker", fill.market().ticker)
                .text("side", yes ? "yes" : "no")
                .text("action", "buy")
                .text("outcome_side", yes ? "yes" : "no")
                .text("book_side", yes ? "bid" : "ask")
                .count("count_fp", trades.count(row))
                .dollars("yes_price_dollars", trades.price(row))
                .dollars("no_price_dollars", 10_000L - trades.price(row))
                .bool("is_taker", true)
                .time("created_time", fill.micros())
                .number("ts", fill.micros() / Truth.SECOND)
                .text("fee_cost", "0.010000")
                .close();
    }

    private void order(Out out, Account.Fill fill) {
        Truth.Trades trades = fill.market().trades();
        int row = fill.row();
        boolean yes = trades.takerYes(row);
        orderId(out.open(), fill.number())
                .text("user_id", "judged")
                .text("client_order_id", "")
                .text("ticker", fill.market().ticker)
                .text("side", yes ? "yes" : "no")
                .text("action", "buy")
                .text("outcome_side", yes ? "yes" : "no")
                .text("book_side", yes ? "bid" : "ask")
                .text("type", "limit")
                .text("status", "executed")
                .dollars("yes_price_dollars", trades.price(row))
                .dollars("no_price_dollars", 10_000L - trades.price(row))
                .count("fill_count_fp", trades.count(row))
                .count("remaining_count_fp", 0)
                .count("initial_count_fp", trades.count(row))
                .dollars("taker_fill_cost_dollars", trades.price(row) * trades.count(row) / 100)
                .dollars("maker_fill_cost_dollars", 0)
                .text("taker_fees_dollars", "0.010000")
                .text("maker_fees_dollars", "0.000000")
                .time("created_time", fill.micros())
                .time("last_update_time", fill.micros())
                .close();
    }

    private Said positions(Asked asked, State state) {
        boolean historical = asked.op.historical();
        String ticker = asked.text("ticker");
        String event = asked.text("event_ticker");
        List<Account.Holding> held = account.holdings(truth.now()).stream()
                .filter(one -> one.market().status().equals("finalized")
                        ? historical && state.archived(one.market())
                        : !historical)
                .filter(one -> ticker == null || one.market().ticker.equals(ticker))
                .filter(one -> event == null || one.market().event.equals(event))
                .toList();
        int size = held.size();
        Said page = page(
                asked,
                state,
                "market_positions",
                0,
                size,
                place -> true,
                (out, place) -> {
                    Account.Holding one = held.get(size - 1 - place);
                    out.open()
                            .text("ticker", one.market().ticker)
                            .number("exchange_index", 0)
                            .dollars("total_traded_dollars", one.cost())
                            .count("position_fp", one.contracts())
                            .dollars("market_exposure_dollars", one.cost())
                            .dollars("realized_pnl_dollars", 0)
                            .dollars("fees_paid_dollars", 0)
                            .time("last_updated_ts", one.last())
                            .close();
                },
                null);
        Out out = page.body().name("event_positions").list();
        if (asked.text("cursor") == null) {
            held.stream().map(one -> one.market().event).distinct().forEach(of -> {
                long cost = held.stream()
                        .filter(one -> one.market().event.equals(of))
                        .mapToLong(Account.Holding::cost)
                        .sum();
                out.open()
                        .text("event_ticker", of)
                        .dollars("total_cost_dollars", cost)
                        .count("total_cost_shares_fp", 0)
                        .dollars("event_exposure_dollars", cost)
                        .dollars("realized_pnl_dollars", 0)
                        .dollars("fees_paid_dollars", 0)
                        .close();
            });
        }
        out.end();
        return closed(page);
    }

    private Said settlements(Asked asked, State state) {
        long least = least(asked, state);
        long end = end(asked, state);
        String ticker = asked.text("ticker");
        String event = asked.text("event_ticker");
        List<Account.Holding> settled = account.holdings(truth.now()).stream()
                .filter(one -> one.market().status().equals("finalized"))
                .sorted(Comparator.comparingLong(one -> one.market().settled))
                .toList();
        return closed(page(
                asked,
                state,
                "settlements",
                0,
                settled.size(),
                place -> {
                    Truth.Market market = settled.get(place).market();
                    long at = market.settled * Truth.SECOND;
                    return at >= least
                            && at < end
                            && (ticker == null || market.ticker.equals(ticker))
                            && (event == null || market.event.equals(event));
                },
                (out, place) -> {
                    Account.Holding one = settled.get(place);
                    boolean yes = (Mix.of(truth.seed(), one.market().number, 41) & 1) == 0;
                    out.open()
                            .text("ticker", one.market().ticker)
                            .number("exchange_index", 0)
                            .text("event_ticker", one.market().event)
                            .text("market_result", yes ? "yes" : "no")
                            .count("yes_count_fp", one.contracts())
                            .dollars("yes_total_cost_dollars", one.cost())
                            .count("no_count_fp", 0)
                            .dollars("no_total_cost_dollars", 0)
                            .number("revenue", yes ? one.contracts() : 0)
                            .time("settled_time", one.market().settled * Truth.SECOND)
                            .text("fee_cost", "0.010000")
                            .number("value", yes ? 100 : 0)
                            .close();
                },
                null));
    }
}
