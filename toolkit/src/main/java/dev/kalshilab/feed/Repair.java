package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Records;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.FeedShapes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has trades asked for that streams have missed, on a thread of its own.
 *
 * <p>What was found is brought in one second after it arrived, by the times of the frames where there are any: so a tape
 * plays it at the same place.
 */
final class Repair implements AutoCloseable {
    private static final int TIMES = 3;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration NEXT_WAIT = Duration.ofSeconds(5);
    private static final long HELD_MICROS = 1_000_000;
    // Frames that arrived by then are in the inbox by now.
    private static final long OVERDUE_MICROS = HELD_MICROS + 200_000;
    // The exchange's own clock may be another than ours.
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** What was found in place of a gap; {@code rows} is null when nobody could be asked. */
    record Found(
            Coverage.Gap gap,
            List<String> tickers,
            int time,
            @Nullable Columns rows,
            long received,
            boolean complete,
            String note) {}

    private final Backfill backfill;
    private final boolean live;
    private final List<Found> found = new ArrayList<>();
    private @Nullable ScheduledExecutorService thread;
    private boolean closed;

    Repair(Backfill backfill, boolean live) {
        this.backfill = backfill;
        this.live = live;
    }

    /** Has the trades asked for of a gap that is over. */
    void ask(Coverage.Gap gap, List<String> tickers) {
        ask(gap, tickers, 1, FIRST_WAIT);
    }

    private void ask(Coverage.Gap gap, List<String> tickers, int time, Duration wait) {
        if (!live) {
            work(gap, tickers, time);
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            if (thread == null) {
                thread = Executors.newSingleThreadScheduledExecutor(Repair::named);
            }
            ScheduledFuture<?> unused =
                    thread.schedule(() -> work(gap, tickers, time), wait.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static Thread named(Runnable work) {
        Thread thread = new Thread(work, "kalshi-backfill");
        thread.setDaemon(true);
        return thread;
    }

    private void work(Coverage.Gap gap, List<String> tickers, int time) {
        if (gap.lost() == 0) {
            return; // all of it came late: there was none
        }
        Found result;
        try {
            Backfill.Answer answer = backfill.trades(
                    tickers,
                    Records.instant(from(gap)).minus(MARGIN).truncatedTo(ChronoUnit.SECONDS),
                    Records.instant(to(gap)).plus(MARGIN).truncatedTo(ChronoUnit.SECONDS));
            result = new Found(
                    gap, tickers, time, answer.rows(), micros(answer.received()), answer.complete(), answer.note());
        } catch (RuntimeException e) {
            String why = e instanceof KalshiException
                    ? String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    : e.getClass().getSimpleName();
            result = new Found(gap, tickers, time, null, gap.to(), false, "not repaired: " + Refusals.line(why));
        }
        synchronized (this) {
            found.add(result);
        }
    }

    /** What was last heard before it may have been on its way for long: what was lost behind it is older than the gap. */
    private static long from(Coverage.Gap gap) {
        return gap.timeBefore() == Columns.MISSING ? gap.from : Math.min(gap.from, gap.timeBefore());
    }

    /** The exchange's clock may be ahead of ours. */
    private static long to(Coverage.Gap gap) {
        long ahead = gap.timeBefore() == Columns.MISSING ? 0 : Math.max(0, gap.timeBefore() - gap.from);
        long to = gap.to() + ahead;
        return gap.timeBehind() == Columns.MISSING ? to : Math.max(to, gap.timeBehind());
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** What is to be brought in before a frame of that time. */
    synchronized List<Found> due(long micros) {
        return found.isEmpty() ? List.of() : taken(micros - HELD_MICROS);
    }

    /** What is to be brought in although no frame has come, when it is that late. */
    synchronized List<Found> overdue(long micros, boolean nothingWaits) {
        return found.isEmpty() || !nothingWaits ? List.of() : taken(micros - OVERDUE_MICROS);
    }

    /** What is left at the end. */
    synchronized List<Found> rest() {
        return taken(Long.MAX_VALUE);
    }

    private List<Found> taken(long until) {
        List<Found> due = found.stream().filter(one -> one.received() < until).toList();
        found.removeAll(due);
        return due;
    }

    /** Notes what became of a gap; asks again where more was lost than was found. */
    void brought(Found what, Coverage coverage, long added, long there, boolean whole, String note) {
        boolean repaired = coverage.repaired(what.gap(), added, there, whole, note);
        if (live && !repaired && what.time() < TIMES) {
            ask(what.gap(), what.tickers(), what.time() + 1, NEXT_WAIT);
        }
    }

    /** Adds a row of an answer to those of a stream. */
    static void copy(Columns from, int row, Columns to, long received) {
        List<Field> fields = to.schema().fields();
        for (int column = 0; column < fields.size(); column++) {
            Field field = fields.get(column);
            if (field.name().equals(FeedShapes.ORIGIN)) {
                to.set(column, "rest");
            } else if (field.name().equals(FeedShapes.RECEIVED)) {
                to.set(column, received);
            } else if (from.schema().has(field.name())) {
                int at = from.schema().index(field.name());
                if (field.kind().isLong()) {
                    to.set(column, from.longAt(at, row));
                } else if (field.kind() == Kind.NUMBER) {
                    to.set(column, from.doubleAt(at, row));
                } else {
                    to.set(column, from.objectAt(at, row));
                }
            }
        }
        to.endRow();
    }

    /** Leaves no thread. */
    @Override
    public void close() {
        ScheduledExecutorService working;
        synchronized (this) {
            closed = true;
            working = thread;
        }
        if (working != null) {
            working.shutdownNow();
            boolean interrupted = Thread.interrupted();
            try {
                working.awaitTermination(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
