package dev.kalshilab.sandbox;

import dev.kalshilab.model.KalshiException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that goes wrong on a sandbox: {@code sandbox.fault(Fault.lost(3))}, {@code Fault.status429().every(10)}.
 *
 * <p>It strikes the next frames or answers, once; with {@link #every(int)} it strikes again and again. As text, which
 * {@code --fault} takes: {@code lost}, {@code lost:3}, {@code stall:10s}, {@code latency:250ms/1}, {@code 429:2/50}.
 *
 * @param kind what goes wrong
 * @param times how many frames or answers in a row it strikes; of a {@link Kind#GAP}, how many numbers are left out
 * @param every of how many frames or answers it strikes the last ones, 0 for the next ones and then no more
 * @param pause how long it lasts, where it lasts
 */
public record Fault(Kind kind, int times, int every, Duration pause) {
    private static final Pattern TEXT = Pattern.compile("([a-z0-9]+)(?::(\\d+)(ms|s|m))?(?::(\\d+))?(?:/(\\d+))?");
    private static final Duration LONGEST = Duration.ofHours(1);

    /** What can go wrong: with a stream, or with an answer. */
    public enum Kind {
        /** The connection of a stream ends without a word. */
        DISCONNECT("disconnect", 0),
        /** A message of a channel never comes; its number is missing. */
        LOST("lost", 0),
        /** A message comes twice. */
        REPEATED("repeated", 0),
        /** A message comes after the one behind it. */
        REORDERED("reordered", 0),
        /** A message is no JSON. */
        GARBLED("garbled", 0),
        /** Numbers are left out though nothing is missing. */
        GAP("gap", 0),
        /** A stream is silent for a while, its pings too; then everything comes at once. */
        STALL("stall", 5_000),
        /** Subscriptions end with error 25. */
        OVERFLOW("overflow", 0),
        /** An answer comes late. */
        LATENCY("latency", 500),
        /** 429, as from the exchange: the error is a text, and no header says when to come back. */
        TOO_MANY("429", 0),
        /** An internal error. */
        BROKEN("500", 0),
        /** Service unavailable. */
        UNAVAILABLE("503", 0),
        /** The body of an answer comes in small pieces. */
        SLOW("slow", 2_000),
        /** The body of an answer ends in the middle, and the connection with it. */
        TRUNCATED("truncated", 0),
        /** A page names its own cursor as the next one. */
        CURSOR("cursor", 0),
        /** A page begins with the last row of the page before. */
        OVERLAP("overlap", 0),
        /** Fields nobody has heard of, deprecated ones gone, prices with more decimals; in answers and messages. */
        DRIFT("drift", 0);

        final String word;
        final Duration pause;

        Kind(String word, long millis) {
            this.word = word;
            this.pause = Duration.ofMillis(millis);
        }

        boolean lasts() {
            return !pause.isZero();
        }

        /** Whether it happens to whole streams rather than to a message. */
        boolean atOnce() {
            return this == DISCONNECT || this == STALL || this == OVERFLOW;
        }
    }

    public Fault {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(pause, "pause");
        if (times < 1 || every < 0 || (every > 0 && kind != Kind.GAP && times > every)) {
            throw new KalshiException("A fault strikes at least once, and no more often than there are frames: it has"
                    + " times " + times + ", every " + every
                    + ".\nSay lost:3 for the next three, lost:3/50 for three of"
                    + " every fifty.");
        }
        if (pause.isNegative() || pause.compareTo(LONGEST) > 0 || (kind.lasts() == pause.isZero())) {
            throw new KalshiException("The fault " + kind.word + " cannot last for " + pause + ".\n"
                    + (kind.lasts()
                            ? "It lasts for up to an hour, such as " + kind.word + ":2s."
                            : "It does not last."));
        }
    }

    private static Fault of(Kind kind, int times) {
        return new Fault(kind, times, 0, kind.pause);
    }

    /** Every stream ends without a word, now; where none is open, the next one at its first message. */
    public static Fault disconnect() {
        return of(Kind.DISCONNECT, 1);
    }

    /** The next messages never come. */
    public static Fault lost(int messages) {
        return of(Kind.LOST, messages);
    }

    /** The next messages come twice. */
    public static Fault repeated(int messages) {
        return of(Kind.REPEATED, messages);
    }

    /** The next messages come in reverse, behind the one that follows them. */
    public static Fault reordered(int messages) {
        return of(Kind.REORDERED, messages);
    }

    /** The next messages are no JSON. */
    public static Fault garbled(int messages) {
        return of(Kind.GARBLED, messages);
    }

    /** The next message with a number has a higher one than it should. */
    public static Fault gap(int numbers) {
        return of(Kind.GAP, numbers);
    }

    /** Every stream is silent for that long, from now; where none is open, the next one from its first message. */
    public static Fault stall(Duration silence) {
        return new Fault(Kind.STALL, 1, 0, silence);
    }

    /** Every subscription ends with error 25, now; where no stream is open, the next one after its first message. */
    public static Fault overflow() {
        return of(Kind.OVERFLOW, 1);
    }

    /** The next answer comes that much later; {@link #always()} for all of them. */
    public static Fault latency(Duration delay) {
        return new Fault(Kind.LATENCY, 1, 0, delay);
    }

    /** The next requests are too many. */
    public static Fault status429(int requests) {
        return of(Kind.TOO_MANY, requests);
    }

    /** The next requests meet an internal error. */
    public static Fault status500(int requests) {
        return of(Kind.BROKEN, requests);
    }

    /** The next requests meet an exchange that is not there. */
    public static Fault status503(int requests) {
        return of(Kind.UNAVAILABLE, requests);
    }

    /** The next body takes that long. */
    public static Fault slow(Duration whole) {
        return new Fault(Kind.SLOW, 1, 0, whole);
    }

    /** The next bodies end in the middle. */
    public static Fault truncated(int answers) {
        return of(Kind.TRUNCATED, answers);
    }

    /** The next pages that were asked for by a cursor name that cursor again. */
    public static Fault cursor(int pages) {
        return of(Kind.CURSOR, pages);
    }

    /** The next pages that were asked for by a cursor begin with the last row of the page before. */
    public static Fault overlap(int pages) {
        return of(Kind.OVERLAP, pages);
    }

    /** The next answers and messages have other fields than they had. */
    public static Fault drift(int answers) {
        return of(Kind.DRIFT, answers);
    }

    /** It strikes so many in a row. */
    public Fault times(int count) {
        return new Fault(kind, count, every, pause);
    }

    /** It strikes the last ones of every so many, for as long as the sandbox runs. */
    public Fault every(int count) {
        return new Fault(kind, times, count, pause);
    }

    /** It strikes all of them. */
    public Fault always() {
        return new Fault(kind, 1, 1, pause);
    }

    /** Reads what {@link #toString()} writes. */
    public static Fault parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            for (Kind kind : Kind.values()) {
                if (kind.word.equals(matcher.group(1))) {
                    Duration pause = matcher.group(2) == null
                            ? kind.pause
                            : duration(number(matcher.group(2)), matcher.group(3));
                    return new Fault(
                            kind,
                            matcher.group(4) == null ? 1 : number(matcher.group(4)),
                            matcher.group(5) == null ? 0 : number(matcher.group(5)),
                            pause);
                }
            }
        }
        throw new KalshiException("The fault '" + text + "' is unknown.\nIt is "
                + Arrays.stream(Kind.values()).map(kind -> kind.word).collect(Collectors.joining(", "))
                + ", as in lost:3, stall:10s, latency:250ms/1 or 429:2/50.");
    }

    private static int number(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private static Duration duration(int count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
        };
    }

    /** As {@link #parse(String)} reads it. */
    @Override
    public String toString() {
        return kind.word
                + (kind.lasts() ? ":" + pause.toMillis() + "ms" : "")
                + (times > 1 ? ":" + times : "")
                + (every > 0 ? "/" + every : "");
    }
}
