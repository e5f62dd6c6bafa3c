package dev.kalshilab.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether what an exchange serves agrees with itself: candles with trades and quotes, volumes with trades, books with
 * quotes, fills with trades, positions with fills, settlements with results, and the balance with all of it.
 *
 * <p>Everything is asked for by plain HTTP and computed again from the answers, without any of the toolkit's code. Each
 * question gives what does not agree, a line each that says which thing of which market is what and should be what.
 */
public final class Agreement {
    private static final BigDecimal ZERO = BigDecimal.ZERO;
    private static final ZoneId EASTERN = ZoneId.of("America/New_York");
    private static final int MOST_CANDLES = 4_999;

    /** Where answers are from. */
    @FunctionalInterface
    public interface Answers {
        /** The body of an answer, which must have been given; {@code path} is behind the base URL. */
        Map<String, Object> get(String path);
    }

    private final Answers answers;
    private final List<String> differences = new ArrayList<>();
    private final Map<String, Row> markets = new HashMap<>();

    public Agreement(Answers answers) {
        this.answers = answers;
    }

    /** The answers of an exchange at that base URL, for somebody who signs with that key. */
    public static Answers at(String url, Signer signer) {
        HttpClient http = HttpClient.newHttpClient();
        return path -> {
            URI uri = URI.create(url + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            signer.headers("GET", uri.getRawPath(), System.currentTimeMillis()).forEach(request::header);
            try {
                HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != 200) {
                    throw new IllegalStateException(path + " " + response.statusCode() + " " + response.body());
                }
                return Raw.object(Raw.parse(response.body()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        };
    }

    // -- what is asked ----------------------------------------------------------------------------------------------

    /**
     * A quick look at something of everything: the market that was traded most within a day, one that was settled last,
     * one that hardly anybody trades, and the whole account. While the time of the exchange goes on nothing can agree,
     * so that the look is taken again.
     */
    public List<String> sample() {
        List<String> found = List.of();
        for (int tries = 0; tries < 3; tries++) {
            Instant before = now();
            found = look(before);
            if (before.equals(now())) {
                return found;
            }
        }
        return List.of("the time of the exchange goes on while it is looked at; what differed last: " + found);
    }

    private List<String> look(Instant now) {
        List<String> found = new ArrayList<>();
        markets.clear();
        List<Row> open = rows("/markets?status=open&mve_filter=exclude&limit=1000", "markets");
        List<Row> some = new ArrayList<>();
        open.stream()
                .filter(market -> market.count("volume").compareTo(BigDecimal.valueOf(10_000)) < 0)
                .max(Comparator.comparing(market -> market.count("volume_24h")))
                .ifPresent(some::add);
        open.stream()
                .min(Comparator.comparing(market -> market.count("volume")))
                .ifPresent(some::add);
        rows("/markets?status=settled&limit=1", "markets").forEach(some::add);
        for (Row market : some) {
            String ticker = market.text("ticker");
            found.addAll(market(ticker));
            found.addAll(book(ticker));
            found.addAll(candles(ticker, 60, now.minus(Duration.ofDays(2)), now));
            found.addAll(candles(ticker, 1, now.minus(Duration.ofHours(3)), now));
        }
        open.stream()
                .max(Comparator.comparing(market -> market.count("volume_24h")))
                .ifPresent(market -> {
                    found.addAll(book(market.text("ticker")));
                    found.addAll(quotes(market.text("ticker"), now.minus(Duration.ofDays(2))));
                });
        if (open.stream().allMatch(market -> market.has("volume_fp"))) { // in autumn 2025 fills said nothing of fees
            begin();
            fillsAreTrades(rows("/portfolio/fills?limit=20", "fills"));
            found.addAll(end());
            found.addAll(positionsAreFills());
            found.addAll(settlementsAreResults());
            found.addAll(balanceIsAllOfIt());
        }
        return found;
    }

    /** The time of the exchange. */
    public Instant now() {
        return new Row(answers.get("/exchange/user_data_timestamp")).time("as_of_time");
    }

    // -- markets ----------------------------------------------------------------------------------------------------

    /** Volumes, last price and open interest of one market with its trades. */
    public List<String> market(String ticker) {
        begin();
        volumes(one(ticker), all("/markets/trades?ticker=" + ticker, "trades"), now());
        return end();
    }

    /** The same of every market that is not archived, and the books of those that still live. */
    public List<String> markets() {
        begin();
        Instant now = now();
        Map<String, List<Row>> trades = grouped(all("/markets/trades", "trades"), "ticker");
        for (Row market : all("/markets", "markets")) {
            String ticker = market.text("ticker");
            volumes(market, trades.getOrDefault(ticker, List.of()), now);
            // A thousand empty books say no more than a few.
            if (!market.text("status").equals("finalized") || ticker.contains("SEP14")) {
                book(market);
            }
        }
        return end();
    }

    /** @param trades newest first */
    private void volumes(Row market, List<Row> trades, Instant now) {
        String ticker = market.text("ticker");
        same(ticker + " volume", market.count("volume"), sum(trades, "count"), "its trades");
        Instant day = now.minus(Duration.ofHours(24));
        same(
                ticker + " volume_24h",
                market.count("volume_24h"),
                sum(
                        trades.stream()
                                .filter(trade -> trade.time("created_time").isAfter(day))
                                .toList(),
                        "count"),
                "its trades since " + day);
        same(
                ticker + " last_price",
                market.dollars("last_price"),
                trades.isEmpty() ? ZERO : trades.get(0).dollars("yes_price"),
                "its last trade");
        if (market.count("open_interest").compareTo(market.count("volume")) > 0) {
            differences.add(ticker + " open_interest is " + market.count("open_interest") + ", above its volume "
                    + market.count("volume"));
        }
    }

    /** The book of one market with its quotes. */
    public List<String> book(String ticker) {
        begin();
        book(one(ticker));
        return end();
    }

    private void book(Row market) {
        String ticker = market.text("ticker");
        BigDecimal one = BigDecimal.ONE;
        same(ticker + " no_ask", market.dollars("no_ask"), one.subtract(market.dollars("yes_bid")), "1 - yes_bid");
        same(ticker + " no_bid", market.dollars("no_bid"), one.subtract(market.dollars("yes_ask")), "1 - yes_ask");
        Row answer = new Row(answers.get("/markets/" + ticker + "/orderbook"));
        boolean cents = !answer.has("orderbook_fp");
        Row book = answer.at(cents ? "orderbook" : "orderbook_fp");
        side(market, "yes", book.levels(cents ? "yes" : "yes_dollars"), "yes_bid");
        side(market, "no", book.levels(cents ? "no" : "no_dollars"), "yes_ask");
    }

    private void side(Row market, String side, List<BigDecimal[]> levels, String size) {
        String what = market.text("ticker") + " book, best " + side;
        BigDecimal[] best = levels.isEmpty() ? new BigDecimal[] {ZERO, ZERO} : levels.get(levels.size() - 1);
        same(what, best[0], market.dollars(side + "_bid"), "the market's " + side + "_bid");
        if (market.has(size + "_size_fp")) {
            same(what + " size", best[1], market.count(size + "_size"), "the market's " + size + "_size");
        }
        if (!market.text("status").equals("active") && !levels.isEmpty()) {
            differences.add(what + ": there is a book, and the market is " + market.text("status"));
        }
        for (int i = 1; i < levels.size(); i++) {
            if (levels.get(i)[0].compareTo(levels.get(i - 1)[0]) <= 0) {
                differences.add(what + ": " + levels.get(i)[0] + " stands behind " + levels.get(i - 1)[0]);
            }
        }
    }

    // -- candles ----------------------------------------------------------------------------------------------------

    /** The candles of a live market that end after {@code from}, with the trades of their periods. */
    public List<String> candles(String ticker, int minutes, Instant from, Instant to) {
        begin();
        Function<Instant, Instant> end = minutes == 1440 ? Agreement::nextMidnight : time -> next(time, minutes * 60L);
        Instant first = end.apply(from);
        // What is not over yet is left to itself.
        Instant last = minutes == 1440
                ? LocalDate.ofInstant(to, EASTERN).atStartOfDay(EASTERN).toInstant()
                : Instant.ofEpochSecond(Math.floorDiv(to.getEpochSecond(), minutes * 60L) * minutes * 60L);
        BigDecimal previous = null;
        List<Row> before =
                rows("/markets/trades?limit=1&ticker=" + ticker + "&max_ts=" + first.getEpochSecond(), "trades");
        if (!before.isEmpty()) {
            previous = before.get(0).dollars("yes_price");
        }
        List<Row> trades = new ArrayList<>(
                all("/markets/trades?ticker=" + ticker + "&min_ts=" + first.getEpochSecond(), "trades"));
        Collections.reverse(trades);
        Map<Instant, List<Row>> periods = new TreeMap<>();
        for (Row trade : trades) {
            Instant time = trade.time("created_time");
            if (time.isAfter(first) && !time.isAfter(last)) {
                periods.computeIfAbsent(end.apply(time), period -> new ArrayList<>())
                        .add(trade);
            }
        }
        for (Row candle : served(ticker, minutes, first.plusSeconds(1), last)) {
            Instant time = Instant.ofEpochSecond(candle.whole("end_period_ts"));
            String what = ticker + " candle of " + minutes + " minutes to " + time;
            List<Row> inside = periods.remove(time);
            Row price = candle.at("price");
            same(what + ", previous", price.maybeDollars("previous"), previous, "the trade before");
            same(what + ", volume", candle.count("volume"), inside == null ? ZERO : sum(inside, "count"), "its trades");
            if (inside == null) {
                same(what + ", open", price.maybeDollars("open"), null, "a period without a trade");
                same(what + ", mean", price.maybeDollars("mean"), null, "a period without a trade");
                continue;
            }
            List<BigDecimal> prices =
                    inside.stream().map(trade -> trade.dollars("yes_price")).toList();
            previous = prices.get(prices.size() - 1);
            same(what + ", open", price.maybeDollars("open"), prices.get(0), "its first trade");
            same(what + ", close", price.maybeDollars("close"), previous, "its last trade");
            same(what + ", high", price.maybeDollars("high"), Collections.max(prices), "its trades");
            same(what + ", low", price.maybeDollars("low"), Collections.min(prices), "its trades");
            BigDecimal worth = sum(inside, trade -> trade.count("count").multiply(trade.dollars("yes_price")));
            BigDecimal mean = worth.divide(sum(inside, "count"), 4, RoundingMode.HALF_UP);
            same(
                    what + ", mean",
                    price.maybeDollars("mean"),
                    // Recorded means in whole cents are cut.
                    price.has("mean_dollars") ? mean : mean.setScale(2, RoundingMode.FLOOR),
                    "its trades");
        }
        periods.keySet().forEach(time -> differences.add(ticker + " has no candle to " + time + " and trades there"));
        return end();
    }

    /**
     * The quotes of hourly candles since then: each opens where the one before closed, and the last is the market when
     * the hour is full.
     */
    public List<String> quotes(String ticker, Instant from) {
        begin();
        Instant now = now();
        Row before = null;
        for (Row candle : served(ticker, 60, from, now)) {
            for (String side : List.of("yes_bid", "yes_ask")) {
                if (before != null) {
                    same(
                            ticker + " candle to " + Instant.ofEpochSecond(candle.whole("end_period_ts")) + ", " + side
                                    + " open",
                            candle.at(side).maybeDollars("open"),
                            before.at(side).maybeDollars("close"),
                            "the close before");
                }
            }
            before = candle;
        }
        if (before != null && next(now, 3600).equals(now)) {
            Row market = one(ticker);
            for (String side : List.of("yes_bid", "yes_ask")) {
                same(
                        ticker + " last candle, " + side,
                        before.at(side).maybeDollars("close"),
                        market.dollars(side),
                        "the market's");
            }
            same(
                    ticker + " last candle, open_interest",
                    before.count("open_interest"),
                    market.count("open_interest"),
                    "the market's");
        }
        return end();
    }

    private List<Row> served(String ticker, int minutes, Instant from, Instant to) {
        String series = ticker.substring(0, ticker.indexOf('-'));
        List<Row> candles = new ArrayList<>();
        Duration most = Duration.ofMinutes((long) MOST_CANDLES * minutes);
        for (Instant start = from; start.isBefore(to); start = start.plus(most).plusSeconds(1)) {
            Instant stop = start.plus(most).isBefore(to) ? start.plus(most) : to;
            candles.addAll(rows(
                    "/series/" + series + "/markets/" + ticker + "/candlesticks?period_interval=" + minutes
                            + "&start_ts=" + start.getEpochSecond() + "&end_ts=" + stop.getEpochSecond(),
                    "candlesticks"));
        }
        return candles;
    }

    private static Instant next(Instant time, long seconds) {
        Instant before = Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
        return before.equals(time) ? time : before.plusSeconds(seconds);
    }

    private static Instant nextMidnight(Instant time) {
        LocalDate date = LocalDate.ofInstant(time, EASTERN);
        Instant midnight = date.atStartOfDay(EASTERN).toInstant();
        return midnight.equals(time)
                ? time
                : date.plusDays(1).atStartOfDay(EASTERN).toInstant();
    }

    // -- the account ------------------------------------------------------------------------------------------------

    /** All fills of both tiers, oldest first. */
    private List<Row> fills() {
        List<Row> fills = new ArrayList<>(all("/historical/fills", "fills"));
        fills.addAll(all("/portfolio/fills", "fills"));
        fills.sort(Comparator.comparing(fill -> fill.time("created_time")));
        return fills;
    }

    /** Every fill of the live tier is a public trade. */
    public List<String> fillsAreTrades() {
        begin();
        fillsAreTrades(all("/portfolio/fills", "fills"));
        return end();
    }

    private void fillsAreTrades(List<Row> fills) {
        grouped(fills, "ticker").forEach((ticker, own) -> {
            long from = Long.MAX_VALUE;
            long to = 0;
            for (Row fill : own) {
                from = Math.min(from, fill.time("created_time").getEpochSecond());
                to = Math.max(to, fill.time("created_time").getEpochSecond() + 1);
            }
            Map<String, Row> trades = new HashMap<>();
            // Most fills of a market are close together; those that are not are looked for one by one.
            if (to - from < 7 * 86_400) {
                all("/markets/trades?ticker=" + ticker + "&min_ts=" + from + "&max_ts=" + to, "trades")
                        .forEach(trade -> trades.put(trade.text("trade_id"), trade));
            } else {
                for (Row fill : own) {
                    long second = fill.time("created_time").getEpochSecond();
                    all("/markets/trades?ticker=" + ticker + "&min_ts=" + second + "&max_ts=" + (second + 1), "trades")
                            .forEach(trade -> trades.put(trade.text("trade_id"), trade));
                }
            }
            for (Row fill : own) {
                fill(fill, trades.get(fill.text("trade_id")));
            }
        });
    }

    private void fill(Row fill, @Nullable Row trade) {
        String what = fill.text("ticker") + " fill " + fill.text("trade_id");
        if (trade == null) {
            differences.add(what + " is no trade");
            return;
        }
        same(what + " yes_price", fill.dollars("yes_price"), trade.dollars("yes_price"), "the trade's");
        same(what + " no_price", fill.dollars("no_price"), trade.dollars("no_price"), "the trade's");
        if (fill.count("count").compareTo(trade.count("count")) > 0) {
            differences.add(what + " count is " + fill.count("count") + ", above the trade's " + trade.count("count"));
        }
        if (!fill.time("created_time").equals(trade.time("created_time"))) {
            differences.add(what + " created_time is " + fill.text("created_time") + ", the trade's "
                    + trade.text("created_time"));
        }
        boolean taker = trade.text("taker_outcome_side").equals(fill.text("outcome_side"));
        if (fill.flag("is_taker") != taker) {
            differences.add(
                    what + " is_taker is " + !taker + ", and the taker was for " + trade.text("taker_outcome_side"));
        }
    }

    /** Positions and those of events with the fills that they are made of. */
    public List<String> positionsAreFills() {
        begin();
        Row answer = new Row(answers.get("/portfolio/positions?limit=1000"));
        Map<String, List<Row>> fills = grouped(fills(), "ticker");
        Map<String, Row> rows = new LinkedHashMap<>();
        answer.list("market_positions").forEach(row -> rows.put(row.text("ticker"), row));
        know(fills.keySet());
        Set<String> held = new TreeSet<>(fills.keySet());
        held.removeIf(ticker -> one(ticker).text("status").equals("finalized"));
        if (!held.equals(new TreeSet<>(rows.keySet()))) {
            differences.add("positions are in " + new TreeSet<>(rows.keySet()) + ", and fills in " + held);
        }
        Map<String, List<Row>> byEvent = new TreeMap<>();
        rows.forEach((ticker, row) -> {
            byEvent.computeIfAbsent(one(ticker).text("event_ticker"), event -> new ArrayList<>())
                    .add(row);
            List<Row> own = fills.getOrDefault(ticker, List.of());
            String what = ticker + " position";
            Position position = Position.of(own, row.dollars("market_exposure"));
            same(what, row.count("position"), position.signed, "its fills");
            same(what + " exposure", row.dollars("market_exposure"), position.cost, "its fills");
            same(what + " realized_pnl", row.dollars("realized_pnl"), position.realized, "its fills");
            same(what + " fees_paid", row.dollars("fees_paid"), sum(own, Row::fee), "its fills");
        });
        List<Row> events = answer.list("event_positions");
        for (Row event : events) {
            List<Row> own = byEvent.getOrDefault(event.text("event_ticker"), List.of());
            String what = event.text("event_ticker") + " position";
            same(
                    what + " exposure",
                    event.dollars("event_exposure"),
                    sum(own, row -> row.dollars("market_exposure")),
                    "its markets");
            same(
                    what + " realized_pnl",
                    event.dollars("realized_pnl"),
                    sum(own, row -> row.dollars("realized_pnl")),
                    "its markets");
            same(
                    what + " fees_paid",
                    event.dollars("fees_paid"),
                    sum(own, row -> row.dollars("fees_paid")),
                    "its markets");
        }
        Set<String> named = new TreeSet<>();
        events.forEach(event -> named.add(event.text("event_ticker")));
        if (!named.equals(byEvent.keySet())) {
            differences.add("event positions are in " + named + ", and those of markets in " + byEvent.keySet());
        }
        return end();
    }

    /** Settlements with the results of their markets and what was held of them. */
    public List<String> settlementsAreResults() {
        begin();
        Map<String, List<Row>> fills = grouped(fills(), "ticker");
        know(fills.keySet());
        Set<String> settled = new TreeSet<>(fills.keySet());
        settled.removeIf(ticker -> !one(ticker).text("status").equals("finalized"));
        Set<String> told = new TreeSet<>();
        for (Row row : all("/portfolio/settlements", "settlements")) {
            String ticker = row.text("ticker");
            String what = ticker + " settlement";
            told.add(ticker);
            Row market = one(ticker);
            List<Row> own = fills.getOrDefault(ticker, List.of());
            Position position = Position.of(own, row.dollars("yes_total_cost").add(row.dollars("no_total_cost")));
            BigDecimal yes = row.count("yes_count");
            BigDecimal no = row.count("no_count");
            same(what + " count", yes.subtract(no), position.signed, "its fills");
            same(
                    what + " cost",
                    row.dollars("yes_total_cost").add(row.dollars("no_total_cost")),
                    position.cost,
                    "its fills");
            same(what + " fee", row.fee(), sum(own, Row::fee), "its fills");
            if (!row.text("market_result").equals(market.text("result"))) {
                differences.add(
                        what + " result is " + row.text("market_result") + ", the market's " + market.text("result"));
            }
            if (!row.time("settled_time").equals(market.time("settlement_ts"))) {
                differences.add(what + " settled_time is " + row.text("settled_time") + ", the market's "
                        + market.text("settlement_ts"));
            }
            BigDecimal value = market.dollars("settlement_value");
            same(what + " value", row.cents("value"), value, "the market's");
            same(
                    what + " revenue",
                    row.cents("revenue"),
                    yes.multiply(value).add(no.multiply(BigDecimal.ONE.subtract(value))),
                    "what was held");
        }
        if (!told.equals(settled)) {
            differences.add("settlements are of " + told + ", and fills in settled markets of " + settled);
        }
        return end();
    }

    /** The balance with deposits, fills and settlements, and the value of the portfolio with last prices. */
    public List<String> balanceIsAllOfIt() {
        begin();
        Row balance = new Row(answers.get("/portfolio/balance"));
        List<Row> fills = fills();
        BigDecimal cash = sum(all("/portfolio/deposits", "deposits"), row -> row.cents("amount_cents"))
                .add(sum(fills, fill -> fill.buys() ? fill.amount().negate() : fill.amount()))
                .subtract(sum(fills, Row::fee))
                .add(sum(all("/portfolio/settlements", "settlements"), row -> row.cents("revenue")));
        same("balance_dollars", balance.dollars("balance"), cash, "deposits, fills and settlements");
        same("balance", balance.cents("balance"), cash.setScale(2, RoundingMode.FLOOR), "the same in whole cents");
        List<Row> open = rows("/portfolio/positions?limit=1000", "market_positions");
        BigDecimal worth = sum(open, row -> {
            Row market = one(row.text("ticker"));
            BigDecimal price =
                    market.dollars(market.has("settlement_value_dollars") ? "settlement_value" : "last_price");
            BigDecimal count = row.count("position");
            return count.signum() >= 0
                    ? count.multiply(price)
                    : count.negate().multiply(BigDecimal.ONE.subtract(price));
        });
        same(
                "portfolio_value",
                balance.cents("portfolio_value"),
                worth.setScale(2, RoundingMode.FLOOR),
                "positions at last prices");
        return end();
    }

    /**
     * A position by average cost, another way than the sandbox counts, and exact unless a part was sold of what had been
     * bought at several prices, or what was bought of one side closed the other. Then first in is first out.
     */
    private record Position(BigDecimal signed, BigDecimal cost, BigDecimal realized) {
        static Position of(List<Row> fills, @Nullable BigDecimal exposure) {
            Position byLots = firstIn(fills);
            return exposure != null && exposure.compareTo(byLots.cost) == 0 ? byLots : average(fills);
        }

        private static Position firstIn(List<Row> fills) {
            Deque<BigDecimal[]> lots = new ArrayDeque<>();
            boolean yes = true;
            BigDecimal count = ZERO;
            BigDecimal cost = ZERO;
            BigDecimal realized = ZERO;
            for (Row fill : fills) {
                boolean ofYes = fill.text("side").equals("yes");
                boolean gainsYes = fill.buys() == ofYes;
                BigDecimal left = fill.count("count");
                BigDecimal price = fill.amount().divide(left, 12, RoundingMode.HALF_UP);
                while (left.signum() > 0 && !lots.isEmpty() && yes != gainsYes) {
                    BigDecimal[] lot = lots.getFirst();
                    BigDecimal part = left.min(lot[0]);
                    BigDecimal worth = yes == ofYes ? price : BigDecimal.ONE.subtract(price);
                    realized = realized.add(part.multiply(worth.subtract(lot[1])));
                    cost = cost.subtract(part.multiply(lot[1]));
                    count = count.subtract(part);
                    lot[0] = lot[0].subtract(part);
                    left = left.subtract(part);
                    if (lot[0].signum() == 0) {
                        lots.removeFirst();
                    }
                }
                if (left.signum() > 0) {
                    yes = gainsYes;
                    BigDecimal paid = yes == ofYes ? price : BigDecimal.ONE.subtract(price);
                    lots.addLast(new BigDecimal[] {left, paid});
                    cost = cost.add(left.multiply(paid));
                    count = count.add(left);
                }
            }
            return new Position(yes ? count : count.negate(), cost, realized);
        }

        private static Position average(List<Row> fills) {
            BigDecimal count = ZERO;
            BigDecimal cost = ZERO;
            BigDecimal realized = ZERO;
            String side = "";
            for (Row fill : fills) {
                BigDecimal change = fill.count("count");
                if (fill.buys()) {
                    side = fill.text("side");
                    count = count.add(change);
                    cost = cost.add(fill.amount());
                } else if (count.signum() > 0) {
                    BigDecimal part = cost.multiply(change).divide(count, 12, RoundingMode.HALF_UP);
                    realized = realized.add(fill.amount()).subtract(part);
                    cost = cost.subtract(part);
                    count = count.subtract(change);
                }
            }
            return new Position(side.equals("no") ? count.negate() : count, cost, realized);
        }
    }

    // -- asking and comparing ---------------------------------------------------------------------------------------

    private void begin() {
        differences.clear();
    }

    private List<String> end() {
        return List.copyOf(differences);
    }

    private void same(String what, @Nullable BigDecimal is, @Nullable BigDecimal should, String by) {
        boolean same = is == null ? should == null : should != null && is.compareTo(should) == 0;
        if (!same) {
            differences.add(what + " is " + is + ", and by " + by + " " + should);
        }
    }

    /** Asks for markets together that would be asked for one by one. */
    private void know(Set<String> tickers) {
        Set<String> unknown = new TreeSet<>(tickers);
        unknown.removeAll(markets.keySet());
        if (!unknown.isEmpty()) {
            String list = "?limit=1000&tickers=" + String.join(",", unknown);
            for (String tier : List.of("/markets", "/historical/markets")) {
                rows(tier + list, "markets").forEach(market -> markets.put(market.text("ticker"), market));
            }
        }
    }

    private Row one(String ticker) {
        return markets.computeIfAbsent(ticker, any -> {
            List<Row> live = rows("/markets?tickers=" + ticker, "markets");
            return live.isEmpty() ? new Row(answers.get("/historical/markets/" + ticker)).at("market") : live.get(0);
        });
    }

    private List<Row> rows(String path, String list) {
        return new Row(answers.get(path)).list(list);
    }

    private List<Row> all(String path, String list) {
        List<Row> rows = new ArrayList<>();
        String cursor = "";
        do {
            Row page = new Row(answers.get(path + (path.contains("?") ? "&" : "?") + "limit="
                    + (list.equals("deposits") ? 500 : 1000) + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            rows.addAll(page.list(list));
            cursor = page.text("cursor");
        } while (!cursor.isEmpty());
        return rows;
    }

    private static Map<String, List<Row>> grouped(List<Row> rows, String name) {
        Map<String, List<Row>> groups = new TreeMap<>();
        rows.forEach(row ->
                groups.computeIfAbsent(row.text(name), any -> new ArrayList<>()).add(row));
        return groups;
    }

    private static BigDecimal sum(List<Row> rows, String count) {
        return sum(rows, row -> row.count(count));
    }

    private static BigDecimal sum(List<Row> rows, Function<Row, BigDecimal> what) {
        return rows.stream().map(what).reduce(ZERO, BigDecimal::add);
    }

    /** One JSON object; amounts are found under the names of today and of autumn 2025. */
    private record Row(Map<String, Object> fields) {
        private Object need(String name) {
            return Objects.requireNonNull(fields.get(name), () -> name + " of " + fields);
        }

        boolean has(String name) {
            return fields.get(name) != null;
        }

        Row at(String name) {
            return new Row(Raw.object(need(name)));
        }

        String text(String name) {
            return String.valueOf(need(name));
        }

        boolean flag(String name) {
            return (Boolean) need(name);
        }

        long whole(String name) {
            return ((BigDecimal) need(name)).longValueExact();
        }

        Instant time(String name) {
            return Instant.parse(text(name));
        }

        List<Row> list(String name) {
            return Raw.objects(fields.get(name)).stream().map(Row::new).toList();
        }

        BigDecimal count(String name) {
            return has(name + "_fp") ? new BigDecimal(text(name + "_fp")) : new BigDecimal(text(name));
        }

        /** A number of cents. */
        BigDecimal cents(String name) {
            return ((BigDecimal) need(name)).movePointLeft(2);
        }

        BigDecimal dollars(String name) {
            return Objects.requireNonNull(maybeDollars(name), () -> name + " of " + fields);
        }

        /** A text in dollars, or a number of cents. */
        @Nullable
        BigDecimal maybeDollars(String name) {
            Object value = has(name + "_dollars") ? fields.get(name + "_dollars") : fields.get(name);
            return value instanceof BigDecimal cents
                    ? cents.movePointLeft(2)
                    : value == null ? null : new BigDecimal(String.valueOf(value));
        }

        boolean buys() {
            return text("action").equals("buy");
        }

        /** What was paid or got for it, without the fee. */
        BigDecimal amount() {
            return dollars(text("side") + "_price").multiply(count("count"));
        }

        BigDecimal fee() {
            return new BigDecimal(text("fee_cost"));
        }

        /** Price and count of each level of one side of a book. */
        List<BigDecimal[]> levels(String name) {
            List<BigDecimal[]> levels = new ArrayList<>();
            if (fields.get(name) instanceof List<?> sides) {
                for (Object level : sides) {
                    List<?> pair = (List<?>) level;
                    BigDecimal price = new BigDecimal(String.valueOf(pair.get(0)));
                    levels.add(new BigDecimal[] {
                        pair.get(0) instanceof BigDecimal ? price.movePointLeft(2) : price,
                        new BigDecimal(String.valueOf(pair.get(1)))
                    });
                }
            }
            return levels;
        }
    }
}
