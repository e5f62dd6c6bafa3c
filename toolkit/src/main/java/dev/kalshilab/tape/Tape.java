package dev.kalshilab.tape;

import dev.kalshilab.model.Example;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A recording of what an exchange said, answering requests as the exchange did. */
public final class Tape {
    private final Path file;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    // Of connections of a stream that has several: the number of its first one.
    private final Map<Integer, Integer> firsts = new HashMap<>();
    private Instant end = Instant.EPOCH;
    private boolean begun;
    // Whether the line that was read last has no end: whoever wrote it was stopped.
    private boolean unfinished;
    // Whether our recorder wrote it, of which such a line is known to be the only harm; any other line is an error.
    private boolean ours;
    private boolean cutOff;

    private Tape(Path file) {
        this.file = file;
    }

    /**
     * Reads a whole tape, {@code .jsonl} or {@code .jsonl.gz}.
     *
     * @throws KalshiException when it cannot be read or a line is broken; the message names file and line
     */
    public static Tape read(Path file) {
        Tape tape = new Tape(file);
        int line = 0;
        try (InputStream bytes = open(file)) {
            for (byte[] next = tape.line(bytes); next != null; next = tape.line(bytes)) {
                line++;
                try {
                    String text = tape.text(next, line);
                    if (line == 1 || !text.isBlank()) {
                        tape.add(text, line);
                    }
                } catch (KalshiException e) {
                    if (line == 1 || !tape.unfinished || !tape.ours) {
                        throw e;
                    }
                    tape.cutOff = true;
                }
            }
        } catch (IOException e) {
            String why = e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : reason(e);
            throw new KalshiException(
                    "Tape " + file + " cannot be read: " + why
                            + ".\nName a .tape.jsonl file that exists and is readable.",
                    e);
        }
        if (!tape.begun) {
            throw broken(file, 1, "the file is empty; a tape begins with {\"tape\":1,\"exchange\":\"kalshi\"}");
        }
        return tape;
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException ? "access is denied" : String.valueOf(e.getMessage());
    }

