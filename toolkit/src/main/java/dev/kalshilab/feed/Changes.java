package dev.kalshilab.feed;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Naming;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Markets that are added to the lines of a feed, or taken out. Of the thread that reads. */
final class Changes {
    private final Lines lines;

    Changes(Lines lines) {
        this.lines = lines;
    }

    /** Asks for that, and gives those that have the answers. */
    void change(Line.Command command, List<String> tickers, CompletableFuture<List<CompletableFuture<Boolean>>> done) {
        for (Line line : lines.all()) {
            for (Subscription one : line.subscriptions) {
                KalshiException why = one.ofAll || !one.topic.ofMarkets() ? null : noChange(one, command, tickers);
                if (why != null) {
                    done.completeExceptionally(why);
                    return;
                }
            }
        }
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        Set<Topic> added = new HashSet<>();
        for (Line line : lines.all()) {
            for (Subscription one : line.subscriptions) {
                boolean adds = command == Line.Command.ADD;
                if (adds && !added.add(one.topic)) {
                    continue; // a channel of many markets has several connections: they go to the first
                }
                List<String> concerned = tickers.stream()
                        .filter(ticker -> adds ? !isFollowed(one.topic, ticker) : one.tickers.contains(ticker))
                        .toList();
                if (one.topic.ofMarkets() && one.topic.schema() != null && !one.ofAll && one.isLive()) {
                    for (int from = 0; from < concerned.size(); from += Commands.AT_A_TIME) {
                        int id = line.nextId();
                        CompletableFuture<Boolean> answer = new CompletableFuture<>();
                        line.waiting.put((long) id, answer);
                        all.add(answer);
                        Commands.send(
                                line,
                                Frames.update(
                                        id,
                                        one.sid(),
                                        one.topic.channel(),
                                        adds ? "add_markets" : "delete_markets",
                                        concerned.subList(
                                                from, Math.min(concerned.size(), from + Commands.AT_A_TIME))));
                    }
                }
            }
        }
        done.complete(all);
    }

    /** Why the markets of a channel cannot be changed now; null when they can. */
    private @Nullable KalshiException noChange(Subscription one, Line.Command command, List<String> tickers) {
        if (!one.isLive()) {
            return new KalshiException(
                    "Not all connections of the stream are open.\nTry again when feed.health() says that it is open.");
        }
        boolean last = command == Line.Command.REMOVE
                && lines.all().stream()
                        .flatMap(line -> line.subscriptions.stream())
                        .filter(other -> other.topic.equals(one.topic))
                        .allMatch(other -> tickers.containsAll(other.tickers));
        return last
                ? new KalshiException((one.topic.naming() == Naming.MARKETS
                                ? "That would leave no market of the "
                                : "That would leave nothing of ")
                        + one.topic.words()
                        + ", and the exchange takes none for all.\nAdd another one first, or close the feed.")
                : null;
    }

    private boolean isFollowed(Topic topic, String ticker) {
        return lines.all().stream()
                .flatMap(line -> line.subscriptions.stream())
                .anyMatch(one -> one.topic.equals(topic) && one.tickers.contains(ticker));
    }
}
