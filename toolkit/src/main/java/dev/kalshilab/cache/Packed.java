package dev.kalshilab.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * An answer as files hold it: by itself, so that files are put together without reading what is in them. What is short
 * stays as it is, all else is compressed; the first byte says which. Two are equal when their bytes are.
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into it
record Packed(byte[] bytes) {
    /** The text of an answer shrinks to a tenth even so, in a third of the time that the usual level takes. */
    private static final int LEVEL = Deflater.BEST_SPEED;

    /** To begin to compress costs more than the room for so many bytes. */
    private static final int SHORT = 2_000;

    private static final int PLAIN = 0;
    private static final int DEFLATED = 1;

    static Packed of(Kept answer) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(1 << 10);
        if (answer.weight() < SHORT) {
            packed.write(PLAIN);
            write(answer, packed);
        } else {
            packed.write(DEFLATED);
            Deflater deflater = new Deflater(LEVEL);
            try {
                write(answer, new DeflaterOutputStream(packed, deflater, 1 << 14));
            } finally {
                deflater.end();
            }
        }
        return new Packed(packed.toByteArray());
    }

    private static void write(Kept answer, OutputStream to) {
        try (DataOutputStream out = new DataOutputStream(to)) {
            Sheet.text(out, answer.address());
            Instant received = answer.received();
            out.writeLong(received.getEpochSecond());
            out.writeInt(received.getNano());
            out.writeInt(answer.headers().size());
            for (Map.Entry<String, String> header : answer.headers().entrySet()) {
                Sheet.text(out, header.getKey());
                Sheet.text(out, header.getValue());
            }
            Sheet.bytes(out, answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("memory is no disk", e);
        }
    }

    /** The answer again. */
    Kept answer() throws Sheet.Damaged {
        ByteArrayInputStream packed = new ByteArrayInputStream(bytes);
        int how = packed.read();
        try (DataInputStream in = new DataInputStream(how == PLAIN ? packed : new InflaterInputStream(packed))) {
            String address = Sheet.text(in);
            Instant received = Instant.ofEpochSecond(in.readLong(), in.readInt());
            Map<String, String> headers = new LinkedHashMap<>();
            int named = in.readInt();
            for (int i = 0; i < named; i++) {
                headers.put(Sheet.text(in), Sheet.text(in));
            }
            return new Kept(address, received, headers, Sheet.bytes(in));
        } catch (IOException | RuntimeException e) {
            throw new Sheet.Damaged("not as it is written");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Packed same && Arrays.equals(bytes, same.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Packed[" + bytes.length + " bytes]";
    }
}
