package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.column.Source;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.Recordings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The messages of every channel, in every generation of the wire, read field by field. */
class FeedShapesTest {
    private static final long RECEIVED = 1_787_000_001_000_001L;

    /** Messages that are no rows of a channel's table. */
    private static final Set<String> NO_ROWS = Set.of(
            "orderbook_snapshot", "orderbook_delta", "cfbenchmarks_value_indexlist", "pyth_value_underlying_list");

    private static Columns read(String type, String msg) throws Json.Malformed {
        Schema schema = FeedShapes.ofType(type);
        assertThat(schema).as(type).isNotNull();
        Columns rows = new Columns(schema);
        new Payloads(rows).read(type, msg, RECEIVED);
        return rows;
    }

    private static String shown(Columns rows) {
        StringBuilder line = new StringBuilder(rows.schema().name());
        List<Field> fields = rows.schema().fields();
        for (int column = 0; column < fields.size(); column++) {
            if (!rows.isMissing(column, 0) && !fields.get(column).name().equals(FeedShapes.RECEIVED)) {
                line.append(" | ")
                        .append(fields.get(column).name())
                        .append('=')
                        .append(ExamplesTest.shown(rows, column, 0));
            }
        }
        return line.toString();
    }

    @Test
    void everyExampleOfEveryGenerationIsReadFieldByField() throws Exception {
        String text;
        try (InputStream file = FeedShapesTest.class.getResourceAsStream("feed-examples.txt")) {
            text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("\r", "");
        }
        StringBuilder wrong = new StringBuilder();
        Set<String> types = new TreeSet<>();
        for (String part : text.split("(?m)^=== ")) {
            if (part.isBlank()) {
                continue;
            }
            List<String> lines = part.strip().lines().toList();
            String type = lines.get(0).split(" ")[0];
            types.add(type);
            String row = shown(read(type, lines.get(1)));
            if (lines.size() < 3 || !row.equals(lines.get(2))) {
                wrong.append("=== ")
                        .append(lines.get(0))
                        .append('\n')
                        .append(row)
                        .append('\n');
            }
        }
        assertThat(wrong.toString()).isEmpty();
        assertThat(types)
                .contains("trade", "ticker", "fill", "market_position", "user_order", "market_lifecycle_v2")
                .contains("event_lifecycle", "event_fee_update", "rfq_created", "rfq_deleted", "quote_created")
                .contains("quote_accepted", "quote_executed", "order_group_updates");
    }

    @Test
    void aBareNumberIsCentsInABookAndCentiCentsInAPosition() throws Exception {
        Columns ticker = read("ticker", "{\"market_ticker\":\"A\",\"yes_bid\":56}");
        Columns position = read("market_position", "{\"market_ticker\":\"A\",\"realized_pnl\":5600}");
        Columns quote = read("quote_created", "{\"rfq_id\":\"r\",\"market_ticker\":\"A\",\"rfq_target_cost\":5600}");

        assertThat(ticker.longAt(ticker.schema().index("yes_bid"), 0)).isEqualTo(560_000);
        assertThat(position.longAt(position.schema().index("realized_pnl"), 0)).isEqualTo(560_000);
        assertThat(quote.longAt(quote.schema().index("target_cost"), 0)).isEqualTo(560_000);
    }

    @Test
    void aRowWithoutItsMarketIsRefused() {
        for (String type : List.of("trade", "ticker", "fill", "market_position", "user_order", "quote_created")) {
            assertThatThrownBy(() -> read(type, "{\"rfq_id\":\"r\",\"yes_bid_dollars\":\"0.5600\"}"))
                    .as(type)
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("without its ");
        }
    }

    @Test
    void whatAMessageHasBesideItsColumnsIsKept() throws Exception {
        Columns rows = read("ticker", "{\"market_ticker\":\"A\",\"new\":{\"a\":[1]},\"yes_bid_size_fp\":null}");

        assertThat(rows.textAt(rows.schema().index(Schema.UNKNOWN), 0)).isEqualTo("{\"new\":{\"a\":[1]}}");
    }

