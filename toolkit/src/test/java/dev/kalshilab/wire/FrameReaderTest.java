package dev.kalshilab.wire;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Schema;
import dev.kalshilab.column.Source;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.Recordings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fast way to read a message says what Moshi says, of every message, whole or garbled. */
class FrameReaderTest {
    private static final List<Schema> SCHEMAS = List.of(
            FeedShapes.TRADES,
            FeedShapes.TICKERS,
            FeedShapes.FILLS,
            FeedShapes.POSITIONS,
            FeedShapes.ORDERS,
            FeedShapes.LIFECYCLE,
            FeedShapes.COMMUNICATIONS,
            FeedShapes.ORDER_GROUPS,
            FeedShapes.INDICES,
            FeedShapes.UNDERLYINGS);

    /** Chooses nothing that is rare. */
    private static final Random NEVER = new Random(1) {
        private static final long serialVersionUID = 1;

        @Override
        public int nextInt(int bound) {
            return bound - 1;
        }
    };

    private static final String[] VALUES = {
        "null",
        "true",
        "false",
        "0",
        "1",
        "-1",
        "-0",
        "-0.5",
        "01",
        "1.",
        ".5",
        "1.0",
        "0.56",
        "56",
        "1e3",
        "1E-2",
        "999999999999999999",
        "12345678901234567",
        "99999999999999999999",
        "1786150148",
        "1786150148065",
        "1786150148065758",
        "nul",
        "truee",
        "NaN",
        "{}",
        "[]",
        "{\"a\":1}",
        "[[\"0.0100\",\"5.00\"]]",
        "\"\"",
        "\"0.5600\"",
        "\"0.5\"",
        "\"-0.50\"",
        "\"-0\"",
        "\"+1\"",
        "\".5\"",
        "\"5.\"",
        "\"-\"",
        "\"-.5\"",
        "\"1.2.3\"",
        "\"1e2\"",
        "\"0.56000000\"",
        "\"0.5600001\"",
        "\"123456789012345.67\"",
        "\"12345678901234567.1\"",
        "\"99999999999999999\"",
        "\"yes\"",
        "\"no\"",
        "\"true\"",
        "\"A-1\"",
        "\"\u00e9\"",
        "\"\\u0041\"",
        "\"a\\\"b\"",
        "\"a\\\\\"",
        "\"a}b{c\"",
        "\"a\tb\"",
        "\"2026-08-08T00:49:08.065758Z\"",
        "\"2026-08-08T00:49:08Z\"",
        "\"2026-08-08T00:49:08.5Z\"",
        "\"2026-08-08T00:49:08.Z\"",
        "\"2026-08-08T24:49:08Z\"",
        "\"2026-02-30T00:49:08Z\"",
        "\"2026-08-08T00:49:08+02:00\"",
        "\"2026X08-08T00:49:08.065Z\"",
        "\"2026-08-08\"",
        "\"0001-01-01T00:00:00Z\"",
        "\"1786150148065\"",
        "\"-1786150148\"",
        "\"d91bc706-ee49-470d-82d8-11418bda6fed\"",
    };

    private static final String CHARACTERS = "{}[]\",:\\ \n\t0123456789-.eEtfnulyesao\u00e9\u20ac\u0000\u001f\u007f";

