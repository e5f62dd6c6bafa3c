package dev.kalshilab.wire;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** What goes over the exchange's WebSocket: the envelope of its messages, its errors, and our commands. */
public final class Frames {
    private static final JsonReader.Options MEMBERS = JsonReader.Options.of("type", "msg", "data", "sid", "seq");

    /**
     * What is round every message.
     *
     * @param type the kind of message; empty when it names none
     * @param msg the payload as JSON, null when there is none
     * @param sid the subscription; -1 when it names none
     * @param seq its place among the messages of its subscription; -1 when it names none
     */
    public record Envelope(String type, @Nullable String msg, long sid, long seq) {}

    /**
     * What an error message says.
     *
     * @param code a number as text, or a word of the old documents; empty when there is none
     * @param text the exchange's words and the market that they are about; may be empty
     */
    public record Complaint(String code, String text) {
        @Override
        public String toString() {
            String said = (code + " " + text).strip();
            return said.isEmpty() ? "an error without words" : said;
        }
    }

    private Frames() {}

    /**
     * Takes a message out of its envelope; the payload is under {@code msg}, or {@code data} in old documents.
     *
     * @throws Json.Malformed when it is no JSON object
     */
    public static Envelope envelope(String frame) throws Json.Malformed {
        String type = "";
        String msg = null;
        String data = null;
        long sid = -1;
        long seq = -1;
        try {
            JsonReader in = JsonReader.of(new Buffer().writeUtf8(frame));
            in.beginObject();
            while (in.hasNext()) {
                switch (in.selectName(MEMBERS)) {
                    case 0 -> type = word(in);
                    case 1 -> msg = payload(in);
                    case 2 -> data = payload(in);
                    case 3 -> sid = number(in);
                    case 4 -> seq = number(in);
                    default -> {
                        in.skipName();
                        in.skipValue();
                    }
                }
            }
            in.endObject();
            if (in.peek() != JsonReader.Token.END_DOCUMENT) {
                throw new Json.Malformed("it goes on behind its end");
            }
        } catch (EOFException e) {
            throw new Json.Malformed("it ends too early");
        } catch (JsonDataException | JsonEncodingException e) {
            throw new Json.Malformed(Json.said(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no I/O reading from a Buffer
        }
        return new Envelope(type, msg == null ? data : msg, sid, seq);
    }

    private static String word(JsonReader in) throws IOException {
        if (in.peek() == JsonReader.Token.STRING) {
            return in.nextString();
        }
        in.skipValue();
        return "";
    }

    /** A whole number that is not negative, also as a text; -1 for all else. */
    private static long number(JsonReader in) throws IOException {
        if (in.peek() != JsonReader.Token.NUMBER && in.peek() != JsonReader.Token.STRING) {
            in.skipValue();
            return -1;
        }
        String text = in.nextString();
        return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Long.parseLong(text)
                : -1;
    }

    private static @Nullable String payload(JsonReader in) throws IOException {
        return in.peek() == JsonReader.Token.NULL ? in.nextNull() : Json.raw(in);
    }

    /** The command that subscribes to a channel: of these markets, or of all when there is none. */
    public static String subscribe(int id, String channel, List<String> names) {
        return subscribe(id, channel, names, Map.of());
    }

    /**
     * As {@link #subscribe(int, String, List)}, with these parameters: texts, whole numbers, true or false, or lists of
     * texts.
     */
    public static String subscribe(int id, String channel, List<String> names, Map<String, ?> parameters) {
        Naming naming = Naming.of(channel);
        StringBuilder more = new StringBuilder();
        if (!names.isEmpty() || naming != Naming.MARKETS) {
            parameter(more, naming.parameter(), names.isEmpty() ? List.of(Naming.ALL) : names);
        }
        parameters.forEach((name, value) -> parameter(more, name, value));
        return "{\"id\":" + id + ",\"cmd\":\"subscribe\",\"params\":{\"channels\":[" + Json.quote(channel) + "]" + more
                + "}}";
    }

    private static void parameter(StringBuilder json, String name, Object value) {
        json.append(',').append(Json.quote(name)).append(':');
        if (value instanceof Collection<?> all) {
            StringJoiner texts = new StringJoiner(",", "[", "]");
            all.forEach(one -> texts.add(Json.quote(String.valueOf(one))));
            json.append(texts);
        } else {
            json.append(value instanceof String text ? Json.quote(text) : String.valueOf(value));
        }
    }

    /** The command that changes a subscription: {@code add_markets}, {@code delete_markets} or {@code get_snapshot}. */
    public static String update(int id, long sid, String action, List<String> tickers) {
        return update(id, sid, Naming.MARKETS, action, tickers);
    }

    /** As {@link #update(int, long, String, List)} of that channel, in its own words for what is said of markets. */
    public static String update(int id, long sid, String channel, String action, List<String> names) {
        return update(id, sid, Naming.of(channel), action, names);
    }

    private static String update(int id, long sid, Naming naming, String action, List<String> names) {
        StringBuilder named = new StringBuilder();
        parameter(named, naming.parameter(), names);
        return "{\"id\":" + id + ",\"cmd\":\"update_subscription\",\"params\":{\"sids\":[" + sid + "]" + named
                + ",\"action\":" + Json.quote(naming.action(action)) + "}}";
    }

    /** The answer to a subscription, as a tape begins with it when the stream was open before: after that place. */
    public static String subscribed(String channel, long sid, long after) {
        return "{\"type\":\"subscribed\",\"seq\":" + after + ",\"msg\":{\"channel\":" + Json.quote(channel)
                + ",\"sid\":" + sid + "}}";
    }

    /**
     * What a command of ours wants.
     *
     * @param id its number; -1 when it has none
     * @param channels what it subscribes to; none for any other command
     * @param sid the subscription that it changes; -1 when it changes none
     * @param action how it changes it, in the words for markets; may be empty
     * @param tickers the markets, indices or underlyings that it names
     * @param flags what it sets to true
     */
    public record Order(
            long id, Set<String> channels, long sid, String action, List<String> tickers, Set<String> flags) {
        public boolean subscribes() {
            return !channels.isEmpty();
        }

        public boolean isSet(String flag) {
            return flags.contains(flag);
        }
    }

    /** Takes a command apart. */
    public static Order order(String command) throws Json.Malformed {
        Map<String, String> members = Json.members(command);
        String params = members.get("params");
        Map<String, String> inside = params == null || !params.startsWith("{") ? Map.of() : Json.members(params);
        List<String> sids = elements(inside.get("sids"));
        String sid = inside.containsKey("sid") ? inside.get("sid") : sids.isEmpty() ? null : sids.get(0);
        Set<String> tickers = new LinkedHashSet<>();
        for (Naming naming : Naming.values()) {
            tickers.addAll(texts(inside.get(naming.parameter())));
        }
        String one = Json.scalar(inside.get("market_ticker"));
        if (one != null) {
            tickers.add(one);
        }
        Set<String> flags = new LinkedHashSet<>();
        inside.forEach((name, value) -> {
            if (value.equals("true")) {
                flags.add(name);
            }
        });
        String action = Json.scalar(inside.get("action"));
        for (Naming naming : Naming.values()) {
            if (naming.add.equals(action)) {
                action = Naming.MARKETS.add;
            } else if (naming.remove.equals(action)) {
                action = Naming.MARKETS.remove;
            }
        }
        return new Order(
                whole(members.get("id")),
                channels(command),
                whole(sid),
                action == null ? "" : action,
                List.copyOf(tickers),
                flags);
    }

    private static List<String> elements(@Nullable String array) throws Json.Malformed {
        return array == null || !array.startsWith("[") ? List.of() : Json.elements(array);
    }

    private static List<String> texts(@Nullable String array) throws Json.Malformed {
        List<String> texts = new ArrayList<>();
        for (String element : elements(array)) {
            String text = Json.scalar(element);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The command that a message answers, or that a command is; -1 when it names none. */
    public static long id(String frame) throws Json.Malformed {
        return whole(Json.members(frame).get("id"));
    }

    /** The subscription that a {@code subscribed} message tells of; -1 when it tells of none. */
    public static long sid(Envelope subscribed) throws Json.Malformed {
        long inside = whole(payload(subscribed).get("sid"));
        return inside < 0 ? subscribed.sid() : inside;
    }

    /** The channel that a {@code subscribed} message tells of; empty when it tells of none. */
    public static String channel(Envelope subscribed) throws Json.Malformed {
        String channel = Json.scalar(payload(subscribed).get("channel"));
        return channel == null ? "" : channel;
    }

    /** The channels that a command subscribes to; none for any other command. */
    public static Set<String> channels(String command) throws Json.Malformed {
        Map<String, String> members = Json.members(command);
        String params = members.get("params");
        if (!"subscribe".equals(Json.scalar(members.get("cmd"))) || params == null || !params.startsWith("{")) {
            return Set.of();
        }
        String channels = Json.members(params).get("channels");
        Set<String> names = new LinkedHashSet<>();
        for (String channel :
                channels == null || !channels.startsWith("[") ? List.<String>of() : Json.elements(channels)) {
            String name = Json.scalar(channel);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    private static Map<String, String> payload(Envelope envelope) throws Json.Malformed {
        String msg = envelope.msg();
        return msg == null || !msg.startsWith("{") ? Map.of() : Json.members(msg);
    }

    static long whole(@Nullable String json) throws Json.Malformed {
        String text = Json.scalar(json);
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }

    /**
     * What an error message says, in its payload or, where it has none, beside its type.
     *
     * @param msg the payload
     * @param frame the whole message
     */
    public static Complaint complaint(@Nullable String msg, String frame) {
        try {
            if (msg != null && !msg.startsWith("{")) {
                return new Complaint("", String.valueOf(Json.scalar(msg)));
            }
            Map<String, String> members = Json.members(msg == null ? frame : msg);
            StringJoiner text = new StringJoiner(" ");
            for (String name : List.of("msg", "message", "market_ticker", "market_id")) {
                String said = Json.scalar(members.get(name));
                if (said != null) {
                    text.add(said);
                }
            }
            String code = Json.scalar(members.get("code"));
            return new Complaint(code == null ? "" : code, text.toString());
        } catch (Json.Malformed e) {
            return new Complaint("", "");
        }
    }
}