    @Test
    void whatTheSourceOfAnIndexSentIsReadWithinItsText() throws Exception {
        Columns rows = read(
                "cfbenchmarks_value", "{\"index_id\":\"A\",\"data\":\"{\\\"value\\\":\\\"1.50\\\",\\\"new\\\":[1]}\"}");
        assertThat(rows.doubleAt(rows.schema().index("value"), 0)).isEqualTo(1.5);
        assertThat(rows.textAt(rows.schema().index(Schema.UNKNOWN), 0)).isEqualTo("{\"data.new\":[1]}");

        Columns other = read("cfbenchmarks_value", "{\"index_id\":\"A\",\"data\":\"<xml/>\"}");
        assertThat(other.isMissing(other.schema().index("value"), 0)).isTrue();
        assertThat(other.textAt(other.schema().index(Schema.UNKNOWN), 0)).isEqualTo("{\"data\":\"<xml/>\"}");

        assertThatThrownBy(() ->
                        read("cfbenchmarks_value", "{\"index_id\":\"A\",\"data\":\"{\\\"time\\\":\\\"soon\\\"}\"}"))
                .isInstanceOf(KalshiException.class)
                .hasMessageContaining("$.msg.data.time");
    }

    // -- the exchange's document ------------------------------------------------------------------------------------

