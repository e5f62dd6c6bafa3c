package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.Recordings;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Every cell of every table of the first set equals the raw JSON, read by another way.
 *
 * <p>The rules are written here once more, from the exchange's documents: which wire field a column is, and its unit.
 */
class DifferentialTest {
    private static final ZoneId EASTERN = ZoneId.of("America/New_York");
    private static final Set<String> WITHOUT_TWIN = Set.of("price", "floor_strike", "cap_strike", "fee_multiplier");
    private long cells;

    // -- what a cell should be ----------------------------------------------------------------------------------------

    /** The dollars or contracts that a row says under that name; null when it says none. */
    private static @Nullable BigDecimal amount(Map<String, Object> row, String name, String suffix) {
        Object twin = row.get(name + suffix);
        Object bare = row.get(name);
        if (twin != null && !twin.equals("")) {
            return new BigDecimal(twin.toString());
        }
        if (bare == null || bare.equals("")) {
            return null;
        }
        boolean cents = suffix.equals("_dollars") && bare instanceof BigDecimal;
        return cents ? ((BigDecimal) bare).movePointLeft(2) : new BigDecimal(bare.toString());
    }

    private void cell(Table table, int row, String column, @Nullable Object expected) {
        Column<?> found = table.column(column);
        cells++;
        String where = table.name() + " row " + row + " " + column;
        if (expected == null || expected.equals("")) {
            assertThat(found.isMissing(row)).as(where).isTrue();
            return;
        }
        assertThat(found.isMissing(row)).as(where + ", wanted " + expected).isFalse();
        if (found instanceof DoubleColumn doubles) {
            assertThat(doubles.getDouble(row)).as(where).isEqualTo(((BigDecimal) expected).doubleValue());
        } else if (found instanceof LongColumn longs) {
            assertThat(BigDecimal.valueOf(longs.getLong(row))).as(where).isEqualByComparingTo((BigDecimal) expected);
        } else if (found instanceof BooleanColumn flags) {
            assertThat(flags.get(row)).as(where).isEqualTo(expected);
        } else if (found instanceof InstantColumn instants) {
            assertThat(instants.get(row)).as(where).isEqualTo(((Instant) expected).truncatedTo(ChronoUnit.MILLIS));
        } else if (found instanceof DateColumn dates) {
            assertThat(dates.get(row)).as(where).isEqualTo(expected);
        } else {
            assertThat(found.getString(row)).as(where).isEqualTo(expected);
        }
    }

    /** A JSON value in a text column: the same value, spaces aside. */
    private void json(Table table, int row, String column, @Nullable Object expected) {
        cells++;
        if (expected == null) {
            assertThat(table.column(column).isMissing(row)).as(column).isTrue();
        } else {
            assertThat(Raw.parse(table.column(column).getString(row)))
                    .as(column)
                    .isEqualTo(expected);
        }
    }

    private static @Nullable Instant time(@Nullable Object value) {
        if (value == null || value.equals("") || value.toString().startsWith("0001-01-01T00:00:00")) {
            return null;
        }
        return value instanceof BigDecimal seconds
                ? Instant.ofEpochSecond(seconds.longValueExact())
                : OffsetDateTime.parse(value.toString()).toInstant();
    }

