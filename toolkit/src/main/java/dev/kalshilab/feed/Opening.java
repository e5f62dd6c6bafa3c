package dev.kalshilab.feed;

import dev.kalshilab.model.KalshiException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the exchange says to the first subscription of each channel: whoever opens a feed waits for it. */
final class Opening {
    private final Map<String, CompletableFuture<Boolean>> answers = new LinkedHashMap<>();
    private final String where;
    // How long an answer is waited for.
    private final Duration patience;
    private volatile boolean begun;

    Opening(Collection<Topic> topics, String where, Duration patience) {
        this.where = where;
        this.patience = patience;
        topics.forEach(topic -> answers.put(topic.channel(), new CompletableFuture<>()));
    }

    // -- of whoever opened it ----------------------------------------------------------------------------------------

    /**
     * Waits for all of them.
     *
     * @throws KalshiException when the exchange refuses one, is silent, or cannot be reached
     */
    void require() {
        long end = end();
        for (CompletableFuture<Boolean> answer : answers.values()) {
            waitFor(answer, end);
        }
        begun = true;
    }

    /** Until when an answer to what is asked now is waited for. */
    long end() {
        return System.nanoTime() + patience.toNanos();
    }

    <T> T waitFor(CompletableFuture<T> answer, long end) {
        try {
            return answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw again(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw Refusals.unanswered(where, patience.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KalshiException("Opening the feed was interrupted.\nRun the cell again.", e);
        }
    }

    /** With the caller's own stack; the thread that it came from says nothing to a reader. */
    private static KalshiException again(Throwable why) {
        return new KalshiException(String.valueOf(why.getMessage()), why.getCause());
    }

    // -- of the thread that reads ------------------------------------------------------------------------------------

    /** Whoever opened it has all answers, and goes on. */
    boolean begun() {
        return begun;
    }

    /** True when there is an answer to each, whichever. */
    boolean isAnswered() {
        return answers.values().stream().allMatch(CompletableFuture::isDone);
    }

    void accepted(Topic topic) {
        CompletableFuture<Boolean> first = answers.get(topic.channel());
        if (first != null) {
            first.complete(true);
        }
    }

    void refused(Topic topic, KalshiException why) {
        CompletableFuture<Boolean> first = answers.get(topic.channel());
        if (first != null) {
            first.completeExceptionally(why);
        }
    }

    /** There will be no answer to those that have none. */
    void refused(KalshiException why) {
        answers.values().forEach(answer -> answer.completeExceptionally(why));
    }
}
