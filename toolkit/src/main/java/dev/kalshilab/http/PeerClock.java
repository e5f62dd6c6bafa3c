package dev.kalshilab.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The time of an exchange at an address: the system's, but a sandbox's own where one answers there.
 *
 * <p>A sandbox tells its time with each answer, and how fast it passes. Before the first answer nobody knows of it.
 */
final class PeerClock extends Clock {
    private static final String TIME_HEADER = "kalshi-sandbox-time";

    /** So late it was there, when it was so many nanoseconds here, and so many seconds pass there in one. */
    private record Reading(Instant there, long nanos, double pace) {}

    private volatile @Nullable Reading reading;
    private volatile @Nullable Runnable hearing;

    /** Has the exchange asked for its time when somebody first wants to know it. */
    void hearWith(Runnable ask) {
        hearing = ask;
    }

    /** Takes the time that an answer tells. */
    void heard(Response response) {
        String told = response.header(TIME_HEADER);
        if (told == null) {
            return;
        }
        try {
            int space = told.indexOf(' ');
            Instant there = Instant.parse(space < 0 ? told : told.substring(0, space));
            double pace = space < 0 ? 0 : Double.parseDouble(told.substring(space + 1));
            reading = new Reading(there, System.nanoTime(), pace);
        } catch (DateTimeException | NumberFormatException ignored) {
            // no sandbox of ours: the time stays what it was
        }
    }

    @Override
    public Instant instant() {
        Runnable ask = hearing;
        if (ask != null) {
            hearing = null;
            if (reading == null) {
                ask.run();
            }
        }
        return soFar();
    }

    boolean isHeard() {
        return reading != null;
    }

    /** The time as far as it is known; nobody is asked. */
    Instant soFar() {
        Reading known = reading;
        return known == null
                ? Instant.now()
                : known.there().plus(Duration.ofNanos((long) ((System.nanoTime() - known.nanos()) * known.pace())));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The time of an exchange is told in UTC");
    }
}
