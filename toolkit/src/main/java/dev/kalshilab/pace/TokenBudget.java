package dev.kalshilab.pace;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may spend: each request takes its tokens before it is sent, and waits until there are enough.
 *
 * <p>Cautious until the limits of the account are known. They are asked for once, when so many
 * requests are expected that some would wait, or by the first that would have to; the others wait for that. A refusal (429) lowers the rate, a quiet minute lets it rise again.
 */
public final class TokenBudget {
    private static final long READS = 8 * Costs.USUAL;
    private static final long WRITES = 5 * Costs.USUAL;
    private static final long AGAIN = Duration.ofSeconds(5).toNanos();
    private static final long LATER = Duration.ofMinutes(5).toNanos();
    private static final double HUNDREDTHS_A_REQUEST = 100.0 * Costs.USUAL;

    private final TimeMeter meter;
    private final BlockingStrategy waiting;
    private final Tokens reads;
    private final Tokens writes;
    private final AtomicLong refusals = new AtomicLong();
    private final CountDownLatch free = new CountDownLatch(1);
    private final ReentrantLock asking = new ReentrantLock(true);
    private volatile Costs costs = Costs.DOCUMENTED;
    private volatile @Nullable Source source;
    private volatile boolean asked;
    private volatile @Nullable Trouble troubled;
    private volatile boolean stated;
    private int waiters;
    private long waitingSince;
    private long waited;

    /** Asks the exchange for the limits of the account. */
    public interface Source {
        /** Begins to ask and does not wait: what {@link #ask} gives is there sooner then. */
        default void begin() {}

        /**
         * What it states; null when it states nothing.
         *
         * @throws IOException when it had some trouble: it is asked again in a while
         * @throws InterruptedException when the thread was interrupted meanwhile; somebody else asks then
         */
        @Nullable
        Limits ask() throws IOException, InterruptedException;
    }

    /** What there was when the limits were asked for. */
    private record Then(long at, long reads, long writes) {}

    /** When the limits could not be asked for, and for how long they are not asked for again. */
    private record Trouble(long at, long quiet) {}

    /** A request that may be sent: which bucket it was paid from, and when. */
    public record Ticket(boolean write, long at) {}

    private TokenBudget() {
        this.meter = TimeMeter.SYSTEM_NANOTIME;
        this.waiting = nanos -> {
            var ignored = free.await(nanos, TimeUnit.NANOSECONDS);
        };
        this.reads = new Tokens(meter, READS, READS);
        this.writes = new Tokens(meter, WRITES, WRITES);
    }

    /** For tests: with their clock, and their way to wait. */
    TokenBudget(TimeMeter meter, BlockingStrategy waiting) {
        this.meter = meter;
        this.waiting = waiting;
        this.reads = new Tokens(meter, READS, READS);
        this.writes = new Tokens(meter, WRITES, WRITES);
    }

    /** 8 reads and 5 writes a second, until something else is known. */
    public static TokenBudget cautious() {
        return new TokenBudget();
    }

    /** No limit: for tapes, and for an exchange that counts nothing. */
    public static TokenBudget unlimited() {
        TokenBudget budget = new TokenBudget();
        budget.lift();
        return budget;
    }

    /** Says who tells the limits, which is asked once if at all; without that they are nobody's to know. */
    public void statedBy(Source limits) {
        source = limits;
    }

    /**
     * Takes the tokens of a request, and waits for them where it must.
     *
     * @param path the request's within the API
     * @throws InterruptedException when the thread was interrupted while it waited; it has taken nothing
     */
    public Ticket take(String method, List<String> path) throws InterruptedException {
        boolean write = !method.equals("GET");
        Tokens tokens = write ? writes : reads;
        if (!isLifted() && !tokens.take(costs.of(method, path))) {
            beginWaiting();
            try {
                learn();
                if (!isLifted()) {
                    tokens.await(costs.of(method, path), waiting);
                }
            } finally {
                endWaiting();
            }
        }
        return new Ticket(write, meter.currentTimeNanos());
    }

    /** Says that a request that was paid for went out once more: what comes after it waits for that. */
    public void sentAgain(String method, List<String> path) {
        if (!isLifted()) {
            (method.equals("GET") ? reads : writes).spend(costs.of(method, path));
        }
    }

    /** Says that so many reads will come soon: where they may have to wait, it begins to ask for the limits. */
    public void expect(long requests) {
        Source from = source;
        if (from != null && mayAsk(requests)) {
            from.begin();
        }
    }

