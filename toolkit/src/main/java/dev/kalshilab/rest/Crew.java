package dev.kalshilab.rest;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NotRecordedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Works on the parts of a pull and gives what they give in the order of the parts, by as many threads as are worth it.
 *
 * <p>A part that has more to do than others is shared when a thread has nothing else to do. When a part fails, what is
 * under way is finished and nothing more is begun. No thread is left when the last part has ended, when one has failed,
 * and when the thread that waits is interrupted.
 */
final class Crew {
    private static final long GRACE_MILLIS = 1000;
    private static final int FEWEST_AT_ONCE = 8;
    private static final int MOST_AT_ONCE = 32;

    /** A part in its place. */
    private static final class Place {
        final Part part;
        final Deque<Given> ready = new ArrayDeque<>();
        boolean busy;
        boolean answered;
        boolean begun;
        boolean done;

        Place(Part part) {
            this.part = part;
        }
    }

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Place> places = new ArrayList<>();
    private int first; // all before it have ended and were given
    private final List<Thread> workers = new ArrayList<>(); // those that look for work
    private final List<Thread> hired = new ArrayList<>(); // all that there ever were
    private final Sharing sharing = new Sharing();
    private Supplier<@Nullable Runnable> whenAnswered = () -> null;
    private @Nullable Runnable behind;
    private boolean together;
    private boolean stopped;
    private @Nullable Throwable failure;

    Crew(Connection connection, List<Part> parts) {
        this.connection = connection;
        parts.forEach(part -> places.add(new Place(part)));
    }

    /** Lets several threads work: the rows are all wanted. Not on a tape, which answers at once. */
    void together() {
        together = connection.tape().isEmpty();
        if (together) {
            places.forEach(place -> place.part.together(sharing));
        }
    }

    /**
     * Says what to ask as soon as all parts were answered, beside the writing and taking in of what they gave: who does
     * that is asked for under the lock, and run without by a thread that has nothing else to do.
     */
    void whenAnswered(Supplier<@Nullable Runnable> what) {
        whenAnswered = what;
    }

    /** Adds parts behind all others. */
    void add(List<Part> parts) {
        lock.lock();
        try {
            parts.forEach(part -> places.add(placed(part)));
        } finally {
            lock.unlock();
        }
    }

    private Place placed(Part part) {
        if (together) {
            part.together(sharing);
        }
        return new Place(part);
    }

