package dev.kalshilab.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes of an answer or a message what a fault makes of it, on its text. */
final class Surgery {
    private static final int PAGES = 64;
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]*)\"");
    private static final Pattern DEPRECATED =
            Pattern.compile("\"(?:taker_side|side|action|title|liquidity_dollars|ts|time)\":"
                    + "(?:\"(?:[^\"\\\\]|\\\\.)*\"|[-0-9.]+),");
    private static final Pattern PRICE = Pattern.compile("(\"-?\\d+\\.\\d{4})\"");

    /** The last row of a page, by the cursor of the next one. */
    private final Map<String, String> lastRows = new LinkedHashMap<>();

    static byte[] drift(byte[] body) {
        String text = text(body);
        String fewer = DEPRECATED.matcher(text).replaceAll("");
        String longer = PRICE.matcher(fewer).replaceAll("$100\"");
        StringBuilder more = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < longer.length(); i++) {
            char c = longer.charAt(i);
            more.append(c);
            if (c == '\\' && quoted) {
                more.append(longer.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '{' && !quoted) {
                more.append("\"sandbox_drift\":{\"of\":[1,\"two\",null]}");
                if (longer.charAt(i + 1) != '}') {
                    more.append(',');
                }
            }
        }
        return bytes(more.toString());
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

    /** Keeps what a later page may begin with. */
    void remember(byte[] body) {
        String text = text(body);
        var matcher = CURSOR.matcher(text);
        int[] rows = rows(text);
        if (matcher.find() && !matcher.group(1).isEmpty() && rows != null) {
            if (lastRows.size() == PAGES) {
                lastRows.remove(lastRows.keySet().iterator().next());
            }
            lastRows.put(matcher.group(1), text.substring(rows[1], rows[2]));
        }
    }

    /** Null where the page before is not known. */
    byte @Nullable [] overlap(byte[] body, String cursor) {
        String last = lastRows.get(cursor);
        String text = text(body);
        int[] rows = rows(text);
        if (last == null || rows == null) {
            return null;
        }
        return bytes(text.substring(0, rows[0]) + last + ',' + text.substring(rows[0]));
    }

    /** Where the first list of the body begins, and where its last row is; null where there is none with rows. */
    private static int @Nullable [] rows(String text) {
        int depth = 0;
        boolean quoted = false;
        int list = -1;
        int last = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
                if (depth == 2 && c == '[' && list < 0) {
                    list = i + 1;
                } else if (depth == 3 && list >= 0) {
                    last = i;
                }
            } else if (c == '}' || c == ']') {
                depth--;
                if (depth == 1 && list >= 0) {
                    return last < 0 ? null : new int[] {list, last, i};
                }
            }
        }
        return null;
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
