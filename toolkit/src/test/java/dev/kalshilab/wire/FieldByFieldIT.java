package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.Books;
import dev.kalshilab.auth.Credentials;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.Example;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.sandbox.SandboxOptions;
import dev.kalshilab.table.Tables;
import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.RecordedBodies;
import dev.kalshilab.testkit.Sandboxes;
import dev.kalshilab.testkit.TapeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Another program, in another language and with unit rules of its own, compares what was sent with what was made of it:
 * {@code src/test/python/compare_fields.py} gets the text of each body, and all records and cells that it became.
 */
class FieldByFieldIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Path PROGRAM = ROOT.resolve("toolkit/src/test/python/compare_fields.py");
    private static final Pattern COMPARED =
            Pattern.compile("(\\d+) values and (\\d+) missing ones of (\\d+) answers compared: (.*)");
    private static final String FEED_TRADES = "FEED_TRADES";
    private static final int CHANGES = 20;
    private static final int PAGES = 20;

    @TempDir
    Path directory;

    private final List<String> lines = new ArrayList<>();

    // -- what is compared -------------------------------------------------------------------------------------------

    @Test
    void everyRecordedAnswer() throws Exception {
        for (RecordedBodies.Body body : RecordedBodies.all()) {
            add(body.answer(), body.place(), body.text());
        }

        Compared compared = compare();
        assertThat(compared.values()).isGreaterThan(60_000);
        assertThat(compared.missing()).isGreaterThan(10_000);
        assertThat(compared.kinds()).contains("RAW", "MARKETS", "CANDLES", "FILLS", "SETTLEMENTS", "QUOTE", "BOOK");
    }

    @Test
    void everyExampleOfOurOwnInEveryGeneration() throws Exception {
        for (ExamplesTest.Example example : ExamplesTest.examples()) {
            add(example.name(), example.toString(), example.body());
        }
        String today = "{\"trade_id\":\"t-1\",\"market_ticker\":\"M\",\"yes_price_dollars\":\"0.3605\","
                + "\"no_price_dollars\":\"0.6395\",\"count_fp\":\"136.25\",\"taker_side\":\"no\","
                + "\"taker_outcome_side\":\"no\",\"taker_book_side\":\"ask\",\"is_block_trade\":false,"
                + "\"ts\":1787000000,\"ts_ms\":1787000000123}";
        String before = "{\"market_ticker\":\"M\",\"yes_price\":36,\"no_price\":64,\"yes_price_dollars\":\"0.36\","
                + "\"count\":136,\"taker_side\":\"yes\",\"ts\":1669149841}";
        add(FEED_TRADES, "a message of today", today);
        add(FEED_TRADES, "a message of 2025", before);

        Compared compared = compare();
        Set<String> kinds = new TreeSet<>(Answer.all().keySet());
        kinds.add(FEED_TRADES);
        assertThat(new TreeSet<>(compared.kinds())).isEqualTo(kinds);
        assertThat(compared.values()).isGreaterThan(700);
    }

    /** Fields left out, nulled, added, in another order; what is refused for want of an identifier is left to others. */
    @Test
    void examplesChangedAtRandom() throws Exception {
        long seed = 20_261_122;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int refused = 0;
        for (ExamplesTest.Example example : ExamplesTest.examples()) {
            for (int i = 0; i < CHANGES; i++) {
                String body = Raw.print(ExamplesTest.changed(random, "", Raw.parse(example.body())));
                try {
                    add(example.name(), example + " changed", body);
                } catch (KalshiException e) {
                    refused++;
                }
            }
        }

        Compared compared = compare();
        System.out.println(refused + " refused for want of an identifier");
        assertThat(compared.answers()).isGreaterThan(refused);
        assertThat(compared.said()).contains("kept as unknown");
        assertThat(compared.values()).isGreaterThan(8_000);
    }

    @Test
    void everyAnswerOfTheSandbox() throws Exception {
        Set<String> kinds = new TreeSet<>(Answer.all().keySet());
        // Answers to what changes something or is gone, or that the demo user may not have; the examples have them.
        kinds.removeAll(
                Set.of("CREATED_KEY", "CREATED_ID", "COMBO_MARKET", "QUOTE", "RFQ", "LOOKUPS", "RESTING_VALUE"));

        assertThat(new TreeSet<>(served(SandboxOptions.usual()).kinds())).containsAll(kinds);
    }

    @Test
    void everyAnswerOfTheSandboxInCents() throws Exception {
        assertThat(served(SandboxOptions.usual().inCents()).kinds())
                .contains("MARKETS", "EVENTS", "TRADES", "CANDLES", "BOOK", "FILLS", "ORDERS", "SETTLEMENTS");
    }

    private Compared served(SandboxOptions options) throws Exception {
        Sandbox sandbox = Sandboxes.start(options);
        Served served = new Served(sandbox);
        Map<String, String> examples = new LinkedHashMap<>();
        for (Example example : sandbox.examples()) {
            examples.putIfAbsent(example.what(), example.ticker());
        }
        String series = examples.get("series");
        String event = examples.get("event");
        served.all("SERIES", "/series?include_volume=true&include_product_metadata=true");
        served.all("SERIES", "/series/" + series);
        served.all("EVENTS", "/events?limit=200&with_nested_markets=true");
        served.all("EVENTS", "/events/multivariate?limit=200&with_nested_markets=true");
        served.all("EVENT", "/events/" + event);
        served.all("EVENT_METADATA", "/events/" + event + "/metadata");
        served.all("MARKETS", "/markets?limit=1000");
        served.all("MARKETS", "/historical/markets?limit=1000");
        served.all("MARKET", "/markets/" + examples.get("market"));
        served.all("TRADES", "/markets/trades?limit=1000&ticker=" + examples.get("trades"));
        served.all("TRADES", "/historical/trades?limit=1000");
        served.all("BOOK", "/markets/" + examples.get("book") + "/orderbook");
        served.all(
                "BOOKS", "/markets/orderbooks?tickers=" + examples.get("book") + "&tickers=" + examples.get("market"));
        String candles = examples.get("candles");
        long now = sandbox.clock().instant().getEpochSecond();
        for (int minutes : new int[] {1, 60, 1440}) {
            String range =
                    "?period_interval=" + minutes + "&end_ts=" + now + "&start_ts=" + (now - minutes * 60L * 400);
            served.all(
                    "CANDLES",
                    "/series/" + candles.replaceFirst("-.*", "") + "/markets/" + candles + "/candlesticks" + range
                            + "&include_latest_before_start=true");
            served.all("BATCH_CANDLES", "/markets/candlesticks" + range + "&market_tickers=" + candles);
            served.all("EVENT_CANDLES", "/series/" + series + "/events/" + event + "/candlesticks" + range);
        }
        served.all(
                "FORECAST",
                "/series/" + series + "/events/" + event + "/forecast_percentile_history?period_interval=60"
                        + "&percentiles=2500&percentiles=5000&end_ts=" + now + "&start_ts=" + (now - 86_400));
        for (String[] each : LISTS) {
            served.all(each[0], each[1]);
        }
        for (String order : served.ids("/portfolio/orders?status=resting&limit=200", "orders", "order_id")) {
            served.all("ORDER", "/portfolio/orders/" + order);
            served.all("QUEUE_POSITION", "/portfolio/orders/" + order + "/queue_position");
        }
        for (String group : served.ids("/portfolio/order_groups", "order_groups", "id")) {
            served.all("ORDER_GROUP", "/portfolio/order_groups/" + group);
        }
        for (String collection :
                served.ids("/multivariate_event_collections", "multivariate_contracts", "collection_ticker")) {
            served.all("COLLECTION", "/multivariate_event_collections/" + collection);
        }
        System.out.println("not there: " + served.absent);
        assertThat(served.absent.size()).isLessThan(options.cents() ? 40 : 3);
        Compared compared = compare();
        assertThat(compared.values()).isGreaterThan(100_000);
        return compared;
    }

    /** Lists and single answers that take no ticker. */
    private static final String[][] LISTS = {
        {"SERIES_FEE_CHANGES", "/series/fee_changes?show_historical=true"},
        {"EVENT_FEE_CHANGES", "/events/fee_changes"},
        {"INCENTIVES", "/incentive_programs"},
        {"TAGS", "/search/tags_by_categories"},
        {"SPORTS", "/search/filters_by_sport"},
        {"COLLECTIONS", "/multivariate_event_collections?limit=200"},
        {"EXCHANGE_STATUS", "/exchange/status"},
        {"TRADING_HOURS", "/exchange/schedule"},
        {"MAINTENANCE_WINDOWS", "/exchange/schedule"},
        {"USER_DATA_TIMESTAMP", "/exchange/user_data_timestamp"},
        {"HISTORICAL_CUTOFF", "/historical/cutoff"},
        {"ACCOUNT_LIMITS", "/account/limits"},
        {"ENDPOINT_COSTS", "/account/endpoint_costs"},
        {"API_KEYS", "/api_keys"},
        {"COMMUNICATIONS_ID", "/communications/id"},
        {"RFQS", "/communications/rfqs?limit=100"},
        {"QUOTES", "/communications/quotes?limit=500&user_filter=self"},
        {"QUOTES", "/communications/quotes?limit=500&rfq_user_filter=self"},
        {"BALANCE", "/portfolio/balance"},
        {"FILLS", "/portfolio/fills?limit=200"},
        {"FILLS", "/historical/fills?limit=200"},
        {"ORDERS", "/portfolio/orders?limit=200"},
        {"ORDERS", "/historical/orders?limit=200"},
        {"POSITIONS", "/portfolio/positions?limit=200"},
        {"POSITIONS", "/historical/positions?limit=200"},
        {"EVENT_POSITIONS", "/portfolio/positions?limit=200"},
        {"SETTLEMENTS", "/portfolio/settlements?limit=200"},
        {"ORDER_GROUPS", "/portfolio/order_groups"},
        {"QUEUE_POSITIONS", "/portfolio/orders/queue_positions"},
        {"RESTING_VALUE", "/portfolio/summary/total_resting_order_value"},
        {"DEPOSITS", "/portfolio/deposits"},
        {"WITHDRAWALS", "/portfolio/withdrawals"},
        {"SUBACCOUNT_BALANCES", "/portfolio/subaccounts/balances"},
        {RecordedBodies.RAW, "/milestones?limit=100"},
        {RecordedBodies.RAW, "/structured_targets?page_size=100"},
    };

    @Test
    void nothingComparedIsAFailure() throws Exception {
        assertThat(run().status()).isEqualTo(2);
    }

    /** Asks the sandbox by plain HTTP, page after page. */
    private final class Served {
        private final Sandbox sandbox;
        private final HttpClient http = HttpClient.newHttpClient();
        private final Credentials key;

        Served(Sandbox sandbox) {
            this.sandbox = sandbox;
            this.key = Credentials.of(sandbox.rsa().id(), sandbox.rsa().file());
        }

        private final Set<String> absent = new TreeSet<>();

        private @Nullable String get(String target) throws Exception {
            URI uri = URI.create(sandbox.url() + target);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            key.headers("GET", uri.getPath(), Instant.now()).forEach(request::header);
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                absent.add(target.replaceAll("\\?.*", "") + " " + response.statusCode());
                return null;
            }
            return response.body();
        }

        void all(String answer, String target) throws Exception {
            String cursor = "";
            int pages = 0;
            do {
                String page =
                        target + (cursor.isEmpty() ? "" : (target.contains("?") ? "&" : "?") + "cursor=" + cursor);
                String body = get(page);
                if (body == null) {
                    return;
                }
                add(answer, page, body);
                Object next = Raw.object(Raw.parse(body)).get("cursor");
                cursor = next == null ? "" : next.toString();
            } while (!cursor.isEmpty() && ++pages < PAGES);
        }

        /** The first few ids of a list. */
        List<String> ids(String target, String list, String id) throws Exception {
            String body = get(target);
            return body == null
                    ? List.of()
                    : Raw.objects(Raw.object(Raw.parse(body)).get(list)).stream()
                            .map(row -> Raw.text(row, id))
                            .limit(5)
                            .toList();
        }
    }

    // -- what was made of it ----------------------------------------------------------------------------------------

    /** Adds a body, and what the toolkit's reader, records and tables make of it. */
    private void add(String answer, String place, String body) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("answer", answer);
        line.put("place", place);
        line.put("body", body);
        switch (answer) {
            case RecordedBodies.RAW -> line.put("table", cells(Loose.of(body).rows()));
            case FEED_TRADES -> {
                Columns rows = new Columns(FeedShapes.TRADES);
                try {
                    new Payloads(rows).read(body, 1_787_000_001_000_001L);
                } catch (Json.Malformed e) {
                    throw new IllegalArgumentException(place, e);
                }
                made(line, rows, dev.kalshilab.model.Trade.class, Set.of(FeedShapes.RECEIVED));
            }
            default -> {
                Page page = page(answer, body, place);
                Schema schema = page.rows().schema();
                made(
                        line,
                        page.rows(),
                        schema == Shapes.BOOK ? Books.Level.class : RecordsTest.RECORDS.get(schema),
                        Set.of());
                line.put("cursor", page.cursor());
                line.put("beside", page.beside());
                line.put("tickers", page.tickers());
            }
        }
        lines.add(json(line));
    }

    private static Page page(String answer, String body, String place) {
        try {
            return Answer.named(answer).read(new Buffer().writeUtf8(body));
        } catch (IOException e) {
            throw new UncheckedIOException(place, e);
        }
    }

    private static void made(
            Map<String, @Nullable Object> line, Columns rows, Class<? extends Record> type, Set<String> without) {
        Schema schema = rows.schema();
        line.put("schema", schema.name());
        Records<? extends Record> reader = schema == Shapes.EVENTS
                ? Records.of(type, schema, Records.of(Market.class, Shapes.MARKETS))
                : Records.of(type, schema);
        List<Object> records = new ArrayList<>();
        reader.list(rows).forEach(record -> records.add(components(record)));
        line.put("records", records);
        line.put("types", types(type));
        Map<String, Object> cells = cells(rows);
        without.forEach(name -> ((List<?>) cells.get("rows")).forEach(row -> ((Map<?, ?>) row).remove(name)));
        line.put("table", cells);
    }

    /** The classes of a record's components, each under its column; those of nested records as such a map. */
    private static Map<String, Object> types(Class<?> record) {
        Map<String, Object> types = new LinkedHashMap<>();
        for (RecordComponent component : record.getRecordComponents()) {
            boolean nested = component.getGenericType().getTypeName().contains(Market.class.getName());
            types.put(
                    Records.columnName(component.getName()),
                    nested ? types(Market.class) : component.getType().getSimpleName());
        }
        return types;
    }

    private static Map<String, @Nullable Object> components(Record record) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                values.put(
                        Records.columnName(component.getName()),
                        component.getAccessor().invoke(record));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(component.getName(), e); // they are public
            }
        }
        return values;
    }

    private static Map<String, Object> cells(Columns rows) {
        Provenance provenance = new Provenance("", "", false, 0, 0, null, null, Instant.EPOCH, true, List.of());
        Table table = Tables.of(rows, provenance);
        Map<String, Object> types = new LinkedHashMap<>();
        for (Column<?> column : table.columns()) {
            types.put(column.name(), column.type().name());
        }
        List<Object> all = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            Map<String, @Nullable Object> cells = new LinkedHashMap<>();
            for (Column<?> column : table.columns()) {
                cells.put(column.name(), column.isMissing(row) ? null : String.valueOf(column.get(row)));
            }
            all.add(cells);
        }
        return new LinkedHashMap<>(Map.of("types", types, "rows", all));
    }

    /** Maps, lists and records as JSON; every other value is its text. */
    private static String json(@Nullable Object value) {
        if (value instanceof Record record && record instanceof Market) {
            return json(components(record));
        }
        if (value instanceof Map<?, ?> members) {
            List<String> parts = new ArrayList<>();
            members.forEach((name, each) -> parts.add(TapeFile.quote(String.valueOf(name)) + ":" + json(each)));
            return "{" + String.join(",", parts) + "}";
        }
        if (value instanceof List<?> elements) {
            return "["
                    + String.join(
                            ",", elements.stream().map(FieldByFieldIT::json).toList()) + "]";
        }
        return value == null ? "null" : TapeFile.quote(value.toString());
    }

    // -- the other program ------------------------------------------------------------------------------------------

    private record Run(int status, String said) {}

    private record Compared(long values, long missing, long answers, List<String> kinds, String said) {}

    private Compared compare() throws Exception {
        Run run = run();
        System.out.println(run.said().strip());
        assertThat(run.status()).as(run.said()).isZero();
        Matcher told = COMPARED.matcher(run.said());
        assertThat(told.find()).as(run.said()).isTrue();
        List<String> kinds = new ArrayList<>();
        for (String kind : told.group(4).split(", ")) {
            kinds.add(kind.split(" ")[0]);
        }
        return new Compared(
                Long.parseLong(told.group(1)),
                Long.parseLong(told.group(2)),
                Long.parseLong(told.group(3)),
                kinds,
                run.said());
    }

    private Run run() throws Exception {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String python = System.getenv().getOrDefault("PYTHON", windows ? "python" : "python3");
        Path dump = Files.write(directory.resolve("dump.jsonl"), lines);
        Path log = directory.resolve("log.txt");
        Process process = new ProcessBuilder(python, "-B", PROGRAM.toString(), dump.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), Files.readString(log));
    }
}
