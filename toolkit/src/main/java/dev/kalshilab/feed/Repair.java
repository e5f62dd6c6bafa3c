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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has trades asked for that streams have missed, on a thread of its own, one question at a time.
 *
 * <p>Gaps that are over within a second are gathered, the longer the more was asked in the last hour, and those that lie
 * near each other are one question. What was found is brought in one second after it arrived. All of that goes by the
 * times of the frames, where there are any: so a tape asks the same questions, and plays the answers at the same places.
 *
 * <p>Of the thread that reads, but for the asking itself.
 */
final class Repair implements AutoCloseable {
    /** More questions are not asked within an hour. */
    static final int MOST_AN_HOUR = 600;

    private static final int TIMES = 3;
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3600 * SECOND;
    private static final long GATHERED_MICROS = SECOND;
    // Longer for each question of the last hour: gaps without end are less than 300 questions in it.
    private static final long LONGER_MICROS = SECOND / 10;
    // Between gaps that are this near each other trades are asked for too, which are here already.
    private static final long NEAR_MICROS = 30 * SECOND;
    private static final long NEXT_WAIT_MICROS = 5 * SECOND;
    private static final long HELD_MICROS = SECOND;
    // Frames that arrived by then are in the inbox by now.
    private static final long ON_THEIR_WAY_MICROS = SECOND / 5;
    // Each market is a request at least; for more than this, those of all markets are fewer.
    private static final int MOST_MARKETS = 20;
    // The exchange's own clock may be another than ours.
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** A stretch of some markets, none for all, in which there are gaps; asked for the first time or again. */
    record Question(List<Coverage.Gap> gaps, List<String> tickers, int time, long due) {
        private long from() {
            return gaps.stream().mapToLong(Repair::from).min().orElseThrow();
        }

        private long to() {
            return gaps.stream().mapToLong(Repair::to).max().orElseThrow();
        }
    }

    /** What was found; {@code rows} is null when nobody could be asked. */
    record Found(Question question, @Nullable Columns rows, long received, boolean complete, String note) {}

    /** Gaps of a subscription, and its markets when the first of them was over. */
    private record Gathered(Set<String> tickers, List<Coverage.Gap> gaps) {}

    private final Backfill backfill;
    private final Coverage coverage;
    private final boolean live;
    private final Map<Subscription, Gathered> gathered = new LinkedHashMap<>();
    private long gatheredDue;
    private final List<Question> again = new ArrayList<>();
    // When questions of the last hour were due.
    private final Deque<Long> asked = new ArrayDeque<>();
    private final Set<Question> unanswered = new LinkedHashSet<>();
    // Of any thread, under the lock.
    private final List<Found> found = new ArrayList<>();
    private @Nullable ExecutorService thread;
    private boolean closed;

    Repair(Backfill backfill, Coverage coverage, boolean live) {
        this.backfill = backfill;
        this.coverage = coverage;
        this.live = live;
    }

    // -- of the thread that reads ------------------------------------------------------------------------------------

    /** Has the trades asked for of a gap that is over. */
    void ask(Coverage.Gap gap, Subscription of) {
        if (gathered.isEmpty()) {
            forget(gap.to());
            gatheredDue = gap.to() + GATHERED_MICROS + asked.size() * LONGER_MICROS;
        }
        gathered.computeIfAbsent(of, one -> new Gathered(new LinkedHashSet<>(one.tickers), new ArrayList<>()))
                .gaps()
                .add(gap);
    }

    /** True when nothing is to be asked or brought in. */
    boolean isIdle() {
        return gathered.isEmpty() && again.isEmpty() && unanswered.isEmpty();
    }

    /** From now on gaps are asked for as soon as the exchange can have their trades. */
    void hurry() {
        long last = gathered.values().stream()
                .flatMap(one -> one.gaps().stream())
                .mapToLong(Coverage.Gap::to)
                .max()
                .orElse(gatheredDue);
        gatheredDue = Math.min(gatheredDue, last + GATHERED_MICROS);
    }

    /** True when what was asked is answered, and all was asked at least once. */
    synchronized boolean isSettled() {
        return gathered.isEmpty() && found.size() == unanswered.size();
    }

    /** Gaps of which nobody knows any more whether they would have been repaired. */
    List<Coverage.Gap> unsettled() {
        return Stream.concat(
                        gathered.values().stream().flatMap(one -> one.gaps().stream()),
                        unanswered.stream().flatMap(one -> one.gaps().stream()))
                .toList();
    }

    /** What is to be brought in before a frame of that time; asks what is to be asked by then. */
    List<Found> due(long micros) {
        askUntil(micros);
        return taken(micros - HELD_MICROS);
    }

    /** As {@link #due}, although no frame has come. */
    List<Found> overdue(long micros) {
        return due(micros - ON_THEIR_WAY_MICROS);
    }

    /** What is left at the end. */
    List<Found> rest() {
        if (!live) {
            askUntil(Long.MAX_VALUE);
        }
        return taken(Long.MAX_VALUE);
    }