    static List<String> messages() {
        String text;
        try (InputStream file = FrameReaderTest.class.getResourceAsStream("feed-examples.txt")) {
            text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("\r", "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        List<String> frames = new ArrayList<>();
        for (String part : text.split("(?m)^=== ")) {
            if (!part.isBlank()) {
                List<String> lines = part.strip().lines().toList();
                String type = lines.get(0).split(" ")[0];
                frames.add("{\"type\":\"" + type + "\",\"sid\":11,\"msg\":" + lines.get(1) + "}");
                frames.add("{\"sending_ts_ms\":1786150148070,\"data\":" + lines.get(1) + ",\"type\":\"" + type
                        + "\",\"seq\":7,\"id\":3}");
                frames.add("{\"type\": \"" + type + "\", \"sid\": 1, \"seq\": 2, \"msg\": "
                        + lines.get(1).replace(",\"", ", \"").replace("\":", "\": ")
                        + ", \"sending_ts_ms\": 1786150148070}\n");
            }
        }
        for (String msg : List.of(
                "{\"market_ticker\":\"A\",\"market_id\":\"m\",\"price_dollars\":\"0.9600\",\"delta_fp\":\"-54.25\","
                        + "\"side\":\"yes\",\"ts\":\"2026-08-07T06:46:28.97871Z\",\"ts_ms\":1786085188978}",
                "{\"market_ticker\":\"A\",\"price_dollars\":\"0.04\",\"delta_fp\":\"1.00\",\"side\":\"no\","
                        + "\"ts_ms\":1786085188978,\"client_order_id\":\"mine\",\"subaccount\":0}",
                "{\"market_ticker\":\"A\",\"price\":96,\"price_dollars\":\"0.960\",\"delta\":-54,\"side\":\"yes\"}",
                "{\"market_ticker\":\"A\",\"price\":96,\"delta\":-54,\"side\":\"no\"}",
                "{\"market_ticker\":\"A\",\"yes_dollars_fp\":[[\"0.0800\",\"300.00\"],[\"0.2200\",\"333.50\"]]}")) {
            frames.add("{\"type\":\"orderbook_delta\",\"sid\":2,\"seq\":3,\"msg\":" + msg + "}");
            frames.add("{\"type\":\"orderbook_delta\",\"sid\":2,\"seq\":4,\"msg\":" + msg + "}");
            frames.add("{\"type\":\"orderbook_update\",\"sid\":2,\"data\":" + msg + "}");
        }
        frames.add("{\"type\":\"subscribed\",\"id\":1,\"msg\":{\"channel\":\"trade\",\"sid\":1}}");
        frames.add("{\"id\":123,\"sid\":456,\"seq\":222,\"type\":\"ok\",\"msg\":{\"market_tickers\":[\"A\",\"B\"]}}");
        frames.add("{\"id\":102,\"sid\":2,\"seq\":7,\"type\":\"unsubscribed\"}");
        frames.add("{\"type\":\"error\",\"data\":{\"code\":\"invalid_auth\",\"message\":\"no\"}}");
        return frames;
    }

    private static List<String> recorded() {
        List<String> frames = new ArrayList<>();
        try {
            for (Path tape : Recordings.tapes()) {
                for (String line : Files.readAllLines(tape)) {
                    Map<String, Object> entry = Raw.object(Raw.parse(line));
                    if (entry.containsKey("ws")) {
                        frames.add(Raw.text(entry, "frame"));
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return frames;
    }

    /** Two readers of everything, side by side, which keep what they read. */
    private static final class Both {
        private final FrameReader reader = new FrameReader();
        private final Map<Schema, Columns> slow = new HashMap<>();
        private final Map<Schema, Columns> fast = new HashMap<>();
        private final Map<Schema, Payloads> slowly = new HashMap<>();
        private final Map<Schema, Payloads> quickly = new HashMap<>();
        private final BookMessages book = new BookMessages();
        private final BookMessages bookSlowly = new BookMessages();
        int plain;
        int read;
        int refused;

        Both() {
            for (Schema schema : SCHEMAS) {
                slow.put(schema, new Columns(schema));
                fast.put(schema, new Columns(schema));
                slowly.put(schema, new Payloads(Objects.requireNonNull(slow.get(schema))));
                quickly.put(schema, new Payloads(Objects.requireNonNull(fast.get(schema))));
            }
        }

        void compare(String frame, Random random) {
            Frames.Envelope envelope;
            try {
                envelope = Frames.envelope(frame);
            } catch (Json.Malformed e) {
                assertThatThrownBy(() -> reader.open(frame))
                        .as(frame)
                        .isInstanceOf(Json.Malformed.class)
                        .hasMessage(e.getMessage());
                refused++;
                return;
            }
            try {
                reader.open(frame);
            } catch (Json.Malformed e) {
                throw new AssertionError(frame, e);
            }
            assertThat(reader.envelope()).as(frame).isEqualTo(envelope);
            assertThat(reader.type()).isEqualTo(envelope.type());
            assertThat(reader.sid()).isEqualTo(envelope.sid());
            assertThat(reader.seq()).isEqualTo(envelope.seq());
            assertThat(reader.payload()).isEqualTo(envelope.msg());
            assertThat(reader.frame()).isEqualTo(frame);
            assertThat(reader.id()).as(frame).isEqualTo(id(frame));
            plain += reader.plain() ? 1 : 0;

            Schema own = FeedShapes.ofType(envelope.type());
            Schema schema = own == null || random.nextInt(20) == 0 ? SCHEMAS.get(random.nextInt(SCHEMAS.size())) : own;
            rows(frame, envelope, schema);
            if (BookMessages.isAboutBook(envelope.type())) {
                books(frame, random.nextBoolean());
            }
        }

        private static long id(String frame) {
            try {
                return Frames.id(frame);
            } catch (Json.Malformed e) {
                return -1;
            }
        }

        private void rows(String frame, Frames.Envelope envelope, Schema schema) {
            Columns expected = Objects.requireNonNull(slow.get(schema));
            Columns actual = Objects.requireNonNull(fast.get(schema));
            String error = outcome(() ->
                    Objects.requireNonNull(slowly.get(schema)).read(envelope.type(), envelope.msg(), expected.rows()));
            String other =
                    outcome(() -> Objects.requireNonNull(quickly.get(schema)).read(reader, actual.rows()));
            assertThat(other).as(frame).isEqualTo(error);
            assertThat(actual.rows()).as(frame).isEqualTo(expected.rows());
            if (error.isEmpty()) {
                read++;
                same(frame, expected, actual, expected.rows() - 1);
            } else {
                refused++;
            }
        }

        void books(String frame, boolean turned) {
            FrameReader slowReader = new FrameReader();
            // What stands there makes no difference but that the message is not plain.
            int end = frame.lastIndexOf('}');
            String longer = frame.substring(0, end) + ",\"beside\":[]" + frame.substring(end);
            try {
                slowReader.open(longer);
            } catch (Json.Malformed e) {
                return;
            }
            assertThat(slowReader.plain()).isFalse();
            String expected = outcome(() -> said(bookSlowly, bookSlowly.read(slowReader, turned)));
            String actual = outcome(() -> said(book, book.read(reader, turned)));
            assertThat(actual).as(frame).isEqualTo(expected);
        }

        void all() {
            slow.forEach((schema, rows) -> {
                Columns others = Objects.requireNonNull(fast.get(schema));
                for (int row = 0; row < rows.rows(); row++) {
                    same(schema.name(), rows, others, row);
                }
            });
        }
    }

    private static void said(BookMessages book, BookMessages.Kind kind) {
        throw new IllegalStateException(
                switch (kind) {
                    case OTHER -> "other";
                    case DELTA ->
                        book.ticker() + " " + book.yes() + " " + book.price() + " " + book.change() + " " + book.time()
                                + " " + book.own();
                    case SNAPSHOT -> book.ticker() + levels(book, true) + levels(book, false);
                });
    }

    private static String levels(BookMessages book, boolean yes) {
        StringBuilder text = new StringBuilder(" |");
        for (int i = 0; i < book.levels(yes); i++) {
            text.append(' ').append(book.prices(yes)[i]).append('x').append(book.counts(yes)[i]);
        }
        return text.toString();
    }

    private interface Reading {
        void run() throws Json.Malformed;
    }

    /** The error that it ends with; empty for none. */
    private static String outcome(Reading reading) {
        try {
            reading.run();
            return "";
        } catch (Json.Malformed | KalshiException | IllegalStateException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private static void same(String frame, Columns expected, Columns actual, int row) {
        for (int column = 0; column < expected.schema().fields().size(); column++) {
            Object one = expected.isMissing(column, row) ? null : ExamplesTest.shown(expected, column, row);
            Object other = actual.isMissing(column, row) ? null : ExamplesTest.shown(actual, column, row);
            if (!Objects.equals(one, other)) {
                assertThat(other)
                        .as(expected.schema().fields().get(column).name() + " of " + frame)
                        .isEqualTo(one);
            }
        }
    }

    @Test
    void examplesAreReadAsMoshiReadsThem() {
        Both both = new Both();
        List<String> frames = new ArrayList<>(messages());
        frames.addAll(messages());
        for (String frame : frames) {
            both.compare(frame, NEVER);
        }
        both.all();
        System.out.println(both.plain + " of " + frames.size() + " messages plain, " + both.read + " rows");
        assertThat(both.plain).isGreaterThan(frames.size() * 2 / 3);
    }

    @Test
    void everyValueUnderEveryNameIsReadAsMoshiReadsIt() {
        Both both = new Both();
        int frames = 0;
        for (Schema schema : SCHEMAS) {
            String type = FeedShapes.TYPES.entrySet().stream()
                    .filter(each -> each.getValue() == schema)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
            String ids = "\"market_ticker\":\"A\",\"order_id\":\"o\",\"trade_id\":\"t\",\"rfq_id\":\"r\",";
            for (Field field : schema.fields()) {
                for (Source source : field.sources()) {
                    for (String value : VALUES) {
                        String msg = "\"" + source.path() + "\":" + value;
                        both.compare("{\"type\":\"" + type + "\",\"msg\":{" + msg + "}}", NEVER);
                        both.compare("{\"type\":\"" + type + "\",\"msg\":{" + ids + msg + "}}", NEVER);
                        frames += 2;
                    }
                }
            }
        }
        for (String name :
                List.of("price_dollars", "price", "delta_fp", "delta", "side", "ts", "ts_ms", "market_ticker")) {
            for (String value : VALUES) {
                for (String base : List.of(
                        "\"market_ticker\":\"A\",\"price_dollars\":\"0.1\",\"delta_fp\":\"1.00\",\"side\":\"no\"",
                        "\"market_ticker\":\"A\",\"price\":10,\"delta\":1,\"side\":\"no\"")) {
                    String msg = base.replaceFirst("\"" + name + "\":[^,]*", "\"gone\":0") + ",\"" + name + "\":";
                    both.compare("{\"type\":\"orderbook_delta\",\"msg\":{" + msg + value + "}}", NEVER);
                    frames++;
                }
            }
        }
        both.all();
        System.out.println(frames + " messages with every value under every name: " + both.plain + " plain, "
                + both.read + " rows, " + both.refused + " refused");
        assertThat(both.plain).isGreaterThan(frames / 3);
    }

    @Test
    void garbledMessagesAreReadAsMoshiReadsThem() {
        garbled(messages(), 2500);
    }

    @Test
    void recordedMessagesWholeAndGarbledAreReadAsMoshiReadsThem() {
        List<String> frames = recorded();
        Both both = new Both();
        frames.forEach(frame -> both.compare(frame, new Random(2)));
        System.out.println(both.plain + " of " + frames.size() + " recorded messages plain");
        assertThat(both.plain).isGreaterThan(frames.size() * 9 / 10);
        garbled(frames, 1000);
    }

    private static void garbled(List<String> frames, int times) {
        int[] counts = new int[4];
        forAll(Integer.getInteger("fuzz", 1) * times / 100, random -> {
            Both both = new Both();
            for (int i = 0; i < 100; i++) {
                both.compare(garble(frames.get(random.nextInt(frames.size())), random), random);
                counts[0]++;
            }
            both.all();
            counts[1] += both.plain;
            counts[2] += both.read;
            counts[3] += both.refused;
        });
        System.out.println(counts[0] + " garbled messages: " + counts[1] + " plain, " + counts[2] + " rows, "
                + counts[3] + " refused");
        assertThat(counts[1]).isGreaterThan(counts[0] / 10);
        assertThat(counts[2]).isGreaterThan(counts[0] / 10);
        assertThat(counts[3]).isGreaterThan(counts[0] / 20);
    }

    private static String garble(String whole, Random random) {
        String frame = whole;
        for (int i = random.nextInt(3); i > 0; i--) {
            frame = random.nextInt(3) == 0 ? characters(frame, random) : members(frame, random);
        }
        return frame;
    }

    private static String characters(String frame, Random random) {
        if (frame.isEmpty()) {
            return "{";
        }
        int at = random.nextInt(frame.length());
        char c = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        return switch (random.nextInt(6)) {
            case 0 -> frame.substring(0, at);
            case 1 -> frame.substring(0, at) + frame.substring(at + 1);
            case 2 -> frame.substring(0, at) + c + frame.substring(at);
            case 3 -> frame + c;
            case 4 -> frame.replace(",", ", ").replace("{", " { ");
            default -> frame.substring(0, at) + c + frame.substring(at + 1);
        };
    }

    /** Changes a member wherever one seems to begin. */
    private static String members(String frame, Random random) {
        List<Integer> places = new ArrayList<>();
        for (int at = frame.indexOf("\":"); at >= 0; at = frame.indexOf("\":", at + 1)) {
            places.add(at);
        }
        if (places.isEmpty()) {
            return frame;
        }
        int at = places.get(random.nextInt(places.size()));
        int name = frame.lastIndexOf('"', at - 1);
        int end = at + 2;
        boolean quoted = false;
        while (end < frame.length() && (quoted || ",}]".indexOf(frame.charAt(end)) < 0)) {
            quoted ^= frame.charAt(end) == '"';
            end++;
        }
        String value = VALUES[random.nextInt(VALUES.length)];
        if (name < 0) {
            return frame;
        }
        return switch (random.nextInt(6)) {
            case 0 -> frame.substring(0, name) + "\"new\":" + value + "," + frame.substring(name);
            case 1 -> frame.substring(0, name) + frame.substring(name, end) + "," + frame.substring(name);
            case 2 -> frame.substring(0, name) + "\"private_key\"" + frame.substring(at + 1);
            case 3 -> frame.substring(0, name) + frame.substring(Math.min(end + 1, frame.length()));
            default -> frame.substring(0, at + 2) + value + frame.substring(end);
        };
    }

    @Test
    void namesWithoutEndAreNotKept() throws Exception {
        FrameReader reader = new FrameReader();
        for (int i = 0; i < 3000; i++) {
            reader.open("{\"type\":\"trade\",\"msg\":{\"a" + i + "\":1}}");
            assertThat(reader.payload()).isEqualTo("{\"a" + i + "\":1}");
        }
        assertThat(reader.plain()).isFalse();
        reader.open("{\"type\":\"trade\",\"msg\":{\"a1\":1}}");
        assertThat(reader.plain()).isTrue();
    }

    @Test
    void aTextThatWasMetBeforeIsNoNewOne() throws Exception {
        Columns rows = new Columns(FeedShapes.TICKERS);
        Payloads payloads = new Payloads(rows);
        FrameReader reader = new FrameReader();
        for (int i = 0; i < 4; i++) {
            reader.open("{\"type\":\"ticker\",\"msg\":{\"market_ticker\":\"KX-26AUG07-T" + i % 2 + "\"}}");
            payloads.read(reader, 1);
        }
        assertThat(rows.textAt(0, 2)).isSameAs(rows.textAt(0, 0)).isEqualTo("KX-26AUG07-T0");
        assertThat(rows.textAt(0, 3)).isSameAs(rows.textAt(0, 1)).isEqualTo("KX-26AUG07-T1");
    }

    @Test
    void aLongMessageBehindAShortOneIsReadWhole() throws Exception {
        FrameReader reader = new FrameReader();
        String text = "x".repeat(5000);
        reader.open("{\"type\":\"ticker\",\"msg\":{\"market_ticker\":\"A\"}}");
        reader.open("{\"type\":\"ticker\",\"msg\":{\"market_ticker\":\"" + text + "\"}}");
        Columns rows = new Columns(FeedShapes.TICKERS);
        new Payloads(rows).read(reader, 1);

        assertThat(rows.textAt(0, 0)).isEqualTo(text);
        assertThatThrownBy(() -> reader.open("{\"type\":\"tick")).isInstanceOf(Json.Malformed.class);
        assertThat(reader.payload()).isNull();
        assertThat(reader.envelope().msg()).isNull();
    }

    @Test
    void whenTheExchangeSentAMessageIsToldInMicroseconds() throws Exception {
        FrameReader reader = new FrameReader();
        reader.open("{\"type\":\"ticker\",\"sending_ts_ms\":1786150148065,\"msg\":{}}");
        assertThat(reader.sentMicros()).isEqualTo(1786150148065000L);
        reader.open("{\"type\":\"ok\",\"sending_ts_ms\":1786150148065,\"msg\":[]}");
        assertThat(reader.sentMicros()).isEqualTo(1786150148065000L);
        reader.open("{\"type\":\"ticker\",\"msg\":{}}");
        assertThat(reader.sentMicros()).isEqualTo(Columns.MISSING);
    }
}