    private void time(Table table, int row, String column, @Nullable Object value) {
        Instant expected = time(value);
        cell(table, row, column, expected);
        if (table.containsColumn(column + "_us")) {
            cell(
                    table,
                    row,
                    column + "_us",
                    expected == null ? null : BigDecimal.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, expected)));
        }
    }

    /** The cells that are written on the wire under their own name, by what their column holds. */
    private void own(Table table, int at, Map<String, Object> row, Set<String> derived) {
        for (Column<?> column : table.columns()) {
            String name = column.name();
            if (name.equals("source")) {
                cell(table, at, name, "live");
                continue;
            }
            if (derived.contains(name) || name.endsWith("_us")) {
                continue;
            }
            Object value = row.get(name);
            if (column instanceof InstantColumn) {
                time(table, at, name, value);
            } else if (column instanceof DoubleColumn && !WITHOUT_TWIN.contains(name)) {
                boolean count = List.of(
                                "volume", "volume_24h", "open_interest", "count", "yes_bid_size", "yes_ask_size")
                        .contains(name);
                cell(table, at, name, amount(row, name, count ? "_fp" : "_dollars"));
            } else if (value instanceof Map || value instanceof List) {
                json(table, at, name, value);
            } else {
                cell(table, at, name, value);
            }
        }
    }

    private void markets(Table table, List<Map<String, Object>> rows) {
        assertThat(table.rowCount()).isEqualTo(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            own(table, i, rows.get(i), Set.of("risk_limit"));
            Object risk = rows.get(i).get("risk_limit_cents");
            cell(table, i, "risk_limit", risk == null ? null : ((BigDecimal) risk).movePointLeft(2));
        }
    }

    private void events(Table table, List<Map<String, Object>> rows) {
        assertThat(table.rowCount()).isEqualTo(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            own(table, i, rows.get(i), Set.of("markets", "fee_multiplier_override"));
            Object nested = rows.get(i).get("markets");
            cell(
                    table,
                    i,
                    "markets",
                    nested == null
                            ? null
                            : BigDecimal.valueOf(Raw.objects(nested).size()));
            cell(table, i, "fee_multiplier_override", rows.get(i).get("fee_multiplier_override"));
        }
    }

    private void series(Table table, List<Map<String, Object>> rows) {
        assertThat(table.rowCount()).isEqualTo(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            own(table, i, rows.get(i), Set.of());
        }
    }

    private void trades(Table table, List<Map<String, Object>> rows) {
        assertThat(table.rowCount()).isEqualTo(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            own(table, i, rows.get(i), Set.of());
        }
    }

    private void candles(Table table, String ticker, int minutes, List<Map<String, Object>> rows) {
        assertThat(table.rowCount()).isEqualTo(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> row = rows.get(i);
            Instant end = Objects.requireNonNull(time(row.get("end_period_ts")));
            cell(table, i, "ticker", ticker);
            cell(table, i, "end", end);
            Instant start = start(end, minutes);
            cell(table, i, "start", start);
            cell(table, i, "date", start.atZone(EASTERN).toLocalDate());
            Map<String, Object> price = Raw.object(row.get("price"));
            for (String name : List.of("open", "high", "low", "close", "mean", "previous", "min", "max")) {
                cell(table, i, name, amount(price, name, "_dollars"));
            }
            for (String side : List.of("yes_bid", "yes_ask")) {
                for (String name : List.of("open", "high", "low", "close")) {
                    cell(table, i, side + "_" + name, amount(Raw.object(row.get(side)), name, "_dollars"));
                }
            }
            BigDecimal volume = amount(row, "volume", "_fp");
            cell(table, i, "volume", volume);
            cell(table, i, "open_interest", amount(row, "open_interest", "_fp"));
            cell(table, i, "traded", volume != null && volume.signum() > 0);
        }
    }

    private static Instant start(Instant end, int minutes) {
        ZonedDateTime eastern = end.atZone(EASTERN);
        boolean midnight = eastern.toLocalTime().toSecondOfDay() == 0;
        return minutes == 1440 && midnight
                ? eastern.toLocalDate().minusDays(1).atStartOfDay(EASTERN).toInstant()
                : end.minus(Duration.ofMinutes(minutes));
    }

    private void book(Table table, String ticker, Map<String, Object> body) {
        Map<String, Object> book =
                Raw.object(body.containsKey("orderbook_fp") ? body.get("orderbook_fp") : body.get("orderbook"));
        int at = 0;
        for (String side : List.of("yes", "no")) {
            boolean dollars = book.get(side + "_dollars") != null;
            Object sent = dollars ? book.get(side + "_dollars") : book.get(side);
            List<?> levels = sent == null ? List.of() : (List<?>) sent;
            for (int level = 1; level <= levels.size(); level++) {
                List<?> pair = (List<?>) levels.get(levels.size() - level); // the best bid is the last
                BigDecimal price = new BigDecimal(String.valueOf(pair.get(0))).movePointLeft(dollars ? 0 : 2);
                cell(table, at, "ticker", ticker);
                cell(table, at, "side", side);
                cell(table, at, "level", BigDecimal.valueOf(level));
                cell(table, at, "price", price);
                cell(table, at, "yes_price", side.equals("yes") ? price : BigDecimal.ONE.subtract(price));
                cell(table, at, "count", new BigDecimal(String.valueOf(pair.get(1))));
                at++;
            }
        }
        assertThat(table.rowCount()).isEqualTo(at);
    }

    // -- tapes
    // ---------------------------------------------------------------------------------------------------------

    @Test
    void everyCellOfEveryTapeIsTheRecordedValue() {
        for (Path tape : Recordings.tapes()) {
            long before = cells;
            try (Kalshi kalshi = Kalshi.replay(tape)) {
                compare(kalshi, Raw.answers(tape));
            }
            System.out.println(tape.getFileName() + ": " + (cells - before) + " cells compared");
            assertThat(cells - before).isGreaterThan(1000);
        }
    }

    private void compare(Kalshi kalshi, List<Raw.Recorded> answers) {
        Map<String, List<Map<String, Object>>> pages = new HashMap<>();
        for (Raw.Recorded answer : answers) {
            String path = answer.path();
            Map<String, String> query = query(answer.query());
            if (path.equals("/series")) {
                series(
                        kalshi.series()
                                .category(query.getOrDefault("category", ""))
                                .table(),
                        rows(answer, "series"));
            } else if (path.matches("/series/[^/]+/markets/[^/]+/candlesticks")) {
                String ticker = path.split("/", -1)[4];
                int minutes = Integer.parseInt(query.getOrDefault("period_interval", ""));
                candles(
                        kalshi.candles(ticker)
                                .every(dev.kalshilab.model.Interval.ofMinutes(minutes))
                                .table(),
                        ticker,
                        minutes,
                        rows(answer, "candlesticks"));
            } else if (path.matches("/markets/[^/]+/orderbook")) {
                String ticker = path.split("/", -1)[2];
                book(kalshi.book(ticker).table(), ticker, answer.body());
            } else if (path.equals("/markets/trades")) {
                trades(kalshi.trades(query.getOrDefault("ticker", "")).table(), rows(answer, "trades"));
            } else if (path.matches("/markets") && answer.query().contains("event_ticker")) {
                markets(
                        kalshi.markets()
                                .event(query.getOrDefault("event_ticker", ""))
                                .table(),
                        rows(answer, "markets"));
            } else if (path.equals("/markets")) {
                pages.computeIfAbsent("markets " + query.getOrDefault("status", ""), key -> new ArrayList<>())
                        .addAll(rows(answer, "markets"));
            } else if (path.equals("/events") && query.containsKey("with_nested_markets")) {
                nested(kalshi, query.getOrDefault("status", ""), rows(answer, "events"));
            } else if (path.matches("/events/[^/]+") && answer.body().containsKey("event")) {
                assertThat(kalshi.event(path.substring(8)).title())
                        .isEqualTo(Raw.object(answer.body().get("event")).get("title"));
            } else if (path.matches("/markets/[^/]+") && answer.body().containsKey("market")) {
                Object title = Raw.object(answer.body().get("market")).get("title");
                assertThat(kalshi.market(path.substring(9)).title()).isEqualTo(title);
            }
        }
        pages.forEach((what, rows) -> {
            Markets markets = kalshi.markets();
            markets(
                    what.equals("markets ")
                            ? markets.table()
                            : markets.status(what.substring(8)).table(),
                    rows);
        });
    }

    private void nested(Kalshi kalshi, String status, List<Map<String, Object>> rows) {
        Events query = kalshi.events().status(status).withMarkets();
        events(query.table(), rows);
        var events = query.list();
        for (int i = 0; i < rows.size(); i++) {
            List<Map<String, Object>> inner = Raw.objects(rows.get(i).get("markets"));
            var markets = Objects.requireNonNull(events.get(i).markets());
            assertThat(markets).hasSameSizeAs(inner);
            for (int j = 0; j < inner.size(); j++) {
                Map<String, Object> row = inner.get(j);
                var market = markets.get(j);
                assertThat(market.ticker()).isEqualTo(row.get("ticker"));
                assertThat(micros(
                                market.yesBid() == null ? null : market.yesBid().micros(), 6))
                        .isEqualTo(micros(amount(row, "yes_bid", "_dollars")));
                assertThat(micros(
                                market.volume() == null ? null : market.volume().hundredths(), 2))
                        .isEqualTo(micros(amount(row, "volume", "_fp")));
                assertThat(market.closeTime()).isEqualTo(time(row.get("close_time")));
                cells += 4;
            }
        }
    }

    private static @Nullable BigDecimal micros(@Nullable Long units, int scale) {
        return units == null ? null : BigDecimal.valueOf(units, scale).setScale(6, RoundingMode.UNNECESSARY);
    }

    private static @Nullable BigDecimal micros(@Nullable BigDecimal value) {
        return value == null ? null : value.setScale(6, RoundingMode.UNNECESSARY);
    }

    private static List<Map<String, Object>> rows(Raw.Recorded answer, String member) {
        return Raw.objects(answer.body().get(member));
    }

    private static Map<String, String> query(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    // -- the sandbox, through another client
    // -----------------------------------------------------------------------------

    @Test
    void everyCellFromTheSandboxIsWhatAnotherClientReads() throws Exception {
        try (dev.kalshilab.sandbox.Sandbox sandbox = dev.kalshilab.sandbox.Sandbox.start(7);
                Kalshi kalshi = Kalshi.at(sandbox.url())) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            Function<String, List<Map<String, Object>>> all = target -> {
                try {
                    return all(client, sandbox.url(), target);
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            };

            series(
                    kalshi.series().withVolume().withProductMetadata().table(),
                    all.apply("series:/series?include_volume=true&include_product_metadata=true"));
            List<Map<String, Object>> events = all.apply("events:/events?limit=200&with_nested_markets=true");
            events(kalshi.events().withMarkets().table(), events);
            markets(kalshi.markets().table(), all.apply("markets:/markets?limit=137&mve_filter=exclude"));
            for (String status : List.of("unopened", "open", "closed", "settled")) {
                markets(
                        kalshi.markets().status(status).table(),
                        all.apply("markets:/markets?limit=1000&mve_filter=exclude&status=" + status));
            }
            for (var example : sandbox.examples()) {
                String ticker = example.ticker();
                switch (example.what()) {
                    case "trades" ->
                        trades(
                                kalshi.trades(ticker).table(),
                                all.apply("trades:/markets/trades?limit=333&ticker=" + ticker));
                    case "book" ->
                        book(
                                kalshi.book(ticker).table(),
                                ticker,
                                get(client, sandbox.url() + "/markets/" + ticker + "/orderbook"));
                    case "candles" -> sandboxCandles(kalshi, sandbox.clock().instant(), ticker, all);
                    default -> {}
                }
            }
        }
        System.out.println("sandbox: " + cells + " cells compared");
        assertThat(cells).isGreaterThan(100_000);
    }

    private void sandboxCandles(
            Kalshi kalshi, Instant now, String ticker, Function<String, List<Map<String, Object>>> all) {
        String event = String.valueOf(kalshi.market(ticker).eventTicker());
        String path =
                "candlesticks:/series/" + kalshi.event(event).seriesTicker() + "/markets/" + ticker + "/candlesticks?";
        for (int minutes : List.of(60, 1440)) {
            Instant from = now.minus(Duration.ofDays(200));
            Table table = kalshi.candles(ticker)
                    .every(dev.kalshilab.model.Interval.ofMinutes(minutes))
                    .since(from)
                    .until(now)
                    .table();
            String range = "&start_ts=" + (from.getEpochSecond() + 1) + "&end_ts=" + now.getEpochSecond();
            candles(table, ticker, minutes, all.apply(path + "period_interval=" + minutes + range));
        }
        // Minutes of nine days take several requests: the exchange gives at most 5,000 periods in one.
        Instant begin = now.minus(Duration.ofDays(9));
        List<Map<String, Object>> minutely = new ArrayList<>();
        for (long from = begin.getEpochSecond() + 1; from <= now.getEpochSecond(); from += 86_400) {
            long until = Math.min(from + 86_400 - 1, now.getEpochSecond());
            minutely.addAll(all.apply(path + "period_interval=1&start_ts=" + from + "&end_ts=" + until));
        }
        candles(kalshi.candles(ticker).minutely().since(begin).until(now).table(), ticker, 1, minutely);
    }

    /** All rows of {@code member:target}, page after page. */
    private static List<Map<String, Object>> all(HttpClient client, String url, String what)
            throws IOException, InterruptedException {
        String member = what.substring(0, what.indexOf(':'));
        String target = what.substring(what.indexOf(':') + 1);
        List<Map<String, Object>> rows = new ArrayList<>();
        String cursor = "";
        do {
            String next = cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
            Map<String, Object> body = get(client, url + target + next);
            rows.addAll(Raw.objects(body.get(member)));
            cursor = body.get("cursor") == null ? "" : Raw.text(body, "cursor");
        } while (!cursor.isEmpty());
        return rows;
    }

    private static Map<String, Object> get(HttpClient client, String url) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(url).isEqualTo(200);
        return Raw.object(Raw.parse(response.body()));
    }
}
