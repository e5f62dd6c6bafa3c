package dev.kalshilab.tape;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tape while things happen: a line each, whole or not at all, on the disk within a second.
 *
 * <p>Lines are written by a thread of its own, so that a stream never waits for the disk. A process that is killed
 * leaves the lines up to its last second, and at most one that is cut off, which a reader passes over.
 */
public final class Recorder implements AutoCloseable {
    /** Who wrote a tape that ends with its last whole line, whatever stopped it. */
    static final String WRITER = "kalshi-toolkit";

    private static final long MOST_WAITING_BYTES = 64L << 20;
    private static final long FLUSH_MILLIS = 500;
    private static final int LINE_OVERHEAD = 64;
    private static final String REDACTED = "(redacted)";
    private static final Set<String> PRIVATE_TYPES = Set.of(
            "fill",
            "market_position",
            "market_positions",
            "user_order",
            "user_orders",
            "order_group_updates",
            "rfq_created",
            "rfq_deleted",
            "quote_created",
            "quote_accepted",
            "quote_executed");

    private static final Pattern KEY_MEMBER =
            Pattern.compile("(\"(?:private_key|api_key_id)\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*+\"?");
    private static final Pattern KEY_PATH = Pattern.compile("(/api_keys/)(?!generate$)[^/]+");
    // Public messages carry these where the account's own order is their cause.
    private static final String OWN =
            "\"(?:client_order_id|subaccount)\"\\s*:\\s*(?:\"(?:[^\"\\\\]|\\\\.)*+\"?|[-+.\\w]+)";
    private static final Pattern OWN_MEMBER = Pattern.compile("\\s*,\\s*" + OWN + "|" + OWN + "\\s*,?");
    private static final Pattern PRIVATE_WORD = Pattern.compile("\"(?:" + String.join("|", PRIVATE_TYPES) + ")\"");

    private final Path file;
    private final boolean withAccount;
    private final FileChannel channel;
    private final Consumer<String> trouble;
    private final Thread writer = new Thread(this::write, "kalshi-recorder");
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private int connections;
    // Of connections of a stream that has several: the number of its first one.
    private final Map<Integer, Integer> firsts = new ConcurrentHashMap<>();
    private long lines;
    private long lost;
    private boolean closing;
    private @Nullable String broken;

    private Recorder(Path file, boolean withAccount, FileChannel channel, Consumer<String> trouble) {
        this.file = file;
        this.withAccount = withAccount;
        this.channel = channel;
        this.trouble = trouble;
        writer.setDaemon(true);
    }

    /**
     * Begins a tape in a new file.
     *
     * @param withAccount true to record also what belongs to the account
     * @param trouble told once when writing fails later on; the connection goes on without its recording
     * @throws KalshiException when the file exists or cannot be written
     */
    public static Recorder to(Path file, boolean withAccount, String note, Consumer<String> trouble) {
        if (file.toString().endsWith(".gz")) {
            throw new KalshiException(
                    "Tape " + file + " cannot be recorded compressed: half a file would be lost with a"
                            + " crash.\nRecord a .tape.jsonl file; gzip it afterwards, it is read all the same.");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new KalshiException(
                    "Tape " + file + " is there already and is not written over.\nName another file, or"
                            + " delete it if it is no longer needed.");
        } catch (IOException e) {
            throw new KalshiException(
                    "Tape " + file + " cannot be written (" + e.getClass().getSimpleName()
                            + ").\nName a file in a directory that exists, has space, and may be written to.",
                    e);
        }
        Recorder recorder = new Recorder(file, withAccount, channel, trouble);
        recorder.add(
                "{\"tape\":1,\"exchange\":\"kalshi\",\"note\":" + Json.quote(note) + ",\"writer\":\"" + WRITER + "\"}",
                true);
        recorder.writer.start();
        return recorder;
    }

    /** What happened over HTTP, as it is put on the tape. */
    public record Exchanged(
            Instant at,
            String method,
            String path,
            String query,
            String request,
            int status,
            Map<String, String> headers,
            String body) {}

