package dev.kalshilab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a question will cost before it is asked.
 *
 * @param question the question, as it prints itself
 * @param requests how many requests it takes, or takes at least
 * @param exact true when it takes just so many; a list of pages is known to be over only when its last page has come
 * @param cached how many parts of it are known already and cost nothing
 * @param time about how long those requests take at the rate that is allowed now
 * @param notes what the number rests on, and what the question leaves out
 */
public record Plan(String question, long requests, boolean exact, long cached, Duration time, List<String> notes) {
    public Plan {
        notes = List.copyOf(notes);
    }

    /** One line. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add((exact ? "" : "at least ") + Rough.count(requests, "request", "requests"));
        if (time.toSeconds() > 0) {
            parts.add("about " + Rough.time(time.toSeconds()));
        }
        if (cached > 0) {
            parts.add(Rough.count(cached, "part", "parts") + " from the cache");
        }
        parts.addAll(notes);
        return question + ": " + String.join(" · ", parts);
    }
}
