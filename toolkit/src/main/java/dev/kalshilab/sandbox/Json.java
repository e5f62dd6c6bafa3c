package dev.kalshilab.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON answer as UTF-8, in the exchange's notation: dollars with four decimals and counts with two, both
 * as text, times as RFC 3339 with no more digits than they need.
 *
 * <p>Commas come by themselves; that the brackets match is the caller's business.
 */
final class Json {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** Whether amounts and counts are whole cents and contracts under the names of autumn 2025. */
    final boolean cents;

    private byte[] bytes = new byte[1024];
    private int size;

    Json() {
        this(false);
    }

    Json(boolean cents) {
        this.cents = cents;
    }

    /** Writes what came after autumn 2025. */
    Json today(Consumer<Json> write) {
        if (!cents) {
            write.accept(this);
        }
        return this;
    }

    /** Writes what is no more since autumn 2025. */
    Json then(Consumer<Json> write) {
        if (cents) {
            write.accept(this);
        }
        return this;
    }

    /** An empty page, on the same paper. */
    Json clear() {
        size = 0;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** A value that was written before. */
    Json written(byte[] value) {
        comma();
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    Json object() {
        comma();
        return put('{');
    }

    Json object(String name) {
        return name(name).put('{');
    }

    Json endObject() {
        return put('}');
    }

    Json array() {
        comma();
        return put('[');
    }

    Json array(String name) {
        return name(name).put('[');
    }

    Json endArray() {
        return put(']');
    }

    Json text(String value) {
        comma();
        return string(value);
    }

    Json text(String name, String value) {
        return name(name).string(value);
    }

    /** Null when there is no list, as opposed to an empty one. */
    Json texts(String name, java.util.@Nullable List<String> values) {
        if (values == null) {
            return none(name);
        }
        array(name);
        values.forEach(this::text);
        return endArray();
    }

    Json flag(String name, boolean value) {
        return name(name).ascii(value ? "true" : "false");
    }

    /** Null where there is no text. */
    Json maybe(String name, @Nullable String value) {
        return value == null ? none(name) : text(name, value);
    }

    Json none(String name) {
        return name(name).ascii("null");
    }

    Json number(String name, long value) {
        return name(name).ascii(Long.toString(value));
    }

    Json number(String name, double value) {
        long whole = (long) value;
        return name(name).ascii(whole == value ? Long.toString(whole) : Double.toString(value));
    }

    /** An amount in 1/10,000 dollar. */
    Json dollars(String name, long value) {
        return cents ? number(bare(name, "_dollars"), value / 100) : exact(name, value);
    }

    /** An amount in 1/10,000 dollar that was text at all times. */
    Json exact(String name, long value) {
        return name(name).fixed(value, 10_000);
    }

    /** An amount in 1/10,000 dollar that messages of autumn 2025 told twice, in cents and as text. */
    Json twice(String name, long value) {
        return dollars(name, value).then(out -> out.exact(name, value));
    }

    /** An amount in 1/10,000 dollar that was text at all times, in an array. */
    Json exact(long value) {
        comma();
        return fixed(value, 10_000);
    }

    private static String bare(String name, String suffix) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }

    /** An amount in 1/10,000 dollar, in an array. */
    Json dollars(long value) {
        comma();
        return cents ? ascii(Long.toString(value / 100)) : fixed(value, 10_000);
    }

    /** An amount in 1/1,000,000 dollar, as portfolios have it. */
    Json money(String name, long value) {
        if (cents) {
            return name.endsWith("_dollars")
                    ? number(bare(name, "_dollars"), Math.floorDiv(value, 10_000L))
                    : exact(name, value / 100);
        }
        return name(name).fixed(value, 1_000_000);
    }

    /** A number of contracts in hundredths. */
    Json count(String name, long value) {
        return cents ? number(bare(name, "_fp"), value / 100) : name(name).fixed(value, 100);
    }

    /** A number of contracts in hundredths, in an array. */
    Json count(long value) {
        comma();
        return cents ? ascii(Long.toString(value / 100)) : fixed(value, 100);
    }

    /** A number of contracts in hundredths, after its name: text at all times. */
    Json hundredths(long value) {
        return fixed(value, 100);
    }

    /** A time in microseconds. */
    Json time(String name, long micros) {
        name(name).put('"');
        long days = Math.floorDiv(micros, Time.DAY);
        long rest = Math.floorMod(micros, Time.DAY);
        java.time.LocalDate date = java.time.LocalDate.ofEpochDay(days);
        digits(date.getYear(), 1000).put('-');
        digits(date.getMonthValue(), 10).put('-');
        digits(date.getDayOfMonth(), 10).put('T');
        digits(rest / Time.HOUR, 10).put(':');
        digits(rest / Time.MINUTE % 60, 10).put(':');
        digits(rest / Time.SECOND % 60, 10);
        long fraction = rest % Time.SECOND;
        if (fraction != 0) {
            put('.');
            for (long unit = 100_000; fraction != 0; unit /= 10) {
                put((char) ('0' + fraction / unit));
                fraction %= unit;
            }
        }
        return put('Z').put('"');
    }

    private Json fixed(long value, int scale) {
        put('"');
        if (value < 0) {
            put('-');
        }
        long units = Math.abs(value);
        long whole = units / scale;
        long top = 1;
        while (whole / top >= 10) {
            top *= 10;
        }
        return digits(whole, top).put('.').digits(units % scale, scale / 10).put('"');
    }

    private Json digits(long value, long top) {
        int digits = 1;
        for (long unit = top; unit >= 10; unit /= 10) {
            digits++;
        }
        room(digits);
        long rest = value;
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** A name whose value is written next. */
    Json name(String name) {
        comma();
        return string(name).put(':');
    }

    private void comma() {
        if (size > 0) {
            byte last = bytes[size - 1];
            if (last != '{' && last != '[' && last != ':') {
                put(',');
            }
        }
    }

    private Json string(String value) {
        put('"');
        int length = value.length();
        room(length);
        int plain = 0;
        while (plain < length) {
            char c = value.charAt(plain);
            if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') {
                break;
            }
            bytes[size++] = (byte) c;
            plain++;
        }
        for (int i = plain; i < length; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                put('\\').put(c);
            } else if (c < 0x20) {
                ascii("\\u00");
                bytes(HEX[c >> 4], HEX[c & 15]);
            } else if (c < 0x80) {
                put(c);
            } else {
                int end = i + (Character.isHighSurrogate(c) && i + 1 < value.length() ? 2 : 1);
                bytes(value.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
            }
        }
        return put('"');
    }

    private Json ascii(String value) {
        room(value.length());
        for (int i = 0; i < value.length(); i++) {
            bytes[size++] = (byte) value.charAt(i);
        }
        return this;
    }

    private void bytes(byte... more) {
        for (byte one : more) {
            put((char) (one & 0xFF));
        }
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    private Json put(char c) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) c;
        return this;
    }
}
