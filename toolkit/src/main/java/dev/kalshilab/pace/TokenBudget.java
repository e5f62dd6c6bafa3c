package dev.kalshilab.pace;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
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
 * <p>Cautious until the limits of the account are known. They are asked for once, by the first request that would have
 * to wait; the others wait for that. A refusal (429) lowers the rate, a quiet minute lets it rise again.
 */
public final class TokenBudget {
    private static final long READS = 8 * Costs.USUAL;
    private static final long WRITES = 5 * Costs.USUAL;
    private static final double HUNDREDTHS_A_REQUEST = 100.0 * Costs.USUAL;

    private final TimeMeter meter;
    private final BlockingStrategy waiting;
    private final Tokens reads;
    private final Tokens writes;
    private final AtomicLong refusals = new AtomicLong();
    private final CountDownLatch free = new CountDownLatch(1);
    private final ReentrantLock asking = new ReentrantLock(true);
    private volatile Costs costs = Costs.DOCUMENTED;
    private volatile boolean asked;
    private volatile boolean stated;
    private int waiters;
    private long waitingSince;
    private long waited;

    /** Asks the exchange for the limits of the account. */
    public interface Source {
        /**
         * What it states; null when it states nothing.
         *
         * @throws InterruptedException when the thread was interrupted meanwhile; somebody else asks then
         */
        @Nullable
        Limits ask() throws InterruptedException;
    }

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

    /**
     * Takes the tokens of a request, and waits for them where it must.
     *
     * @param path the request's within the API
     * @param limits how to ask for the limits, which is done once if at all; null when they are nobody's to know
     * @throws InterruptedException when the thread was interrupted while it waited; it has taken nothing
     */
    public Ticket take(String method, List<String> path, @Nullable Source limits) throws InterruptedException {
        boolean write = !method.equals("GET");
        Tokens tokens = write ? writes : reads;
        if (!isLifted() && !tokens.take(costs.of(method, path))) {
            beginWaiting();
            try {
                learn(limits);
                if (!isLifted()) {
                    tokens.await(costs.of(method, path), waiting);
                }
            } finally {
                endWaiting();
            }
        }
        return new Ticket(write, meter.currentTimeNanos());
    }

    private void learn(@Nullable Source source) throws InterruptedException {
        if (asked || source == null) {
            return;
        }
        asking.lockInterruptibly();
        try {
            if (!asked && !isLifted()) {
                long began = meter.currentTimeNanos();
                Limits limits = source.ask();
                asked = true;
                adopt(limits, meter.currentTimeNanos() - began);
            }
        } finally {
            asking.unlock();
        }
    }

    private void adopt(@Nullable Limits limits, long nanos) {
        if (limits == null) {
            return;
        }
        if (limits.reads() != null) {
            stated = true;
            reads.adopt(limits.reads(), nanos);
        }
        if (limits.writes() != null) {
            writes.adopt(limits.writes(), nanos);
        }
        if (!limits.costs().isEmpty() || limits.usualCost() != null) {
            costs = new Costs(limits.usualCost() == null ? Costs.USUAL : limits.usualCost(), limits.costs());
        }
        reads.spend(2 * Costs.USUAL); // the questions for limits and costs
    }

    /** True when so many reads more may have one ask for the limits, as they may have to wait and nobody has asked. */
    public boolean mayAsk(long requests) {
        return !asked && !isLifted() && reads.available() / Costs.USUAL < requests;
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
