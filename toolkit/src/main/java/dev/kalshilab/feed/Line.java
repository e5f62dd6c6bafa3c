package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.KalshiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection to the exchange, however often it is opened again, and the subscriptions on it. Of one thread. */
final class Line {
    /** What a command was for; {@code open} are the books that it asked for and that have not come. */
    record Pending(
            @Nullable Subscription subscription,
            Command command,
            List<String> tickers,
            Set<String> open,
            long sentNanos) {
        Pending(@Nullable Subscription subscription, Command command, List<String> tickers, long sentNanos) {
            this(
                    subscription,
                    command,
                    tickers,
                    command == Command.SNAPSHOT ? new HashSet<>(tickers) : Set.of(),
                    sentNanos);
        }
    }

    /** A subscription, or markets that are to be added to it, and when they are asked for again. */
    record Refused(Subscription of, List<String> tickers, long dueNanos) {}

    enum Command {
        SUBSCRIBE,
        ADD,
        REMOVE,
        SNAPSHOT,
        /** Of another channel: from a tape that holds more than is played. */
        FOREIGN
    }

    final List<Subscription> subscriptions = new ArrayList<>();
    final Tapes tapes;
    final Backoff backoff;
    final Map<Long, Pending> pending = new HashMap<>();
    /** Who waits for the answer to a command. */
    final Map<Long, CompletableFuture<Boolean>> waiting = new HashMap<>();
    /** Subscriptions to what nobody here asked for. */
    final Set<Long> foreign = new HashSet<>();

    /** What was refused and is asked for again on the same connection. */
    final List<Refused> refused = new ArrayList<>();

    @Nullable
    Transport transport;

    boolean open;
    /** All of it was subscribed to since it was opened last, and ever. */
    boolean served;

    boolean everServed;
    /** When the transport was started, and when to start it again. */
    long startedNanos;

    long dueNanos = Long.MAX_VALUE;
    /** When the last frame arrived. */
    long heard = Columns.MISSING;

    /** A command of ours went out on it, or is on the tape. */
    boolean spoken;

    private int id;

    Line(Tapes tapes, Backoff backoff) {
        this.tapes = tapes;
        this.backoff = backoff;
    }

    int nextId() {
        return ++id;
    }

    void anew() {
        id = 0;
        served = false;
        pending.clear();
        foreign.clear();
        refused.clear();
        KalshiException gone = new KalshiException("The stream broke off before the answer.\nTry again.");
        waiting.values().forEach(answer -> answer.completeExceptionally(gone));
        waiting.clear();
    }

    /** True while a book is asked for. */
    boolean awaits(Subscription of, String ticker) {
        return pending.values().stream()
                .anyMatch(one -> one.subscription() == of && one.open().contains(ticker));
    }

    /** A book came: there is no other answer to the question for it. */
    void came(Subscription of, String ticker) {
        if (!pending.isEmpty()) {
            pending.values()
                    .removeIf(one -> one.command() == Command.SNAPSHOT
                            && one.subscription() == of
                            && one.open().remove(ticker)
                            && one.open().isEmpty());
        }
    }

    /** The number of the first command without an answer, as far as that is known; 0 when there is none. */
    long oldestUnanswered() {
        Map.Entry<Long, Pending> oldest = null;
        for (Map.Entry<Long, Pending> each : pending.entrySet()) {
            Subscription of = each.getValue().subscription();
            boolean open =
                    switch (each.getValue().command()) {
                        case SUBSCRIBE -> of != null && !of.isLive();
                        case ADD -> true;
                        case REMOVE -> waiting.containsKey(each.getKey());
                        case SNAPSHOT, FOREIGN -> false;
                    };
            if (open && (oldest == null || each.getKey() < oldest.getKey())) {
                oldest = each;
            }
        }
        return oldest == null ? 0 : oldest.getKey();
    }

    /** True while that subscription is asked for. */
    boolean isAsking(Subscription of) {
        return pending.values().stream()
                .anyMatch(one -> one.command() == Command.SUBSCRIBE && one.subscription() == of);
    }

    /** True while a market is being added, of which messages may come before the answer. */
    boolean isAdding(Subscription to, @Nullable String ticker) {
        return ticker != null
                && pending.values().stream()
                        .anyMatch(one -> one.command() == Command.ADD
                                && one.subscription() == to
                                && one.tickers().contains(ticker));
    }

    @Nullable
    Subscription bySid(long sid) {
        for (Subscription one : subscriptions) {
            if (one.sid() == sid) {
                return one;
            }
        }
        return null;
    }

    @Nullable
    Subscription byChannel(String channel) {
        for (Subscription one : subscriptions) {
            if (one.topic.channel().equals(channel)) {
                return one;
            }
        }
        return null;
    }

    @Nullable
    Subscription byType(String type) {
        for (Subscription one : subscriptions) {
            if (one.topic.brings(type)) {
                return one;
            }
        }
        return null;
    }
}