    /**
     * As {@link #expect}, and waits for what is said.
     *
     * @throws InterruptedException when the thread was interrupted while it waited
     */
    public void know(long requests) throws InterruptedException {
        if (mayAsk(requests)) {
            learn();
        }
    }

    private void learn() throws InterruptedException {
        Source from = source;
        if (from == null || !mayAsk()) {
            return;
        }
        if (troubled == null) {
            asking.lockInterruptibly();
        } else if (!asking.tryLock()) {
            return; // somebody asks again: that need not hold up all
        }
        try {
            if (mayAsk()) {
                Then then = new Then(meter.currentTimeNanos(), reads.available(), writes.available());
                try {
                    Limits limits = from.ask();
                    asked = true;
                    adopt(limits, then);
                } catch (IOException e) {
                    long wait = troubled == null ? AGAIN : Math.min(LATER, 2 * troubled.quiet());
                    troubled = new Trouble(meter.currentTimeNanos(), wait);
                }
            }
        } finally {
            asking.unlock();
        }
    }

    /** True when the limits may be asked for now: after some trouble that waits a while. */
    private boolean mayAsk() {
        Trouble last = troubled;
        return source != null
                && !asked
                && !isLifted()
                && (last == null || meter.currentTimeNanos() - last.at() >= last.quiet());
    }

    private void adopt(@Nullable Limits limits, Then then) {
        if (limits == null) {
            return;
        }
        long nanos = meter.currentTimeNanos() - then.at();
        if (limits.reads() != null) {
            stated = true;
            reads.adopt(limits.reads(), then.reads(), nanos);
        }
        if (limits.writes() != null) {
            writes.adopt(limits.writes(), then.writes(), nanos);
        }
        if (!limits.costs().isEmpty() || limits.usualCost() != null) {
            costs = new Costs(limits.usualCost() == null ? Costs.USUAL : limits.usualCost(), limits.costs());
        }
        reads.spend(2 * Costs.USUAL); // the questions for limits and costs
    }

    /** True when so many reads more may have one ask for the limits, as they may have to wait and nobody has asked. */
    public boolean mayAsk(long requests) {
        return mayAsk() && reads.available() / Costs.USUAL < requests;
    }

    /** True once the exchange has stated how fast the account may read: requests are paid for by that since. */
    public boolean isStated() {
        return stated;
    }

    /** Says that the exchange refused that request with 429. */
    public void refused(Ticket request) {
        refusals.incrementAndGet();
        if (!isLifted()) {
            (request.write() ? writes : reads).refused(request.at());
        }
    }

    /** Ends all waiting, now and from now on: the exchange counts nothing, or the connection is closed. */
    public void lift() {
        free.countDown();
    }

    private boolean isLifted() {
        return free.getCount() == 0;
    }

    /** A hundred times the requests that are allowed a second now; without a limit more than any number of them. */
    public long hundredthsASecond() {
        return isLifted() ? Long.MAX_VALUE : reads.rate() / Costs.USUAL;
    }

    /** Reads a second at the moment, each of the usual cost; infinite where nothing is counted. */
    public double requestsASecond() {
        return isLifted() ? Double.POSITIVE_INFINITY : reads.rate() / HUNDREDTHS_A_REQUEST;
    }

    /** Reads that can be made at once after a rest, each of the usual cost. */
    public long burst() {
        return isLifted() ? Long.MAX_VALUE : reads.capacity() / Costs.USUAL;
    }

    /** How long requests waited for tokens so far; several that wait at the same time count once. */
    public synchronized Duration waited() {
        return Duration.ofNanos(waiters == 0 ? waited : waited + meter.currentTimeNanos() - waitingSince);
    }

    /** How many requests wait for tokens now. */
    public synchronized int waiting() {
        return waiters;
    }

    /** Requests that were refused with 429. */
    public long refusals() {
        return refusals.get();
    }

    /** For tests: the tokens for reads that there are, less those that others wait for. */
    long available() {
        return reads.available();
    }

    private synchronized void beginWaiting() {
        if (waiters++ == 0) {
            waitingSince = meter.currentTimeNanos();
        }
    }

    private synchronized void endWaiting() {
        if (--waiters == 0) {
            waited += meter.currentTimeNanos() - waitingSince;
        }
    }

    @Override
    public String toString() {
        return isLifted()
                ? "TokenBudget[no limit]"
                : "TokenBudget[" + requestsASecond() + " requests a second, burst " + burst() + "]";
    }
}
