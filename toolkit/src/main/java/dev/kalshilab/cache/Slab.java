package dev.kalshilab.cache;

import java.util.List;

/**
 * What was pulled of a subject over a stretch of time: every row of the subject whose time is in it is in the answers,
 * which may hold others too.
 *
 * @param subject what it is about, such as {@code trades live KXHIGHNY-26NOV22-B50}: whatever makes rows differ is in it
 * @param covered the stretch that nobody need ask about again
 * @param answers what arrived; none at all when there was nothing, or when only the looking is to be remembered
 */
public record Slab(String subject, Range covered, List<Kept> answers) {
    private static final int OVERHEAD = 200;

    public Slab {
        answers = List.copyOf(answers);
    }

    /** Roughly what it takes in memory. */
    long weight() {
        return OVERHEAD
                + subject.length()
                + answers.stream().mapToLong(Kept::weight).sum();
    }

    @Override
    public String toString() {
        return "Slab[" + subject + ", " + covered.from() + " to " + covered.to() + ", " + answers.size() + " answers]";
    }
}