    /**
     * Records an answer; what belongs to the account only when asked for.
     *
     * @param secrets texts that were sent to prove who asks: they are replaced wherever they come back
     */
    public void http(Exchanged exchanged, boolean ofAccount, List<String> secrets) {
        if (ofAccount && !withAccount) {
            return;
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("t", time(exchanged.at()));
        line.put("method", exchanged.method());
        line.put("path", KEY_PATH.matcher(exchanged.path()).replaceFirst("$1" + REDACTED));
        line.put("query", exchanged.query());
        if (!exchanged.request().isEmpty()) {
            line.put("request", without(secrets, exchanged.request()));
        }
        line.put("status", exchanged.status());
        Map<String, String> headers = new LinkedHashMap<>();
        exchanged.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.startsWith("kalshi-access") && !lower.contains("cookie") && !lower.contains("authorization")) {
                headers.put(lower, without(secrets, value));
            }
        });
        line.put("headers", headers);
        line.put("body", without(secrets, withoutKeys(exchanged.body())));
        add(Json.write(line), true);
    }

    /** The number of a stream that begins. */
    public synchronized int stream() {
        return ++connections;
    }

    /** The number of another connection of the stream that began with that one: they are played together. */
    public int stream(int first) {
        int another = stream();
        firsts.put(another, first);
        return another;
    }

    private Map<String, Object> line(Instant at, String ws, int connection) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("t", time(at));
        line.put("ws", ws);
        line.put("connection", connection);
        Integer first = firsts.get(connection);
        if (first != null) {
            line.put("of", first);
        }
        return line;
    }

    /** Records a frame of a stream; never waits, and counts what found no room. */
    public void frame(int connection, boolean incoming, Instant at, String text) {
        if (!withAccount && isPrivate(text)) {
            return;
        }
        Map<String, Object> line = line(at, incoming ? "in" : "out", connection);
        line.put("frame", withAccount || !incoming ? text : withoutOwn(text));
        add(Json.write(line), false);
    }

    /** Records that a connection ended, and in a word why. */
    public void ended(int connection, Instant at, String why) {
        Map<String, Object> line = line(at, "end", connection);
        line.put("frame", why);
        add(Json.write(line), false);
    }

    private static String withoutOwn(String frame) {
        return frame.contains("\"client_order_id\"") || frame.contains("\"subaccount\"")
                ? OWN_MEMBER.matcher(frame).replaceAll("")
                : frame;
    }

    private static boolean isPrivate(String frame) {
        try {
            String type = Json.scalar(Json.members(frame).get("type"));
            return type != null && PRIVATE_TYPES.contains(type);
        } catch (Json.Malformed e) {
            // No message, but perhaps what is left of one.
            return PRIVATE_WORD.matcher(frame).find();
        }
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS).toString();
    }

    private static String without(List<String> secrets, String text) {
        String clean = text;
        for (String secret : secrets) {
            if (!secret.isEmpty()) {
                clean = clean.replace(secret, REDACTED);
            }
        }
        return clean;
    }

    /** Neither a private key, which is in one answer of the exchange, nor the name of any key is ever on a tape. */
    private static String withoutKeys(String body) {
        return KEY_MEMBER.matcher(body).replaceAll("$1\"" + REDACTED + "\"");
    }

    private void add(String text, boolean waits) {
        byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            while (waits && !fits(line) && broken == null && !closing && writer.isAlive()) {
                try {
                    wait(FLUSH_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            if (closing) {
                return; // it is over, and a stream may go on without it
            }
            if (broken != null || !fits(line)) {
                lost++;
                return;
            }
            waiting.add(line);
            waitingBytes += line.length + LINE_OVERHEAD;
            lines++;
            notifyAll();
        }
    }

    private boolean fits(byte[] line) {
        return waiting.isEmpty() || waitingBytes + line.length <= MOST_WAITING_BYTES;
    }

    private void write() {
        long forced = System.nanoTime();
        long whole = 0;
        int unwritten = 0;
        try {
            while (true) {
                List<byte[]> batch = next();
                if (batch == null) {
                    channel.force(true);
                    return;
                }
                unwritten = batch.size();
                for (byte[] line : batch) {
                    ByteBuffer buffer = ByteBuffer.wrap(line);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                    whole += line.length;
                    unwritten--;
                }
                if (System.nanoTime() - forced > FLUSH_MILLIS * 1_000_000) {
                    channel.force(false);
                    forced = System.nanoTime();
                }
            }
        } catch (IOException e) {
            cut(whole);
            fail(
                    "Tape " + file + " ends here: it cannot be written any more (" + e.getMessage()
                            + ").\nMake room and record into another file; what was written is whole.",
                    unwritten);
        }
    }

    /** Takes back the line of which only a part found room. */
    private void cut(long whole) {
        try {
            channel.truncate(whole);
        } catch (IOException e) {
            // Then a reader passes over it.
        }
    }

    /** What waits to be written; null when it is over. */
    private synchronized @Nullable List<byte[]> next() throws IOException {
        while (waiting.isEmpty() && !closing) {
            try {
                wait(FLUSH_MILLIS);
                if (waiting.isEmpty()) {
                    channel.force(false);
                }
            } catch (InterruptedException e) {
                closing = true; // nobody interrupts it but a process that ends
            }
        }
        if (waiting.isEmpty()) {
            return null;
        }
        List<byte[]> batch = new ArrayList<>(waiting);
        waiting.clear();
        waitingBytes = 0;
        notifyAll();
        return batch;
    }

    private void fail(String why, int taken) {
        synchronized (this) {
            broken = why;
            lost += taken + waiting.size();
            waiting.clear();
            notifyAll();
        }
        trouble.accept(why);
    }

    public Path file() {
        return file;
    }

    /** Lines so far, the first among them. */
    public synchronized long lines() {
        return lines;
    }

    /** Frames and answers that are not on the tape: they came faster than the disk, or after it failed. */
    public synchronized long lost() {
        return lost;
    }

    /** Why nothing more is written; null while all is well. */
    public synchronized @Nullable String broken() {
        return broken;
    }

    /** Writes what still waits and ends the tape; leaves no thread. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            channel.close();
        } catch (IOException e) {
            fail("Tape " + file + " could not be closed (" + e.getMessage() + ").\nCheck its last lines.", 0);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        long bytes;
        try {
            bytes = Files.size(file);
        } catch (IOException e) {
            bytes = 0;
        }
        return String.format(Locale.ROOT, "Tape[%s, %,d lines, %,d bytes]", file, lines(), bytes);
    }
}
