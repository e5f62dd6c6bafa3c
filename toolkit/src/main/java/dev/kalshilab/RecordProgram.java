package dev.kalshilab;

import dev.kalshilab.feed.RawStream;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records streams without a notebook, as {@code notebooks/record} has it: markets and books of some tickers as they are,
 * then what the exchange's public streams say of them, for so long or until it is stopped.
 *
 * <p>Streams that break off are opened again; when the disk is full it is over. What is wrong with the options is said in two lines, with status 2.
 */
final class RecordProgram {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,5})([smhd])");
    private static final Duration TOLD = Duration.ofSeconds(30);

    private final List<String> tickers = new ArrayList<>();
    private @Nullable Duration length;
    private @Nullable Path file;
    private boolean account;
    private @Nullable RawStream streams;
    private final Consumer<String> out;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** @param out takes what is said, a line each */
    RecordProgram(Consumer<String> out) {
        this.out = out;
    }

    /** Tickers, and {@code --for 4h --to FILE --account}. */
    public static void main(String[] options) throws InterruptedException {
        try {
            new RecordProgram(System.out::println).read(List.of(options)).run();
        } catch (KalshiException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        System.exit(0);
    }

    RecordProgram read(List<String> options) {
        Iterator<String> words = options.iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--account" -> account = true;
                case "--for" -> length = duration(value(word, words));
                case "--to" -> file = Path.of(value(word, words));
                default -> {
                    if (word.startsWith("-")) {
                        throw new KalshiException("The option '" + word
                                + "' is unknown.\nThere are --for 4h, --to FILE and" + " --account, and the tickers.");
                    }
                    tickers.add(word);
                }
            }
        }
        if (tickers.isEmpty()) {
            throw new KalshiException(
                    "No ticker was named.\nName the markets to record: notebooks/record TICKER… --for 4h.");
        }
        return this;
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new KalshiException(
                    "The option " + option + " has no value.\nWrite it behind: " + option + " VALUE.");
        }
        return words.next();
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new KalshiException("The time '" + text + "' is not understood.\nWrite 30s, 15m, 4h or 2d.");
        }
        long n = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    void run() throws InterruptedException {
        Path target = file == null ? Path.of(stamp() + ".tape.jsonl") : file;
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ended(done), "kalshi-record-stop"));
        try (Kalshi kalshi = Kalshi.open()) {
            record(kalshi, target);
        } finally {
            done.countDown();
        }
    }

    /** For a market that there is not the exchange refuses the streams of all: better said now than hours later. */
    private void requireThere(Kalshi kalshi, List<Market> markets) {
        Set<String> there = markets.stream().map(Market::ticker).collect(Collectors.toSet());
        tickers.stream()
                .filter(ticker -> !there.contains(Ticker.market(ticker)))
                .forEach(kalshi::market);
    }

    /** Records until it is over; where it never began there is no tape. */
    void record(Kalshi kalshi, Path target) throws InterruptedException {
        Recording recording = kalshi.record(target, account);
        try (recording) {
            out.accept("Recording into " + recording.file().toAbsolutePath()
                    + (length == null
                            ? " until it is stopped"
                            : " for " + length.toString().substring(2).toLowerCase(Locale.ROOT))
                    + "; Ctrl-C ends it.");
            requireThere(kalshi, kalshi.markets().tickers(tickers).list());
            kalshi.book(tickers.toArray(new String[0])).table();
            stream(kalshi, recording);
        } catch (KalshiException e) {
            if (streams == null) {
                delete(recording.file(), e);
            }
            throw e;
        } finally {
            // The tape is closed, so what is said of it is true.
            if (streams != null) {
                out.accept(recording.toString());
                out.accept("Received " + streams + "; the recorder lost "
                        + (recording.lost() == 0 ? "none" : String.format(Locale.ROOT, "%,d", recording.lost())) + ".");
            }
        }
    }

    private static void delete(Path file, KalshiException because) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private void stream(Kalshi kalshi, Recording recording) throws InterruptedException {
        long began = System.nanoTime();
        long told = began;
        try (RawStream open = RawStream.open(kalshi.connection(), tickers, out)) {
            streams = open;
            while (left(began) > 0
                    && recording.goesOn()
                    && !stop.await(Math.min(left(began), 1_000_000_000L), TimeUnit.NANOSECONDS)) {
                if (System.nanoTime() - told > TOLD.toNanos()) {
                    told = System.nanoTime();
                    out.accept(recording + ", " + (told - began) / 60_000_000_000L + " min");
                }
            }
        }
    }

    private long left(long began) {
        return length == null ? Long.MAX_VALUE : length.toNanos() - (System.nanoTime() - began);
    }

    /** Has the tape ended before the process does. */
    private void ended(CountDownLatch done) {
        stop.countDown();
        try {
            done.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String stamp() {
        return "kalshi-"
                + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).format(LocalDateTime.now(ZoneOffset.UTC));
    }
}