    /** The parts that are not ended. */
    List<Part> left() {
        lock.lock();
        try {
            return places.subList(first, places.size()).stream()
                    .filter(place -> !place.done)
                    .map(place -> place.part)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** About how many requests are left. */
    long requestsLeft() {
        lock.lock();
        try {
            return left().stream().mapToLong(Part::left).sum();
        } finally {
            lock.unlock();
        }
    }

    /** True when all was given. */
    boolean ended() {
        lock.lock();
        try {
            return places.stream().allMatch(place -> place.done && place.ready.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /** What the first part that is not ended gives next; null behind the last one. */
    @Nullable
    Given next() {
        lock.lock();
        try {
            while (true) {
                if (first == places.size()) {
                    return null;
                }
                Place place = places.get(first);
                Given given = place.ready.poll();
                if (given != null) {
                    return given;
                }
                if (place.done) {
                    first++;
                } else if (failure != null) {
                    throw failed(failure);
                } else if (!workers.isEmpty() || hire()) {
                    changed.await();
                } else {
                    work(place);
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all work that goes on and puts aside what has arrived. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            workers.forEach(Thread::interrupt);
            long left = TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
            while (places.stream().anyMatch(place -> place.busy) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        leave();
    }

    /** Has every part put aside what it holds, with no lock held: that may be written to a disk. */
    private void leave() {
        lock.lock();
        List<Part> left = places.stream()
                .filter(place -> !place.busy && !place.done)
                .map(place -> place.part)
                .toList();
        List<Thread> gone = List.copyOf(hired);
        int holds = lock.getHoldCount();
        for (int i = 0; i < holds; i++) {
            lock.unlock();
        }
        try {
            left.forEach(Part::leave);
            join(gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            for (int i = 1; i < holds; i++) {
                lock.lock();
            }
        }
    }

    /** Waits until those have gone, which have nothing left to do: a second at most. */
    private static void join(List<Thread> threads) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        for (Thread thread : threads) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left > 0) {
                thread.join(left);
            }
        }
    }

    /** Ends all work, as the thread that waits for it was interrupted; leaves no thread and no socket. */
    KalshiException interrupted(InterruptedException cause) {
        stop();
        connection.closeIdle();
        Thread.currentThread().interrupt();
        return new KalshiException(
                "The requests on " + connection.name() + " were interrupted.\nRun the cell again to go on: what had"
                        + " arrived is kept.",
                cause);
    }

    /** The failure of a hired thread, as if it had happened here: whose cell it was stands in the trace too. */
    private RuntimeException failed(Throwable why) throws InterruptedException {
        while (places.stream().anyMatch(place -> place.busy)) {
            changed.await();
        }
        leave();
        if (Thread.currentThread().isInterrupted()) {
            connection.closeIdle();
        }
        if (!hired.isEmpty()) {
            List<StackTraceElement> trace = new ArrayList<>(List.of(why.getStackTrace()));
            trace.addAll(List.of(Thread.currentThread().getStackTrace()));
            why.setStackTrace(trace.toArray(StackTraceElement[]::new));
        }
        if (why instanceof Error error) {
            throw error;
        }
        return (RuntimeException) why;
    }

    // -- work, with the lock held but for asking
    // ------------------------------------------------------------------------

    /** Has others work where there is more to do than one can; false where one is enough. */
    private boolean hire() {
        if (!together || stopped) {
            return false;
        }
        List<Place> open = places.stream().filter(place -> !place.done).toList();
        if (open.size() < 2 && open.stream().noneMatch(place -> place.begun && place.part.canSplit())) {
            return false;
        }
        // What is held asks nothing, and nobody is asked how fast that may be done.
        connection
                .budget()
                .expect(open.stream()
                        .map(place -> place.part)
                        .filter(part -> part.requests() > 0)
                        .mapToLong(Part::left)
                        .sum());
        hireMore();
        return true;
    }

    /** As many as are worth it now: the budget may have become known meanwhile. */
    private void hireMore() {
        int most = atOnce(connection.budget().requestsASecond());
        while (workers.size() < most) {
            Thread worker = new Thread(this::work, "kalshi-pull-" + (hired.size() + 1));
            worker.setDaemon(true);
            workers.add(worker);
            hired.add(worker);
            worker.start();
        }
    }

    /** So many calls as keep the budget spent while each takes a fifth of a second. */
    static int atOnce(double requestsASecond) {
        return (int) Math.max(FEWEST_AT_ONCE, Math.min(MOST_AT_ONCE, Math.ceil(requestsASecond / 5)));
    }

    /** What a hired thread does. */
    private void work() {
        lock.lock();
        try {
            while (true) {
                Runnable last = behind;
                Place place = last == null ? pick() : null;
                if (last != null) {
                    askBehind(last);
                } else if (place != null) {
                    if (!stopped) {
                        hireMore();
                    }
                    work(place);
                } else if (over()) {
                    return;
                } else {
                    changed.await();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workers.remove(Thread.currentThread());
            changed.signalAll();
            lock.unlock();
        }
    }

    private boolean over() {
        return stopped || failure != null || places.stream().allMatch(place -> place.done);
    }

    private @Nullable Place pick() {
        if (stopped || failure != null) {
            return null;
        }
        Place longest = null;
        for (Place place : places.subList(first, places.size())) {
            if (!place.done && !place.busy) {
                return place;
            }
            if (place.busy && (longest == null || place.part.left() > longest.part.left()) && place.part.canSplit()) {
                longest = place;
            }
        }
        return longest == null ? null : shared(longest);
    }

    private @Nullable Place shared(Place longest) {
        // A tape plays a question as it was asked: one that is recorded is asked as a whole.
        boolean whole = connection.recorder().isPresent();
        // Where requests wait for the budget already, one more would only wait too.
        boolean worth = !whole && connection.budget().waiting() == 0 && sharing.allows(workers.size());
        Part taken = worth ? longest.part.split() : null;
        if (taken == null) {
            return null;
        }
        Place place = placed(taken);
        insertBehind(longest, List.of(place));
        return place;
    }

    private void insertBehind(Place place, List<Place> others) {
        places.addAll(places.indexOf(place) + 1, others);
    }

    private void work(Place place) {
        place.busy = true;
        Part.Step step = null;
        Throwable why = null;
        lock.unlock();
        try {
            step = place.part.ask();
        } catch (RuntimeException | Error e) {
            why = e;
        } finally {
            lock.lock();
        }
        if (step != null) {
            try {
                take(place, step);
            } catch (RuntimeException | Error e) {
                step = null; // what came cannot be taken in: the pull ends as if it had not come
                why = e;
                failure = failure == null ? e : failure;
            }
        } else if (why instanceof NotRecordedException absent) {
            add(place, Given.absent(absent));
        } else if (why != null && failure == null && !stopped) {
            failure = why;
        }
        boolean failed = step == null && !(why instanceof NotRecordedException);
        boolean ended = !failed && (step == null || !step.instead().isEmpty() || place.part.ended());
        place.answered = ended;
        if (together && failure == null && !stopped && places.stream().allMatch(each -> each.answered)) {
            behind = whenAnswered.get();
        }
        if (ended || failure != null) {
            changed.signalAll(); // what is ready need not wait for the disk
            lock.unlock();
            try {
                place.part.leave();
            } finally {
                lock.lock();
            }
        }
        place.done = ended;
        place.busy = false;
        changed.signalAll();
    }

    private void askBehind(Runnable last) {
        behind = null;
        lock.unlock();
        try {
            last.run();
        } finally {
            lock.lock();
        }
    }

    private void take(Place place, Part.Step step) {
        Given given = step.given();
        if (given != null) {
            sharing.asked(given.pages() - given.cached());
            add(place, place.part.taken(given));
        }
        if (!step.instead().isEmpty()) {
            insertBehind(place, step.instead().stream().map(this::placed).toList());
        }
    }

    private static void add(Place place, Given given) {
        place.ready.add(place.begun ? given : given.asFirst());
        place.begun = true;
    }
}
