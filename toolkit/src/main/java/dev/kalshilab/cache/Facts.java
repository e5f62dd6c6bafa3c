package dev.kalshilab.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Small things that never change, a line each in a file that only grows.
 *
 * <p>Each line is one write at the file's end, which systems do not mix with another process's; it begins with a line
 * end of its own, so that one that was cut off spoils no other; and it has a checksum. What other processes wrote since
 * is read when something is not known.
 */
final class Facts {
    private static final int MOST = 200_000;
    private static final long MOST_BYTES = 32L << 20;

    private final @Nullable Path file;
    private final LongAdder damaged;
    private final Cache<List<String>, String> known =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();
    private long read;

    Facts(@Nullable Path file, LongAdder damaged) {
        this.file = file;
        this.damaged = damaged;
    }

    @Nullable
    String get(String kind, String key) {
        List<String> name = List.of(kind, key);
        String value = known.getIfPresent(name);
        if (value == null && file != null) {
            readOn(file);
            value = known.getIfPresent(name);
        }
        return value;
    }

    /** Whether that is new. */
    boolean put(String kind, String key, String value) {
        List<String> name = List.of(kind, key);
        boolean isNew = !value.equals(known.getIfPresent(name));
        if (isNew) {
            known.put(name, value);
        }
        return isNew;
    }

    void write(String kind, String key, String value) throws IOException {
        if (file != null) {
            append(file, line(kind, key, value));
        }
    }

    void forget() {
        known.invalidateAll();
    }

    private static void append(Path file, byte[] line) throws IOException {
        OwnFiles.untilThere(() -> appendOnce(file, line));
    }

    private static void appendOnce(Path file, byte[] line) throws IOException {
        Path directory = file.getParent();
        if (directory != null) {
            OwnFiles.directories(directory);
        }
        if (!Files.exists(file)) {
            try {
                OwnFiles.createFile(file);
            } catch (FileAlreadyExistsException e) {
                // Another process was faster; both go on in the same one.
            }
        }
        try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.write(line);
        }
    }

    private synchronized void readOn(Path file) {
        try {
            long size = Files.size(file);
            if (size < read) {
                read = 0;
            }
            if (size == read) {
                return;
            }
            if (size > MOST_BYTES) {
                // Cheaper than to find what of it is still wanted: all of it can be asked again.
                OwnFiles.delete(file);
                read = 0;
                return;
            }
            byte[] bytes = new byte[(int) (size - read)];
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(read);
                in.readFully(bytes);
            }
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            read += end;
            int start = 0;
            for (int i = 0; i < end; i++) {
                if (bytes[i] == '\n') {
                    if (i > start) {
                        believe(Arrays.copyOfRange(bytes, start, i));
                    }
                    start = i + 1;
                }
            }
        } catch (IOException e) {
            // Not there, or not for us: then nothing is known.
        }
    }

    private void believe(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        String[] parts = text.split("\t", -1);
        if (parts.length == 4 && parts[0].equals(check(text.substring(parts[0].length())))) {
            known.put(List.of(plain(parts[1]), plain(parts[2])), plain(parts[3]));
        } else {
            damaged.increment();
        }
    }

    private static byte[] line(String kind, String key, String value) {
        String told = "\t" + escaped(kind) + "\t" + escaped(key) + "\t" + escaped(value);
        return ("\n" + check(told) + told + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String check(String told) {
        CRC32C sum = new CRC32C();
        sum.update(told.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", sum.getValue());
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                plain.append(next == 't' ? '\t' : next == 'n' ? '\n' : next);
            } else {
                plain.append(letter);
            }
        }
        return plain.toString();
    }
}
