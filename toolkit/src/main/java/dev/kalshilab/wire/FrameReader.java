package dev.kalshilab.wire;

import dev.kalshilab.column.Columns;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes one WebSocket message after another out of its envelope, as {@link Frames#envelope} does, and faster.
 *
 * <p>A message is <em>plain</em> when it is an object of scalars round one object of scalars, in ASCII, without escapes,
 * exponents or anything twice: nearly all are. A plain one is scanned once, here, and what reads its payload finds the
 * members where this left them. All others are read by Moshi, so that there is one answer to what a message says. Not
 * thread-safe: one for each thread that parses.
 */
public final class FrameReader {
    static final byte NULL = 0;
    static final byte STRING = 1;
    static final byte NUMBER = 2;
    static final byte TRUE = 3;
    static final byte FALSE = 4;

    private static final int MOST_MEMBERS = 64;
    // Names are the exchange's, and few; should somebody send others without end, they are not kept.
    private static final int MOST_NAMES = 1000;
    private static final int TYPE_SLOTS = 16;

    /** A member's name: its place among those that this reader has met, and what followed it by type of message. */
    static final class Name {
        final String text;
        final int number;
        private final int role;
        // With its quotes and colon, as it mostly stands in a message.
        private final char[] literal;
        private final @Nullable Name[] next = new @Nullable Name[TYPE_SLOTS];

        private Name(String text, int number) {
            this.text = text;
            this.number = number;
            this.role = top(text);
            this.literal = ("\"" + text + "\":").toCharArray();
        }
    }

    private final Map<String, Name> names = new HashMap<>();
    private final Name start = new Name("", -1);
    private final Texts texts = new Texts();

    private String frame = "";
    private char[] chars = new char[1024];
    private int length;

    // Of the open message.
    private boolean plain;
    private String type = "";
    private long sid = -1;
    private long seq = -1;
    private long id = -1;
    private long sent = Columns.MISSING;
    private int payloadFrom;
    private int payloadTo;
    private Frames.@Nullable Envelope slow;
    private boolean slowRead;

    // The members of a plain message's payload.
    private int members;
    private final Name[] memberNames = new Name[MOST_MEMBERS];
    private final byte[] kinds = new byte[MOST_MEMBERS];
    private final int[] froms = new int[MOST_MEMBERS];
    private final int[] tos = new int[MOST_MEMBERS];

    // Of the value that was scanned last.
    private byte kind;
    private int from;
    private int to;
    // Of the name that was scanned last.
    private Name name = start;

    /**
     * Reads the envelope of a message; what is asked afterwards is about this one.
     *
     * @throws Json.Malformed when it is no JSON object
     */
    public void open(String text) throws Json.Malformed {
        frame = text;
        length = text.length();
        if (chars.length <= length) {
            chars = new char[length * 2];
        }
        text.getChars(0, length, chars, 0);
        chars[length] = 0; // no token has it: nothing is read behind the end
        slow = null;
        slowRead = false;
        plain = scan();
        if (!plain) {
            Frames.Envelope envelope = Frames.envelope(text);
            slow = envelope;
            type = envelope.type();
            sid = envelope.sid();
            seq = envelope.seq();
        }
    }

    /** The kind of message; empty when it names none. */
    public String type() {
        return type;
    }

    /** The subscription; -1 when it names none. */
    public long sid() {
        return sid;
    }

    /** Its place among the messages of its subscription; -1 when it names none. */
    public long seq() {
        return seq;
    }

    /** The command that it answers; -1 when it names none. */
    public long id() {
        readSlowly();
        return id;
    }

    /** When the exchange sent it, in microseconds since 1970; {@link Columns#MISSING} when it does not say so. */
    public long sentMicros() {
        readSlowly();
        return sent;
    }

    /** The payload as JSON, null when there is none. */
    public @Nullable String payload() {
        Frames.Envelope envelope = slow;
        if (plain) {
            return frame.substring(payloadFrom, payloadTo);
        }
        return envelope == null ? null : envelope.msg();
    }

    /** The whole message, as it came. */
    public String frame() {
        return frame;
    }

    /** The same as {@link Frames#envelope} gives. */
    public Frames.Envelope envelope() {
        Frames.Envelope envelope = slow;
        return envelope == null ? new Frames.Envelope(type, payload(), sid, seq) : envelope;
    }

    private void readSlowly() {
        if (plain || slowRead) {
            return;
        }
        slowRead = true;
        id = -1;
        sent = Columns.MISSING;
        try {
            Map<String, String> all = Json.members(frame);
            id = Frames.whole(all.get("id"));
            long millis = Frames.whole(all.get("sending_ts_ms"));
            sent = millis < 0 ? Columns.MISSING : Times.ofNumber(millis);
        } catch (Json.Malformed e) {
            // The envelope was read; what else stands in it is not to be had.
        }
    }

    // -- for the readers of payloads ----------------------------------------------------------------------------------

    /** True when the payload's members can be read one by one. */
    boolean plain() {
        return plain;
    }

    int members() {
        return members;
    }

    Name name(int member) {
        return memberNames[member];
    }

    byte kind(int member) {
        return kinds[member];
    }

    /** True for the empty text. */
    boolean isEmpty(int member) {
        return froms[member] == tos[member];
    }

    /** A value's characters, a string's without its quotes: a text that was met before is the same object. */
    String known(int member) {
        return texts.of(frame, chars, froms[member], tos[member]);
    }

    /** True when {@link #known} has just found a text that was met before. */
    boolean wasKnown() {
        return texts.found();
    }

    /** A value's characters, a string's without its quotes. */
    String text(int member) {
        return frame.substring(froms[member], tos[member]);
    }

    /** The value times ten to the {@code scale}; {@link Columns#MISSING} where only {@code Fixed} can say. */
    long fixed(int member, int scale) {
        return Digits.fixed(chars, froms[member], tos[member], scale);
    }

    /** A time in microseconds since 1970; {@link Columns#MISSING} where only {@link Times} can say. */
    long micros(int member) {
        int first = froms[member];
        int end = tos[member];
        if (kinds[member] == STRING && end - first >= 20) {
            return Times.quick(frame, first, end - first);
        }
        long number = Digits.fixed(chars, first, end, 0);
        return number == Columns.MISSING || number < 0 ? Columns.MISSING : Times.ofNumber(number);
    }

    // -- scanning -----------------------------------------------------------------------------------------------------

    /** Takes a plain message apart; false for any other, JSON or not. */
    private boolean scan() {
        type = "";
        sid = -1;
        seq = -1;
        id = -1;
        sent = Columns.MISSING;
        members = 0;
        payloadFrom = -1;
        int slot = 0;
        int seen = 0;
        int at = space(0);
        if (chars[at] != '{') {
            return false;
        }
        name = start;
        do {
            at = name(space(at + 1), slot);
            if (at < 0) {
                return false;
            }
            int member = name.role;
            if ((seen & (1 << member)) != 0 && member != 0) {
                return false;
            }
            seen |= 1 << member;
            if (member == MSG) {
                payloadFrom = at;
                at = payload(at, slot);
                payloadTo = at;
            } else {
                at = scalar(at);
                if (at >= 0) {
                    if (member == TYPE && kind == STRING) {
                        type = texts.of(frame, chars, from, to);
                        slot = type.hashCode() & (TYPE_SLOTS - 1);
                    } else if (member != 0 && !whole(member)) {
                        return false;
                    }
                }
            }
            if (at < 0) {
                return false;
            }
            at = space(at);
        } while (chars[at] == ',');
        return chars[at] == '}' && space(at + 1) == length && payloadFrom >= 0;
    }

    private static final int TYPE = 1;
    private static final int SID = 2;
    private static final int SEQ = 3;
    private static final int ID = 4;
    private static final int SENT = 5;
    private static final int MSG = 6;

    private static int top(String member) {
        return switch (member) {
            case "type" -> TYPE;
            case "sid" -> SID;
            case "seq" -> SEQ;
            case "id" -> ID;
            case "sending_ts_ms" -> SENT;
            case "msg", "data" -> MSG;
            default -> 0;
        };
    }

    /** Takes the number that was scanned last; false when it is no plain whole number. */
    private boolean whole(int member) {
        if (kind != NUMBER || chars[from] == '-') {
            return false;
        }
        long value = Digits.fixed(chars, from, to, 0);
        if (value == Columns.MISSING) {
            return false;
        }
        switch (member) {
            case SID -> sid = value;
            case SEQ -> seq = value;
            case ID -> id = value;
            case SENT -> sent = Times.ofNumber(value);
            default -> {
                return false; // a type that is a number
            }
        }
        return true;
    }

    /** Scans an object of scalars; the place behind it, or -1. */
    private int payload(int begin, int slot) {
        int at = begin;
        if (chars[at] != '{') {
            return -1;
        }
        at = space(at + 1);
        if (chars[at] == '}') {
            return at + 1;
        }
        while (true) {
            at = name(at, slot);
            if (at < 0 || members == MOST_MEMBERS) {
                return -1;
            }
            Name member = name;
            at = scalar(at);
            if (at < 0) {
                return -1;
            }
            memberNames[members] = member;
            kinds[members] = kind;
            froms[members] = from;
            tos[members] = to;
            members++;
            at = space(at);
            if (chars[at] == '}') {
                return at + 1;
            }
            if (chars[at] != ',') {
                return -1;
            }
            at = space(at + 1);
        }
    }

    private int space(int begin) {
        int at = begin;
        while (true) {
            char c = chars[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return at;
            }
            at++;
        }
    }

    /** Scans a name and its colon; the place of the value, or -1. */
    private int name(int begin, int slot) {
        Name before = name;
        Name guess = before.next[slot];
        if (guess != null) {
            char[] literal = guess.literal;
            int end = begin + literal.length;
            if (end <= length && Arrays.equals(chars, begin, end, literal, 0, literal.length)) {
                name = guess;
                return space(end);
            }
        }
        if (chars[begin] != '"') {
            return -1;
        }
        int end = string(begin + 1);
        if (end < 0) {
            return -1;
        }
        int colon = space(end + 1);
        if (chars[colon] != ':') {
            return -1;
        }
        String text = frame.substring(begin + 1, end);
        Name found = names.get(text);
        if (found == null) {
            if (names.size() == MOST_NAMES) {
                return -1;
            }
            found = new Name(text, names.size());
            names.put(text, found);
        }
        before.next[slot] = found;
        name = found;
        return space(colon + 1);
    }

    /** Scans to the end of a string; the place of its closing quote, or -1. */
    private int string(int begin) {
        char[] c = chars;
        int at = begin;
        while (true) {
            char next = c[at];
            if (next == '"') {
                return at;
            }
            // A table of 128 characters was tried here and is slower.
            if (next < ' ' || next > '~' || next == '\\') {
                return -1;
            }
            at++;
        }
    }

    /** Scans a string, a number, true, false or null; the place behind it, or -1. */
    private int scalar(int begin) {
        char first = chars[begin];
        if (first == '"') {
            int end = string(begin + 1);
            kind = STRING;
            from = begin + 1;
            to = end;
            return end < 0 ? -1 : end + 1;
        }
        from = begin;
        if (first == '-' || (first >= '0' && first <= '9')) {
            kind = NUMBER;
            to = number(begin);
            return to;
        }
        return switch (first) {
            case 't' -> word(begin, "true", TRUE);
            case 'f' -> word(begin, "false", FALSE);
            case 'n' -> word(begin, "null", NULL);
            default -> -1;
        };
    }

    private int word(int begin, String word, byte is) {
        for (int i = 1; i < word.length(); i++) {
            if (chars[begin + i] != word.charAt(i)) {
                return -1;
            }
        }
        kind = is;
        to = begin + word.length();
        return isEnd(to) ? to : -1;
    }

    /** True where a value that has no quotes may end. */
    private boolean isEnd(int at) {
        char c = chars[at];
        return c == ',' || c == '}' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** Scans a number of at most 17 digits without an exponent; the place behind it, or -1. */
    private int number(int begin) {
        char[] c = chars;
        int at = begin;
        boolean negative = c[at] == '-';
        at += negative ? 1 : 0;
        int digits = at;
        boolean zero = c[at] == '0';
        while (c[at] >= '0' && c[at] <= '9') {
            at++;
        }
        int before = at - digits;
        if (before == 0 || before > 17 || (zero && before > 1)) {
            return -1;
        }
        if (c[at] == '.') {
            at++;
            int point = at;
            while (c[at] >= '0' && c[at] <= '9') {
                at++;
            }
            if (at == point) {
                return -1;
            }
        } else if (zero && negative) {
            return -1;
        }
        return isEnd(at) ? at : -1;
    }
}