    /** Each message of the document with its lines. */
    private static void messages(BiConsumer<String, List<String>> each) {
        try {
            for (String part : Files.readString(Recordings.document("ws_messages.txt"))
                    .replace("\r", "")
                    .split("(?m)^MESSAGE ")) {
                List<String> lines = part.lines().toList();
                if (lines.size() > 2) {
                    each.accept(lines.get(0).split(" ")[1], lines);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> paths(Schema schema) {
        Set<String> paths = new TreeSet<>();
        for (Field field : schema.fields()) {
            for (Source source : field.sources()) {
                paths.add(source.path());
            }
        }
        return paths;
    }

    /** True for an object whose members have columns. */
    private static boolean isWithin(Schema schema, String object) {
        return paths(schema).stream().anyMatch(path -> path.startsWith(object + "."));
    }

    @Test
    void everyFieldOfTheExchangesDocumentHasItsColumn() {
        Set<String> without = new TreeSet<>();
        int[] fields = new int[1];
        messages((type, lines) -> {
            Schema schema = FeedShapes.ofType(type);
            int at = 0;
            while (at < lines.size() && !lines.get(at).strip().matches("msg: object .*")) {
                at++;
            }
            if (schema == null || at == lines.size()) {
                return;
            }
            int indent = lines.get(at).indexOf("msg");
            String object = "";
            for (String line : lines.subList(at + 1, lines.size())) {
                int depth = line.length() - line.stripLeading().length();
                String name = line.strip().replaceAll("\\??: .*", "");
                if (depth <= indent) {
                    break;
                }
                if (depth == indent + 2) {
                    object = name;
                    if (!isWithin(schema, name)) {
                        fields[0]++;
                        if (!paths(schema).contains(name)) {
                            without.add(type + " " + name);
                        }
                    }
                } else if (depth == indent + 4 && isWithin(schema, object)) {
                    fields[0]++;
                    if (!paths(schema).contains(object + "." + name)) {
                        without.add(type + " " + object + "." + name);
                    }
                }
            }
        });

        System.out.println(fields[0] + " fields of messages looked for");
        assertThat(without).isEmpty();
        assertThat(fields[0]).isGreaterThan(150);
    }

    @Test
    void everyExampleOfTheExchangesDocumentIsInItsRowValueByValue() {
        int[] values = new int[1];
        messages((type, lines) -> {
            for (String line : lines) {
                String json = line.strip().replaceFirst("^EXAMPLE ", "");
                if (!line.strip().startsWith("EXAMPLE {\"type\"")) {
                    continue;
                }
                Map<String, Object> frame = Raw.object(Raw.parse(json));
                if (!(frame.get("msg") instanceof Map<?, ?>) || NO_ROWS.contains(type) || isReply(type)) {
                    continue;
                }
                try {
                    Columns rows = read(type, Raw.print(frame.get("msg")));
                    assertThat(rows.isMissing(rows.schema().index(Schema.UNKNOWN), 0))
                            .as(json)
                            .isTrue();
                    Map<String, @Nullable Object> flat = new LinkedHashMap<>();
                    flatten(frame.get("msg"), "", flat);
                    values[0] += compare(rows, flat);
                } catch (Json.Malformed e) {
                    throw new AssertionError(json, e);
                }
            }
        });

        System.out.println(values[0] + " values of examples compared");
        assertThat(values[0]).isGreaterThan(150);
    }

    private static boolean isReply(String type) {
        return Set.of("subscribed", "unsubscribed", "ok", "list_subscriptions", "error")
                .contains(type);
    }

    private static void flatten(@Nullable Object value, String path, Map<String, @Nullable Object> into) {
        Raw.object(value).forEach((name, each) -> {
            boolean within = Set.of("additional_metadata", "avg_60s_data", "last_60s_windowed_average_15min")
                    .contains(name);
            if (each instanceof Map<?, ?> && within) {
                flatten(each, path + name + ".", into);
            } else if (name.equals("data") && each instanceof String text) {
                flatten(Raw.parse(text), path + name + ".", into);
            } else {
                into.put(path + name, each);
            }
        });
    }

    /** Compares each column with what its first source says, by arithmetic of its own. */
    private static int compare(Columns rows, Map<String, @Nullable Object> sent) {
        List<String> told = new ArrayList<>(sent.keySet());
        int values = 0;
        for (int column = 0; column < rows.schema().fields().size(); column++) {
            Field field = rows.schema().fields().get(column);
            Object expected = null;
            for (Source source : field.sources()) {
                told.remove(source.path());
                if (expected == null && sent.get(source.path()) != null) {
                    expected = expected(field.kind(), source, sent.get(source.path()));
                }
            }
            if (!field.sources().isEmpty()) {
                Object is = rows.isMissing(column, 0) ? null : value(rows, column, field.kind());
                assertThat(is).as(rows.schema().name() + " " + field.name()).isEqualTo(expected);
                values += is == null ? 0 : 1;
            }
        }
        assertThat(told).isEmpty();
        return values;
    }

    private static @Nullable Object value(Columns rows, int column, Kind kind) {
        return kind.isLong()
                ? (Object) rows.longAt(column, 0)
                : kind == Kind.NUMBER ? rows.doubleAt(column, 0) : rows.objectAt(column, 0);
    }

    private static @Nullable Object expected(Kind kind, Source source, @Nullable Object sent) {
        String text = String.valueOf(sent);
        if (text.isEmpty()) {
            return null;
        }
        boolean number = sent instanceof BigDecimal;
        return switch (kind) {
            case PRICE, MONEY ->
                new BigDecimal(text)
                        .movePointRight(
                                number && source.unit() == Source.Unit.CENTS
                                        ? 4
                                        : number && source.unit() == Source.Unit.CENTI_CENTS ? 2 : 6)
                        .longValueExact();
            case COUNT -> new BigDecimal(text).movePointRight(2).longValueExact();
            case INTEGER -> Long.parseLong(text);
            case FLAG -> text.equals("true") ? 1L : 0L;
            case NUMBER -> Double.parseDouble(text);
            case INSTANT ->
                number
                        // No message has seconds of so many digits.
                        ? Long.parseLong(text) * (text.length() > 11 ? 1000 : 1_000_000)
                        : Instant.parse(text).toEpochMilli() * 1000;
            case JSON -> Raw.print(sent);
            case TEXT, TEXTS, DATE -> text;
        };
    }
}
