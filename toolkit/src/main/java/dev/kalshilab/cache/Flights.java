package dev.kalshilab.cache;

import dev.kalshilab.model.KalshiException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who asks the same at the same time shares one asking. */
final class Flights {
    private final ConcurrentMap<String, Flight> running = new ConcurrentHashMap<>();

    <T> T once(String key, Supplier<T> ask) {
        Flight mine = new Flight(Thread.currentThread());
        while (true) {
            Flight other = running.putIfAbsent(key, mine);
            if (other == null) {
                return fly(key, mine, ask);
            }
            if (other.pilot == mine.pilot) {
                return ask.get();
            }
            try {
                other.over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KalshiException(
                        "Waiting for another cell's answer was interrupted.\nRun the cell again to ask again.", e);
            }
            if (!other.abandoned) {
                return theirs(other);
            }
        }
    }

    private <T> T fly(String key, Flight mine, Supplier<T> ask) {
        try {
            T value = ask.get();
            mine.value = value;
            return value;
        } catch (RuntimeException | Error e) {
            mine.failure = e;
            mine.abandoned = interrupted(e);
            throw e;
        } finally {
            // First out of the way: who waits and has to do it itself must not find it again.
            running.remove(key, mine);
            mine.over.countDown();
        }
    }

    /** The type is that of whoever asked first: a key says what its answer is. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T theirs(Flight other) {
        return (T) other.result();
    }

    /** An interrupt is meant for the thread that it came to, and says nothing of what was asked. */
    private static boolean interrupted(Throwable failure) {
        if (Thread.currentThread().isInterrupted()) {
            return true;
        }
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    /** What one thread does for all; its fields are written before it is over and read after. */
    private static final class Flight {
        final Thread pilot;
        final CountDownLatch over = new CountDownLatch(1);

        @Nullable
        Object value;

        @Nullable
        Throwable failure;

        boolean abandoned;

        Flight(Thread pilot) {
            this.pilot = pilot;
        }

        @Nullable
        Object result() {
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            return value;
        }
    }
}
