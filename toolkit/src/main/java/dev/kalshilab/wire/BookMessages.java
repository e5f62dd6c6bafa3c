package dev.kalshilab.wire;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Fixed;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Price;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of an order book, of every generation of the wire: what is asked after {@link #read} is about the
 * message that was read last.
 *
 * <p>Prices are 1/1,000,000 dollar, counts 1/100 contract. Not thread-safe.
 */
public final class BookMessages {
    /** What a message was. */
    public enum Kind {
        /** All levels of a book. */
        SNAPSHOT,
        /** A change of one level. */
        DELTA,
        /** No message of a book. */
        OTHER
    }

    // Members of a delta, by what is read from them.
    private static final int IGNORED = 1;
    private static final int TICKER = 2;
    private static final int DOLLARS = 3;
    private static final int PRICE = 4;
    private static final int CHANGE_FP = 5;
    private static final int CHANGE = 6;
    private static final int SIDE = 7;
    private static final int TIME = 8;
    private static final int MILLIS = 9;
    private static final int OWN = 10;

    /** The levels of one side. */
    private static final class Side {
        private long[] prices = new long[64];
        private long[] counts = new long[64];
        private int levels;

        private void add(long price, long count) {
            if (levels == prices.length) {
                prices = Arrays.copyOf(prices, levels * 2);
                counts = Arrays.copyOf(counts, levels * 2);
            }
            prices[levels] = price;
            counts[levels] = count;
            levels++;
        }
    }

    private @Nullable FrameReader reader;
    // By the number of a name; 0 for one that was not looked up.
    private int[] roles = new int[64];
    private final Side bidsForYes = new Side();
    private final Side bidsForNo = new Side();

    private String ticker = "";
    private boolean yes;
    private long price;
    private long change;
    private long time;
    // The names of the generation of cents, beside or instead of those of today.
    private long cents;
    private long whole;
    private boolean own;
    // Whether its counts are of the wire that has parts of contracts.
    private boolean parts;

    /** True for the types of messages that are about an order book, the user guide's among them. */
    public static boolean isAboutBook(String type) {
        return switch (type) {
            case "orderbook_delta", "orderbook_snapshot", "orderbook_update", "orderbook" -> true;
            default -> false;
        };
    }

    /**
     * Reads a message.
     *
     * @param noInYesPrices true where the exchange was asked to send NO in prices of YES, which it does since it has
     *     parts of contracts; what is told here is always in prices of NO
     * @throws Json.Malformed when it is no JSON
     * @throws KalshiException when a value is not what its field holds, or a field is missing
     */
    public Kind read(FrameReader frame, boolean noInYesPrices) throws Json.Malformed {
        if (!isAboutBook(frame.type())) {
            return Kind.OTHER;
        }
        time = Columns.MISSING;
        parts = false;
        boolean delta;
        if (frame.type().equals("orderbook_delta") && frame.plain() && quick(frame)) {
            delta = true;
        } else {
            String payload = frame.payload();
            if (payload == null || !payload.startsWith("{")) {
                throw lacks(frame.type(), "msg", "$");
            }
            Map<String, String> members = Json.members(payload);
            // The user guide has one name for both.
            delta = !frame.type().equals("orderbook_snapshot") && members.containsKey("side");
            delta |= frame.type().equals("orderbook_delta");
            ticker = ticker(members, frame.type());
            if (delta) {
                delta(members, frame.type());
            } else {
                snapshot(members);
            }
        }
        // Before there were parts of contracts nobody could ask for that: it was passed over.
        if (noInYesPrices && parts) {
            turnNo(delta);
        }
        return delta ? Kind.DELTA : Kind.SNAPSHOT;
    }

    private void turnNo(boolean delta) {
        if (delta) {
            price = yes ? price : Price.ONE.micros() - price;
            return;
        }
        for (int i = 0; i < bidsForNo.levels; i++) {
            bidsForNo.prices[i] = Price.ONE.micros() - bidsForNo.prices[i];
        }
    }

    // -- what it says -------------------------------------------------------------------------------------------------

    /** The market. */
    public String ticker() {
        return ticker;
    }

    /** Of a delta: true when it is about bids for YES. */
    public boolean yes() {
        return yes;
    }

    /** Of a delta: the level, in the price of its side. */
    public long price() {
        return price;
    }

    /** Of a delta: the contracts that came, negative for those that went. */
    public long change() {
        return change;
    }

    /** Of a delta: when it happened, in microseconds since 1970; {@link Columns#MISSING} when it does not say so. */
    public long time() {
        return time;
    }

    /** Of a delta: true when it names an order of the account, which caused it. */
    public boolean own() {
        return own;
    }

    /** Of a snapshot: how many levels a side has. */
    public int levels(boolean yesSide) {
        return side(yesSide).levels;
    }

    /** Of a snapshot: the prices of a side, those of {@link #levels} first; good until the next message is read. */
    public long[] prices(boolean yesSide) {
        return side(yesSide).prices;
    }

    /** Of a snapshot: the contracts at {@link #prices}. */
    public long[] counts(boolean yesSide) {
        return side(yesSide).counts;
    }

    private Side side(boolean yesSide) {
        return yesSide ? bidsForYes : bidsForNo;
    }

    // -- a plain delta ------------------------------------------------------------------------------------------------

    /** Reads a delta of today or before; false when it has to be looked at more closely. */
    private boolean quick(FrameReader frame) {
        if (reader != frame) {
            reader = frame;
            Arrays.fill(roles, 0);
        }
        int seen = 0;
        own = false;
        time = Columns.MISSING;
        for (int i = 0; i < frame.members(); i++) {
            int role = role(frame.name(i));
            if (role == IGNORED) {
                continue;
            }
            byte kind = frame.kind(i);
            boolean fits =
                    role == MILLIS ? kind == FrameReader.NUMBER : kind == FrameReader.STRING && !frame.isEmpty(i);
            if (role == PRICE || role == CHANGE) {
                fits = kind == FrameReader.NUMBER;
            }
            if (!fits || (seen & (1 << role)) != 0 || !quick(frame, i, role)) {
                return false;
            }
            seen |= 1 << role;
        }
        if ((seen & (1 << DOLLARS)) == 0) {
            price = cents;
            seen |= (seen & (1 << PRICE)) == 0 ? 0 : 1 << DOLLARS;
        }
        parts = (seen & (1 << CHANGE_FP)) != 0;
        if (!parts) {
            change = whole;
            seen |= (seen & (1 << CHANGE)) == 0 ? 0 : 1 << CHANGE_FP;
        }
        int needed = 1 << TICKER | 1 << DOLLARS | 1 << CHANGE_FP | 1 << SIDE;
        return (seen & needed) == needed;
    }

    private boolean quick(FrameReader frame, int i, int role) {
        switch (role) {
            case TICKER -> ticker = frame.known(i);
            case DOLLARS -> {
                price = frame.fixed(i, 6);
                return price != Columns.MISSING;
            }
            case PRICE -> {
                cents = frame.fixed(i, 4);
                return cents != Columns.MISSING;
            }
            case CHANGE -> {
                whole = frame.fixed(i, 2);
                return whole != Columns.MISSING;
            }
            case CHANGE_FP -> {
                change = frame.fixed(i, 2);
                return change != Columns.MISSING;
            }
            case SIDE -> {
                String side = frame.known(i);
                yes = side.equals("yes");
                return yes || side.equals("no");
            }
            case TIME -> {
                // The text has microseconds, the number beside it milliseconds.
                time = frame.micros(i);
                return time != Columns.MISSING;
            }
            case MILLIS -> {
                long millis = frame.micros(i);
                time = time == Columns.MISSING ? millis : time;
                return millis != Columns.MISSING;
            }
            case OWN -> own = true;
            default -> throw new IllegalStateException("no role " + role);
        }
        return true;
    }

    private int role(FrameReader.Name name) {
        if (name.number >= roles.length) {
            roles = Arrays.copyOf(roles, Math.max(name.number + 1, roles.length * 2));
        }
        if (roles[name.number] == 0) {
            roles[name.number] = switch (name.text) {
                case "market_ticker" -> TICKER;
                case "price_dollars" -> DOLLARS;
                case "price" -> PRICE;
                case "delta_fp" -> CHANGE_FP;
                case "delta" -> CHANGE;
                case "side" -> SIDE;
                case "ts" -> TIME;
                case "ts_ms" -> MILLIS;
                case "client_order_id" -> OWN;
                default -> IGNORED;
            };
        }
        return roles[name.number];
    }

    // -- any other ----------------------------------------------------------------------------------------------------

    private static String ticker(Map<String, String> members, String type) throws Json.Malformed {
        for (String name : List.of("market_ticker", "ticker")) {
            String json = members.get(name);
            if (json != null && json.startsWith("\"")) {
                String text = Json.scalar(json);
                if (text != null && !text.isEmpty()) {
                    return text;
                }
            }
        }
        throw lacks(type, "market_ticker", "$.msg");
    }

    private void delta(Map<String, String> members, String type) throws Json.Malformed {
        parts = members.containsKey("delta_fp");
        String side = Json.scalar(members.get("side"));
        if (side == null) {
            throw lacks(type, "side", "$.msg");
        }
        yes = side.equals("yes");
        if (!yes && !side.equals("no")) {
            throw misfit(side, "$.msg.side", "yes or no");
        }
        price = needed(members, type, "price_dollars", 6, "price", 4);
        change = needed(members, type, "delta_fp", 2, "delta", 2);
        time = time(members);
        String client = Json.scalar(members.get("client_order_id"));
        own = client != null && !client.isEmpty();
    }

    /** The first of two members that is there; a text is in dollars or contracts under either name. */
    private static long needed(
            Map<String, String> members, String type, String today, int decimals, String before, int decimalsOfNumber)
            throws Json.Malformed {
        for (String name : List.of(today, before)) {
            String json = members.get(name);
            if (json != null && !json.equals("null")) {
                boolean number = name.equals(before) && !json.startsWith("\"");
                return fixed(json, "$.msg." + name, number ? decimalsOfNumber : decimals);
            }
        }
        throw lacks(type, today, "$.msg");
    }

    /** The text has microseconds, {@code ts_ms} milliseconds, a number seconds. */
    private static long time(Map<String, String> members) throws Json.Malformed {
        String ts = members.get("ts");
        String millis = members.get("ts_ms");
        boolean text = ts != null && ts.startsWith("\"") && !ts.equals("\"\"");
        long quick = text ? time(ts, "$.msg.ts") : Columns.MISSING;
        long exact = millis == null || millis.equals("null") ? Columns.MISSING : time(millis, "$.msg.ts_ms");
        if (quick != Columns.MISSING || exact != Columns.MISSING) {
            return quick != Columns.MISSING ? quick : exact;
        }
        return text || ts == null || ts.equals("null") ? Columns.MISSING : time(ts, "$.msg.ts");
    }

    private static long time(@Nullable String json, String place) throws Json.Malformed {
        String text = Json.scalar(json);
        try {
            if (text != null) {
                return Times.micros(text);
            }
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            throw misfit(text, place, "time");
        }
        throw misfit(String.valueOf(json), place, "time");
    }

    private void snapshot(Map<String, String> members) throws Json.Malformed {
        parts = members.containsKey("yes_dollars_fp") || members.containsKey("no_dollars_fp");
        levels(members, "yes", bidsForYes);
        levels(members, "no", bidsForNo);
    }

    /** Without any of its names a side is empty. */
    private static void levels(Map<String, String> members, String side, Side into) throws Json.Malformed {
        into.levels = 0;
        for (String name : List.of(side + "_dollars_fp", side + "_dollars", side)) {
            String json = members.get(name);
            if (json == null || json.equals("null")) {
                continue;
            }
            String place = "$.msg." + name;
            if (!json.startsWith("[")) {
                throw misfit(json, place, "list of levels");
            }
            for (String level : Json.elements(json)) {
                String at = place + "[" + into.levels + "]";
                List<String> pair = level.startsWith("[") ? Json.elements(level) : List.of();
                if (pair.size() < 2) {
                    throw misfit(level, at, "price and count");
                }
                boolean cents = name.equals(side) && !pair.get(0).startsWith("\"");
                into.add(fixed(pair.get(0), at + "[0]", cents ? 4 : 6), fixed(pair.get(1), at + "[1]", 2));
            }
            return;
        }
    }

    private static long fixed(String json, String place, int decimals) throws Json.Malformed {
        String text = json.startsWith("{") || json.startsWith("[") ? null : Json.scalar(json);
        String word = decimals == 2 ? "number of contracts with at most two decimals" : "price";
        try {
            if (text != null) {
                return Fixed.parse(text, decimals);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw misfit(text, place, word);
        }
        throw misfit(json, place, word);
    }

    private static KalshiException misfit(String sent, String place, String word) {
        return new KalshiException("The exchange sent '" + RowReader.shown(sent) + "' at " + place + ", which is no "
                + word + ".\nThe message was not kept; if it stays, the toolkit needs an update.");
    }

    private static KalshiException lacks(String type, String name, String place) {
        return new KalshiException("The exchange sent one of the messages " + type + " without its " + name + ", at "
                + place + ".\nThe message was not kept; if the exchange has renamed the field, the toolkit needs an"
                + " update.");
    }
}
