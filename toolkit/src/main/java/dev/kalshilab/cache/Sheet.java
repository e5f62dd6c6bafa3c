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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one file holds: a mark with the version, the rest, and the SHA-256 of all that.
 *
 * @param owner source and identity, so that a file in another's place is not believed
 * @param key subject of a slab, key of an answer
 * @param first beginning of a slab; second at which an answer expires
 * @param second end of a slab; nanosecond at which an answer expires, or {@link #NEVER}
 */
record Sheet(String owner, String key, long first, long second, List<Packed> answers) {
    static final long NEVER = -1;

    private static final byte[] MARK = {'k', 'l', 's', 't', 'o', 'r', 'e', 2};
    private static final int CHECK = 32;

    byte[] encode() {
        ByteArrayOutputStream file = new ByteArrayOutputStream(1 << 12);
        file.writeBytes(MARK);
        try (DataOutputStream out = new DataOutputStream(file)) {
            text(out, owner);
            text(out, key);
            out.writeLong(first);
            out.writeLong(second);
            out.writeInt(answers.size());
            for (Packed each : answers) {
                bytes(out, each.bytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory is no disk", e);
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
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(file, MARK.length, length - MARK.length))) {
            String owner = text(in);
            String key = text(in);
            long first = in.readLong();
            long second = in.readLong();
            int count = in.readInt();
            List<Packed> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                answers.add(new Packed(bytes(in)));
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

    static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