    private static InputStream open(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        Path name = file.getFileName();
        if (name == null || !name.toString().endsWith(".gz")) {
            return bytes;
        }
        try {
            return new BufferedInputStream(new GZIPInputStream(bytes));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /** The next line without its end; null behind the last. Bytes, so that a line that is no text can be named. */
    private byte @Nullable [] line(InputStream bytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int next = bytes.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = bytes.read()) {
            line.write(next);
        }
        unfinished = next < 0;
        return line.toByteArray();
    }

    /** True when the last line was cut off in writing, and passed over. */
    public boolean cutOff() {
        return cutOff;
    }

    private String text(byte[] line, int number) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw broken(file, number, "it is not UTF-8 text");
        }
    }

    private void add(String text, int line) {
        try {
            Map<String, String> members = Json.members(text);
            if (!begun) {
                header(members);
                begun = true;
            } else if (members.containsKey("ws")) {
                addFrame(members);
            } else {
                addEntry(members);
            }
        } catch (Json.Malformed e) {
            throw broken(file, line, String.valueOf(e.getMessage()));
        } catch (DateTimeException | NumberFormatException e) {
            throw broken(file, line, "a time or number is not readable");
        }
    }

    private void header(Map<String, String> members) throws Json.Malformed {
        String version = Json.scalar(members.get("tape"));
        if (!"1".equals(version)) {
            throw broken(
                    file,
                    1,
                    version == null
                            ? "a tape begins with {\"tape\":1,\"exchange\":\"kalshi\"}"
                            : "this is tape format " + version + ", and this toolkit reads format 1");
        }
        ours = Recorder.WRITER.equals(Json.scalar(members.get("writer")));
        String exchange = Json.scalar(members.get("exchange"));
        if (exchange != null && !exchange.equals("kalshi")) {
            throw broken(file, 1, "it is a tape of '" + exchange + "', and this toolkit reads those of kalshi");
        }
    }

    private void addEntry(Map<String, String> members) throws Json.Malformed {
        String query = Json.scalar(members.get("query"));
        Map<String, String> headers = new LinkedHashMap<>();
        String recorded = members.get("headers");
        if (recorded != null && recorded.startsWith("{")) {
            for (Map.Entry<String, String> header : Json.members(recorded).entrySet()) {
                headers.put(header.getKey(), String.valueOf(Json.scalar(header.getValue())));
            }
        }
        entries.add(new Entry(
                time(members),
                text(members, "method"),
                Query.decode(text(members, "path").replace("+", "%2B")),
                Query.parse(query == null ? "" : query),
                Integer.parseInt(text(members, "status")),
                headers,
                text(members, "body")));
    }

    private void addFrame(Map<String, String> members) throws Json.Malformed {
        int connection = Integer.parseInt(text(members, "connection"));
        frames.add(new Frame(time(members), way(text(members, "ws")), connection, text(members, "frame")));
        if (members.containsKey("of")) {
            firsts.put(connection, Integer.parseInt(text(members, "of")));
        }
    }

    private static Frame.Way way(String ws) {
        return switch (ws) {
            case "in" -> Frame.Way.IN;
            case "end" -> Frame.Way.END;
            default -> Frame.Way.OUT;
        };
    }

    private Instant time(Map<String, String> members) throws Json.Malformed {
        Instant at = OffsetDateTime.parse(text(members, "t")).toInstant();
        end = at.isAfter(end) ? at : end;
        return at;
    }

    private static String text(Map<String, String> members, String key) throws Json.Malformed {
        String value = Json.scalar(members.get(key));
        if (value == null) {
            throw new Json.Malformed(
                    members.containsKey(key) ? "its '" + key + "' is not a text" : "it has no '" + key + "'");
        }
        return value;
    }

    private static KalshiException broken(Path file, int line, String why) {
        return new KalshiException("Tape " + file + ", line " + line + ", is broken: " + why + ".\nA tape has one JSON"
                + " object a line; mend or remove that line, or record the tape again.");
    }

    public Path file() {
        return file;
    }

    /** The latest time on the tape: "now" for whoever asks it. */
    public Instant end() {
        return end;
    }

    /** True when an answer on the tape carries that header, the answer to a stream's handshake among them. */
    public boolean carries(String header) {
        return entries.stream().anyMatch(entry -> entry.headers().containsKey(header));
    }

    /** The frames of each recorded stream, in order, those of all its connections together. */
    public List<List<Frame>> streams() {
        Map<Integer, List<Frame>> streams = new TreeMap<>();
        for (Frame frame : frames) {
            int first = firsts.getOrDefault(frame.connection(), frame.connection());
            streams.computeIfAbsent(first, ignored -> new ArrayList<>()).add(frame);
        }
        return List.copyOf(streams.values());
    }

    /** The recorded WebSocket frames, in order. */
    public List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** What was recorded that can be asked for, the best of each kind first. */
    public List<Example> examples() {
        return Contents.examples(entries);
    }

    /** The series that the recorded candle paths give to that market. */
    public Optional<String> seriesOf(String ticker) {
        return entries.stream()
                .map(entry -> Contents.candlePath(entry.path()))
                .flatMap(Optional::stream)
                .filter(path -> path.ticker().equals(ticker))
                .map(Contents.CandlePath::series)
                .findFirst();
    }

    /** The start_ts and end_ts of the recorded candles of that market and length, in the order of their start. */
    public List<Map.Entry<Long, Long>> candleRanges(String ticker, int minutes) {
        return ranges(minutes, entry -> Contents.candlePath(entry.path())
                .filter(path -> path.ticker().equals(ticker))
                .isPresent());
    }

    /** The same of those that the historical tier gave. */
    public List<Map.Entry<Long, Long>> archivedCandleRanges(String ticker, int minutes) {
        return ranges(minutes, entry -> Contents.archivedCandles(entry.path())
                .filter(ticker::equals)
                .isPresent());
    }

    private List<Map.Entry<Long, Long>> ranges(int minutes, Predicate<Entry> which) {
        String interval = Integer.toString(minutes);
        return entries.stream()
                .filter(entry ->
                        entry.status() == 200 && interval.equals(entry.query().get("period_interval")))
                .filter(which)
                .filter(entry ->
                        entry.query().containsKey("start_ts") && entry.query().containsKey("end_ts"))
                .map(entry -> Map.entry(
                        number(entry.query().get("start_ts"), 0),
                        number(entry.query().get("end_ts"), Long.MAX_VALUE)))
                .distinct()
                .sorted(Map.Entry.comparingByKey())
                .toList();
    }

    /**
     * The recorded answer to a request; empty when nothing on the tape answers it.
     *
     * <p>Among equally good ones a success wins over an error: a recorder that tried again leaves both.
     *
     * @param path decoded
     * @param query as it would be sent, percent-encoded
     */
    public Optional<Replay> answer(String method, String path, String query) {
        Map<String, String> asked = Query.parse(query);
        Entry best = null;
        int bestShared = -1;
        for (Entry entry : entries) {
            if (entry.method().equals(method) && entry.path().equals(path) && matches(entry, asked)) {
                // One that was cut off was asked for again: both are here.
                int shared = 2 * shared(entry, asked) + (entry.status() == 200 && entry.isWhole() ? 1 : 0);
                if (shared > bestShared) {
                    best = entry;
                    bestShared = shared;
                }
            }
        }
        return Optional.ofNullable(best).map(entry -> replay(entry, asked));
    }

    private static boolean matches(Entry entry, Map<String, String> asked) {
        if (!asked.getOrDefault("cursor", "").equals(entry.query().getOrDefault("cursor", ""))) {
            return false;
        }
        Set<String> onlyAsked = new HashSet<>();
        for (Map.Entry<String, String> parameter : asked.entrySet()) {
            if (Query.selecting(parameter.getKey())) {
                String recorded = entry.query().get(parameter.getKey());
                if (recorded == null) {
                    onlyAsked.add(parameter.getKey());
                } else if (!Query.sameValue(recorded, parameter.getValue())) {
                    return false;
                }
            }
        }
        return onlyAsked.isEmpty()
                || (entry.status() == 200 && new Rows(entry.path()).canSelect(onlyAsked, entry.body()));
    }

    private static int shared(Entry entry, Map<String, String> asked) {
        int shared = 0;
        for (Map.Entry<String, String> parameter : asked.entrySet()) {
            String recorded = entry.query().get(parameter.getKey());
            shared += recorded != null && Query.sameValue(recorded, parameter.getValue()) ? 1 : 0;
        }
        return shared;
    }

    private static Replay replay(Entry entry, Map<String, String> asked) {
        List<String> notes = new ArrayList<>();
        Map<String, String> select = new LinkedHashMap<>();
        asked.forEach((name, value) -> {
            if (Query.selecting(name) && !entry.query().containsKey(name)) {
                select.put(name, value);
            }
        });
        entry.query().forEach((name, value) -> {
            if (!asked.containsKey(name) && (Query.selecting(name) || Query.unruled(name))) {
                notes.add("the tape holds only " + name + "=" + value);
            }
        });
        asked.forEach((name, value) -> {
            if (Query.unruled(name) && !value.equals(entry.query().get(name))) {
                notes.add("the tape was not asked for " + name + "=" + value);
            }
        });
        range(entry.query(), asked).ifPresent(notes::add);
        depth(entry.query(), asked).ifPresent(notes::add);
        Rows.limit(entry).ifPresent(notes::add);
        String body = entry.status() == 200 ? new Rows(entry.path()).keep(entry.body(), select, asked) : entry.body();
        return new Replay(entry.at(), entry.status(), entry.headers(), body, notes);
    }

    /** Which stretch was recorded, when it does not hold all of the one that is asked for. */
    private static Optional<String> range(Map<String, String> recorded, Map<String, String> asked) {
        List<String> held = new ArrayList<>();
        recorded.forEach((name, value) -> {
            boolean lower = name.equals("start_ts") || name.matches("min_\\w*ts");
            boolean upper = name.equals("end_ts") || name.matches("max_\\w*ts");
            long nothing = lower ? Long.MIN_VALUE : Long.MAX_VALUE;
            long recordedBound = number(value, nothing);
            long askedBound = number(asked.get(name), nothing);
            // Who wants a second asks from the one before it, for after a bound is what the exchange promises to give.
            long least = name.startsWith("min_") && recordedBound != nothing ? recordedBound - 1 : recordedBound;
            if ((lower && askedBound < least) || (upper && askedBound > recordedBound)) {
                held.add(name + "=" + shown(value));
            }
        });
        return held.isEmpty() ? Optional.empty() : Optional.of("the tape holds " + String.join(", ", held));
    }

    /** How deep a book was recorded, when deeper was asked for. */
    private static Optional<String> depth(Map<String, String> recorded, Map<String, String> asked) {
        long held = number(recorded.get("depth"), 0);
        long wanted = number(asked.get("depth"), 0);
        boolean less = held > 0 && (wanted == 0 || wanted > held);
        return less ? Optional.of("the tape holds depth=" + held) : Optional.empty();
    }

    private static long number(@Nullable String text, long otherwise) {
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static Object shown(String value) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(value));
        } catch (NumberFormatException | DateTimeException e) {
            return value;
        }
    }

    @Override
    public String toString() {
        return "Tape[" + file + ", " + entries.size() + " answers, " + frames.size() + " frames, to " + end + "]";
    }
}
