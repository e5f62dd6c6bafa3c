package dev.kalshilab.testkit.judge;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a client asked, in the order of arrival, and what is to be said of it. */
public final class Tally {
    /**
     * A request.
     *
     * @param op the operation
     * @param target its path and query without the API's root
     * @param signed whether it carried id, time and signature
     * @param arrived when, in nanoseconds
     * @param micros how long it took to be answered
     * @param status what it was answered, 0 for nothing
     * @param bytes of the body that were sent
     * @param rows in the answer
     * @param fault what was done to it; empty for nothing
     * @param outside which of the exchange's rules it broke; empty for none
     */
    public record Seen(
            Op op,
            String target,
            boolean signed,
            long arrived,
            long micros,
            int status,
            int bytes,
            int rows,
            String fault,
            String outside) {
        /** True when it was answered as it wanted to be. */
        public boolean well() {
            return status == 200 && fault.isEmpty();
        }

        @Override
        public String toString() {
            return "GET " + target + " → " + status + (fault.isEmpty() ? "" : " " + fault)
                    + (outside.isEmpty() ? "" : " (" + outside + ")");
        }
    }

    private final List<Seen> seen;
    private final int concurrency;

    Tally(List<Seen> seen, int concurrency) {
        this.seen = List.copyOf(seen);
        this.concurrency = concurrency;
    }

    public List<Seen> seen() {
        return seen;
    }

    public int requests() {
        return seen.size();
    }

    public int requests(Op op) {
        return (int) seen.stream().filter(one -> one.op() == op).count();
    }

    public Map<Op, Long> byOperation() {
        return seen.stream().collect(Collectors.groupingBy(Seen::op, TreeMap::new, Collectors.counting()));
    }

    public int tooMany() {
        return (int) seen.stream().filter(one -> one.status() == 429).count();
    }

    /** The share of requests that were answered 429. */
    public double shareOfTooMany() {
        return seen.isEmpty() ? 0 : (double) tooMany() / seen.size();
    }

    /** The most requests that were under way at once. */
    public int concurrency() {
        return concurrency;
    }

    public long bytes() {
        return seen.stream().mapToLong(Seen::bytes).sum();
    }

    /** Requests for what had been answered well before, to the letter. */
    public List<Seen> again() {
        Set<String> answered = new HashSet<>();
        return seen.stream()
                .filter(one -> one.well() ? !answered.add(one.target()) : answered.contains(one.target()))
                .toList();
    }

    /** Requests that broke a rule of the exchange's. */
    public List<Seen> outside() {
        return seen.stream().filter(one -> !one.outside().isEmpty()).toList();
    }

    /** Requests for public data that were signed, or for an account's that were not. */
    public List<Seen> wronglySigned() {
        return seen.stream().filter(one -> one.signed() != one.op().account()).toList();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d requests %s, %d too many (%.1f %%), at most %d at once, %d again, %d outside the rules, %,d bytes",
                requests(),
                byOperation(),
                tooMany(),
                100 * shareOfTooMany(),
                concurrency,
                again().size(),
                outside().size(),
                bytes());
    }
}
