package dev.kalshilab.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes of an answer or a message what a fault makes of it, on its text. */
final class Surgery {
    private static final int PAGES = 64;
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]*)\"");
    private static final List<byte[]> DEPRECATED = Stream.of(
                    "taker_side", "side", "action", "title", "liquidity_dollars", "ts", "time")
            .map(Surgery::bytes)
            .toList();

    /** The last row of a page, by the cursor of the next one. */
    private final Map<String, byte[]> lastRows = new LinkedHashMap<>();

    static byte[] drift(byte[] body) {
        return new Drift(body).whole();
    }

    /** Goes through a body once, byte by byte: pages of 300 kB drift by the hundred a second. */
    private static final class Drift {
        private static final byte[] MORE = bytes("\"sandbox_drift\":{\"of\":[1,\"two\",null]}");

        private final byte[] body;
        private byte[] drifted;
        private int size;

        Drift(byte[] body) {
            this.body = body;
            this.drifted = new byte[body.length + body.length / 4 + 64];
        }

        byte[] whole() {
            int at = 0;
            while (at < body.length) {
                byte c = body[at];
                if (c == '"') {
                    at = text(at);
                    continue;
                }
                at++;
                add(c);
                if (c == '{') {
                    add(MORE, 0, MORE.length);
                    if (body[at] != '}') {
                        add((byte) ',');
                    }
                }
            }
            return Arrays.copyOf(drifted, size);
        }

        /** What becomes of the text, or the name and its value, that begins there; gives where to go on. */
        private int text(int from) {
            int end = end(body, from);
            if (end < body.length && body[end] == ':') {
                int behind = isDeprecated(from, end) ? behindValue(end + 1) : -1;
                if (behind >= 0) {
                    return behind;
                }
                add(body, from, end);
            } else if (isPrice(from + 1, end - 1)) {
                add(body, from, end - 1);
                add((byte) '0');
                add((byte) '0');
                add((byte) '"');
            } else {
                add(body, from, end);
            }
            return end;
        }

        private boolean isDeprecated(int from, int end) {
            int length = end - from - 2;
            for (int i = 0; i < DEPRECATED.size(); i++) {
                byte[] name = DEPRECATED.get(i);
                // Nearly all names differ in these already.
                if (name.length == length
                        && name[0] == body[from + 1]
                        && Arrays.equals(name, 0, length, body, from + 1, end - 1)) {
                    return true;
                }
            }
            return false;
        }

        /** Behind the comma that follows a text or a number there; -1 where it is something else. */
        private int behindValue(int from) {
            int end = from;
            if (body[from] == '"') {
                end = end(body, from);
            } else {
                while (body[end] == '-' || body[end] == '.' || (body[end] >= '0' && body[end] <= '9')) {
                    end++;
                }
            }
            return end > from && body[end] == ',' ? end + 1 : -1;
        }

        /** Whether it is a number with four decimals. */
        private boolean isPrice(int from, int end) {
            int point = end - 5;
            int first = from < end && body[from] == '-' ? from + 1 : from;
            if (point <= first || body[point] != '.') {
                return false;
            }
            for (int i = first; i < end; i++) {
                if (i != point && (body[i] < '0' || body[i] > '9')) {
                    return false;
                }
            }
            return true;
        }

        private void add(byte c) {
            room(1);
            drifted[size++] = c;
        }

        private void add(byte[] from, int start, int end) {
            room(end - start);
            System.arraycopy(from, start, drifted, size, end - start);
            size += end - start;
        }

        private void room(int more) {
            if (size + more > drifted.length) {
                drifted = Arrays.copyOf(drifted, Math.max(size + more, drifted.length * 2));
            }
        }
    }

    /** Behind the text that begins there with its quotation mark. */
    private static int end(byte[] body, int from) {
        int at = from + 1;
        while (body[at] != '"') {
            at += body[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** No JSON any more, as a bracket is missing at least, and still text. */
    static byte[] garble(byte[] frame) {
        String text = text(frame);
        int length = text.length();
        return bytes(text.substring(0, length / 2) + "\u0001#" + text.substring(length * 3 / 4, length - 1));
    }

    static byte[] sameCursor(byte[] body, String cursor) {
        return bytes(CURSOR.matcher(text(body)).replaceFirst("\"cursor\":\"" + cursor + '"'));
    }

    /** Gives the page that it is with the last row of the page before; null where that is not known. Keeps its own. */
    byte @Nullable [] overlap(byte[] body, @Nullable String cursor) {
        int[] rows = rows(body);
        if (rows == null) {
            return null;
        }
        byte[] before = cursor == null ? null : lastRows.get(cursor);
        String next = next(body, rows);
        if (!next.isEmpty()) {
            if (lastRows.size() == PAGES) {
                lastRows.remove(lastRows.keySet().iterator().next());
            }
            lastRows.put(next, Arrays.copyOfRange(body, rows[1], rows[2]));
        }
        if (before == null) {
            return null;
        }
        byte[] whole = Arrays.copyOf(body, body.length + before.length + 1);
        System.arraycopy(before, 0, whole, rows[0], before.length);
        int behind = rows[0] + before.length;
        whole[behind] = ',';
        System.arraycopy(body, rows[0], whole, behind + 1, body.length - rows[0]);
        return whole;
    }

    /** The cursor of the page behind, which stands before or behind the list; empty where there is none. */
    private static String next(byte[] body, int[] rows) {
        for (String part : List.of(text(body, 0, rows[0]), text(body, rows[2], body.length))) {
            var matcher = CURSOR.matcher(part);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        return "";
    }

    /** Where the first list of the body begins, where its last row does, and its end; null where it has no rows. */
    private static int @Nullable [] rows(byte[] body) {
        int depth = 0;
        int list = -1;
        int last = -1;
        int at = 0;
        while (at < body.length) {
            byte c = body[at];
            if (c == '"') {
                at = end(body, at);
                continue;
            }
            if (c == '{' || c == '[') {
                depth++;
                if (depth == 2 && c == '[' && list < 0) {
                    list = at + 1;
                } else if (depth == 3 && list >= 0) {
                    last = at;
                }
            } else if (c == '}' || c == ']') {
                depth--;
                if (depth == 1 && list >= 0) {
                    return last < 0 ? null : new int[] {list, last, at};
                }
            }
            at++;
        }
        return null;
    }

    private static String text(byte[] body) {
        return text(body, 0, body.length);
    }

    private static String text(byte[] body, int from, int until) {
        return new String(body, from, until - from, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