    private List<Found> taken(long until) {
        List<Found> due;
        synchronized (this) {
            due = found.stream().filter(one -> one.received() < until).toList();
            found.removeAll(due);
        }
        due.forEach(one -> unanswered.remove(one.question()));
        return due;
    }

    private void askUntil(long micros) {
        if (!gathered.isEmpty() && gatheredDue <= micros) {
            Map<Subscription, Gathered> ready = new LinkedHashMap<>(gathered);
            gathered.clear();
            ready.forEach(this::askStretches);
        }
        List<Question> ready = again.stream().filter(one -> one.due() <= micros).toList();
        again.removeAll(ready);
        ready.forEach(this::ask);
    }

    /** Gaps that are near each other are one stretch. */
    private void askStretches(Subscription of, Gathered all) {
        all.tickers().addAll(of.tickers);
        List<String> tickers = of.ofAll ? List.of() : List.copyOf(all.tickers());
        List<Coverage.Gap> inOrder = all.gaps().stream()
                .sorted(Comparator.comparingLong(Repair::from))
                .toList();
        List<Coverage.Gap> stretch = new ArrayList<>();
        long reach = Long.MIN_VALUE;
        for (Coverage.Gap gap : inOrder) {
            if (!stretch.isEmpty() && from(gap) - NEAR_MICROS > reach) {
                ask(new Question(List.copyOf(stretch), tickers, 1, gatheredDue));
                stretch.clear();
            }
            stretch.add(gap);
            reach = Math.max(reach, to(gap));
        }
        ask(new Question(List.copyOf(stretch), tickers, 1, gatheredDue));
    }

    private void ask(Question question) {
        // What came late by now is none.
        List<Coverage.Gap> gaps =
                question.gaps().stream().filter(gap -> gap.lost() != 0).toList();
        if (gaps.isEmpty()) {
            return;
        }
        forget(question.due());
        if (asked.size() >= MOST_AN_HOUR) {
            gaps.forEach(gap -> coverage.repaired(
                    gap,
                    0,
                    0,
                    false,
                    "not repaired: " + Tally.count(MOST_AN_HOUR, "question") + " were asked within the hour before"));
            return;
        }
        asked.add(question.due());
        Question ready = new Question(gaps, question.tickers(), question.time(), question.due());
        // Each attempt asks for a second more, so that a tape tells their answers apart.
        Instant from = Records.instant(ready.from()).minus(MARGIN).truncatedTo(ChronoUnit.SECONDS);
        Instant to = Records.instant(ready.to())
                .plus(MARGIN)
                .plusSeconds(ready.time() - 1L)
                .truncatedTo(ChronoUnit.SECONDS);
        if (!live) {
            unanswered.add(ready);
            work(ready, from, to);
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            if (thread == null) {
                thread = Executors.newSingleThreadExecutor(Repair::named);
            }
            thread.execute(() -> work(ready, from, to));
        }
        unanswered.add(ready);
    }

    /** What was asked an hour before then does not count any more. */
    private void forget(long micros) {
        while (!asked.isEmpty() && asked.getFirst() <= micros - HOUR) {
            asked.removeFirst();
        }
    }

    /** What was lost behind the last thing that was heard may be older than that: it was on its way for long. */
    private static long from(Coverage.Gap gap) {
        return gap.timeBefore() == Columns.MISSING ? gap.from : Math.min(gap.from, gap.timeBefore());
    }

    /** The exchange's clock may be ahead of ours. */
    private static long to(Coverage.Gap gap) {
        long ahead = gap.timeBefore() == Columns.MISSING ? 0 : Math.max(0, gap.timeBefore() - gap.from);
        long to = gap.to() + ahead;
        return gap.timeBehind() == Columns.MISSING ? to : Math.max(to, gap.timeBehind());
    }

    /** Has those gaps asked for again of which more was lost than was found. */
    void brought(Found what, List<Coverage.Gap> open) {
        Question question = what.question();
        if (!open.isEmpty() && question.time() < TIMES) {
            again.add(new Question(
                    open, question.tickers(), question.time() + 1, what.received() + HELD_MICROS + NEXT_WAIT_MICROS));
        }
    }

    // -- of the thread that asks -------------------------------------------------------------------------------------

    private static Thread named(Runnable work) {
        Thread thread = new Thread(work, "kalshi-backfill");
        thread.setDaemon(true);
        return thread;
    }

    private void work(Question question, Instant from, Instant to) {
        List<String> tickers = question.tickers().size() > MOST_MARKETS ? List.of() : question.tickers();
        Found result;
        try {
            Backfill.Answer answer = backfill.trades(tickers, from, to);
            result = new Found(
                    question, answer.rows(), Lines.micros(answer.received()), answer.complete(), answer.note());
        } catch (RuntimeException e) {
            String why = e instanceof KalshiException
                    ? String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    : e.getClass().getSimpleName();
            result = new Found(question, null, question.due(), false, "not repaired: " + Refusals.line(why));
        }
        boolean isOld = result.rows() == null || result.received() < question.due();
        if (!live && question.time() > 1 && isOld) {
            unanswered.remove(question); // nobody asked again while the tape was recorded
            return;
        }
        synchronized (this) {
            found.add(result);
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
        ExecutorService working;
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
