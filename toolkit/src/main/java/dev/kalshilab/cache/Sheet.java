package dev.kalshilab.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What one file holds: a mark with the version, the rest compressed, and the SHA-256 of all that.
 *
 * @param owner source and identity, so that a file in another's place is not believed
 * @param key subject of a slab, key of an answer
 * @param first beginning of a slab; second at which an answer expires
 * @param second end of a slab; nanosecond at which an answer expires, or {@link #NEVER}
 */
record Sheet(String owner, String key, long first, long second, List<Kept> answers) {
    static final long NEVER = -1;

    private static final byte[] MARK = {'k', 'l', 's', 't', 'o', 'r', 'e', 1};
    private static final int CHECK = 32;

    /** The text of an answer shrinks to a tenth even so, in a third of the time that the usual level takes. */
    private static final int LEVEL = Deflater.BEST_SPEED;

    byte[] encode() {
        ByteArrayOutputStream file = new ByteArrayOutputStream(1 << 16);
        file.writeBytes(MARK);
        Deflater deflater = new Deflater(LEVEL);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(file, deflater, 1 << 14))) {
            text(out, owner);
            text(out, key);
            out.writeLong(first);
            out.writeLong(second);
            out.writeInt(answers.size());
            for (Kept each : answers) {
                text(out, each.address());
                Instant received = each.received();
                out.writeLong(received.getEpochSecond());
                out.writeInt(received.getNano());
                out.writeInt(each.headers().size());
                for (Map.Entry<String, String> header : each.headers().entrySet()) {
                    text(out, header.getKey());
                    text(out, header.getValue());
                }
                bytes(out, each.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory is no disk", e);
        } finally {
            deflater.end();
        }
        file.writeBytes(check(file.toByteArray(), file.size()));
        return file.toByteArray();
    }

    /** Reads what a file holds, after all of it was found as it was written. */
    static Sheet decode(byte[] file) throws Damaged {
        int length = file.length - CHECK;
        if (length < MARK.length
                || !Arrays.equals(file, 0, MARK.length, MARK, 0, MARK.length)
                || !MessageDigest.isEqual(check(file, length), Arrays.copyOfRange(file, length, file.length))) {
            throw new Damaged("not as it was written");
        }
        try (DataInputStream in = new DataInputStream(
                new InflaterInputStream(new ByteArrayInputStream(file, MARK.length, length - MARK.length)))) {
            String owner = text(in);
            String key = text(in);
            long first = in.readLong();
            long second = in.readLong();
            int count = in.readInt();
            List<Kept> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String address = text(in);
                Instant received = Instant.ofEpochSecond(in.readLong(), in.readInt());
                Map<String, String> headers = new LinkedHashMap<>();
                int named = in.readInt();
                for (int j = 0; j < named; j++) {
                    headers.put(text(in), text(in));
                }
                answers.add(new Kept(address, received, headers, bytes(in)));
            }
            return new Sheet(owner, key, first, second, answers);
        } catch (IOException | RuntimeException e) {
            throw new Damaged("not as it is written");
        }
    }

    /** A file, or a line of one, that is not what was written. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1;

        Damaged(String message) {
            super(message);
        }
    }

    static byte[] sha256(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return check(bytes, bytes.length);
    }

    private static byte[] check(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
