package dev.kalshilab.column;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in a file of blocks, each with all columns of some rows: for rows that have left the memory of this process.
 *
 * <p>The schema is not in the file: who reads it is who wrote it.
 */
public final class RowFile {
    // What stands in the place of a text's length: for no value; for a list, less the number of its texts; for a text
    // that UTF-8 cannot say, one with half a pair in it, more by the number of its characters.
    private static final int NOTHING = -1;
    private static final int LIST = -2;
    private static final int CHARACTERS = Integer.MIN_VALUE;
    private static final int LONGEST_LIST = -(CHARACTERS / 2);

    private RowFile() {}

    /** Writes the first rows as one block. */
    public static void write(Columns rows, int count, DataOutputStream out) throws IOException {
        out.writeInt(count);
        List<Field> fields = rows.schema().fields();
        for (int column = 0; column < fields.size(); column++) {
            Kind kind = fields.get(column).kind();
            for (int row = 0; row < count; row++) {
                if (kind.isLong()) {
                    out.writeLong(rows.longAt(column, row));
                } else if (kind == Kind.NUMBER) {
                    out.writeDouble(rows.doubleAt(column, row));
                } else {
                    value(rows.objectAt(column, row), out);
                }
            }
        }
    }

    private static void value(@Nullable Object value, DataOutputStream out) throws IOException {
        if (value instanceof List<?> texts) {
            out.writeInt(LIST - texts.size());
            for (Object text : texts) {
                text(text.toString(), out);
            }
        } else if (value == null) {
            out.writeInt(NOTHING);
        } else {
            text((String) value, out);
        }
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        if (isUnicode(text)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        } else {
            out.writeInt(CHARACTERS + text.length());
            out.writeChars(text);
        }
    }

    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Adds the rows of the next block to these, of the schema with which they were written; false at the end. */
    public static boolean read(Columns into, DataInputStream in) throws IOException {
        int count;
        try {
            count = in.readInt();
        } catch (EOFException e) {
            return false;
        }
        Columns block = new Columns(into.schema());
        for (int row = 0; row < count; row++) {
            block.endRow();
        }
        List<Field> fields = into.schema().fields();
        for (int column = 0; column < fields.size(); column++) {
            Kind kind = fields.get(column).kind();
            for (int row = 0; row < count; row++) {
                if (kind.isLong()) {
                    block.longs(column)[row] = in.readLong();
                } else if (kind == Kind.NUMBER) {
                    block.doubles(column)[row] = in.readDouble();
                } else {
                    block.objects(column)[row] = value(in);
                }
            }
        }
        into.addAll(block);
        return true;
    }

    private static @Nullable Object value(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == NOTHING) {
            return null;
        }
        if (length >= 0 || length < -LONGEST_LIST) {
            return text(length, in);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < LIST - length; i++) {
            texts.add(text(in.readInt(), in));
        }
        return texts;
    }

    private static String text(int length, DataInputStream in) throws IOException {
        if (length < 0) {
            StringBuilder text = new StringBuilder();
            for (int i = CHARACTERS; i < length; i++) {
                text.append(in.readChar());
            }
            return text.toString();
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
