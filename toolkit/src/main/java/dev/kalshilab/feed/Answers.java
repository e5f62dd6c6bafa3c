package dev.kalshilab.feed;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.FrameReader;
import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the exchange answers to commands, and says of subscriptions. Of the thread that reads. */
final class Answers {
    private final Known known;
    private final Lines lines;
    private final Gaps gaps;
    private final Opening opening;
    // That which is read at the moment.
    private final FrameReader frame;
    // Since when markets of a channel are taken out.
    private final Map<String, Coverage.Gap> out = new HashMap<>();

    Answers(Known known, Lines lines, Gaps gaps, Opening opening, FrameReader frame) {
        this.known = known;
        this.lines = lines;
        this.gaps = gaps;
        this.opening = opening;
        this.frame = frame;
    }

    void subscribed(Line line, Inbox.Arrival arrival) throws Json.Malformed {
        String channel = Frames.channel(frame.envelope());
        long sid = Frames.sid(frame.envelope());
        Line.Pending of = line.pending.remove(frame.id());
        Subscription one = channel.isEmpty() && of != null
                ? of.subscription()
                : line.byChannel(Topic.named(channel).channel());
        if (one == null) {
            line.foreign.add(sid);
            return;
        }
        if (one.isLive() && sid >= 0 && one.sid() >= 0 && one.sid() != sid) {
            lines.interrupt(line, Why.DISCONNECTED, arrival.micros()); // a tape of a connection that was opened again
        }
        boolean here = one.isLive() && one.sid() == sid && sid >= 0 && line.spoken;
        if (here && of == null && !one.overtaken) {
            return; // it came twice
        }
        began(line, one, sid, here && one.overtaken, arrival.micros());
    }

    /**
     * It begins.
     *
     * @param counts whether messages of it have overtaken the answer, of which places are counted by now
     */
    private void began(Line line, Subscription one, long sid, boolean counts, long micros) {
        if (!counts) {
            one.begins(sid, frame.seq());
        }
        one.overtaken = false;
        one.since = micros;
        one.hadMore = false;
        covered(line, one, micros);
        one.tickers.stream()
                .map(ticker -> out.remove(name(one, ticker)))
                .filter(Objects::nonNull)
                .forEach(before -> known.coverage.closes(before, micros));
        for (String ticker : one.apart) {
            if (one.tickers.contains(ticker)) {
                opens(one, ticker, micros, "one of the markets that were asked for is not known");
            }
        }
        if (sid >= 0) {
            Commands.rest(line, one);
        }
        one.apart.clear();
        opening.accepted(one.topic);
    }

    private static String name(Subscription one, String ticker) {
        return one.topic.channel() + " " + ticker;
    }

    /** A market is not followed from here on, until it is added. */
    private void opens(Subscription one, String ticker, long micros, String note) {
        out.put(name(one, ticker), known.coverage.opens(one.topic.channel(), ticker, Why.NOT_SUBSCRIBED, micros, note));
    }

    /** The subscription begins, or goes on. */
    void covered(Line line, Subscription one, long micros) {
        one.heard = micros;
        known.coverage.begins(one.topic.channel(), micros);
        Coverage.Gap gap = one.gap;
        if (gap != null) {
            one.gap = null;
            known.coverage.closes(gap, micros);
            gaps.mend(one, gap);
        }
        if (line.subscriptions.stream().allMatch(Subscription::isLive)) {
            known.health.open(line, line.everServed && !line.served);
            line.served = true;
            line.everServed = true;
        }
    }

    void answered(Line line, Inbox.Arrival arrival) throws Json.Malformed {
        Subscription one = frame.sid() < 0 ? null : line.bySid(frame.sid());
        if (one != null) {
            one.heard = arrival.micros();
            gaps.place(line, one, frame, arrival.micros());
        }
        Line.Pending of = line.pending.remove(frame.id());
        if (frame.type().equals("unsubscribed")) {
            if (one != null && !lines.isClosing()) {
                gaps.loses(one, Why.DISCONNECTED, arrival.micros(), "the exchange ended the subscription");
                if (lines.isLive()) {
                    lines.giveUpAndAgain(line);
                }
            }
        } else if (of != null && of.subscription() != null) {
            if (of.command() == Line.Command.SUBSCRIBE && !of.subscription().isLive()) {
                // a wire without subscriptions of their own
                began(line, of.subscription(), -1, false, arrival.micros());
            } else {
                done(line, of, arrival.micros());
            }
        }
        CompletableFuture<Boolean> waiting = line.waiting.remove(frame.id());
        if (waiting != null) {
            waiting.complete(true);
        }
    }

    private void done(Line line, Line.Pending of, long micros) {
        Subscription one = Objects.requireNonNull(of.subscription());
        boolean rest = of.command() == Line.Command.ADD && one.namesMore;
        one.namesMore = rest && of.tickers().size() >= Commands.AT_A_TIME;
        for (String ticker : of.tickers()) {
            Coverage.Gap before = of.command() == Line.Command.ADD ? out.remove(name(one, ticker)) : null;
            if (before != null) {
                one.tickers.add(ticker);
                known.coverage.closes(before, micros);
            } else if (of.command() == Line.Command.ADD && isAddedLater(one, ticker, rest)) {
                Coverage.Gap gap = known.coverage.opens(
                        one.topic.channel(), ticker, Why.NOT_SUBSCRIBED, Long.MIN_VALUE + 1, "added later");
                known.coverage.closes(gap, micros);
            } else if (of.command() == Line.Command.REMOVE && one.tickers.remove(ticker)) {
                opens(one, ticker, micros, "taken out");
                known.books.forget(ticker);
            }
        }
        gaps.hasMore(line, one, micros);
        if (one.tickers.isEmpty() && !one.ofAll) {
            lines.leave(line, one);
        }
    }

    /**
     * True for a market that nobody followed before it was added. Of a recording, which plays those that it was asked
     * for and no other: one that is asked for and that no command had named.
     *
     * @param rest whether it only did not fit into the first command
     */
    private boolean isAddedLater(Subscription one, String ticker, boolean rest) {
        if (lines.isLive() || one.ofAll) {
            return one.tickers.add(ticker);
        }
        return one.tickers.contains(ticker) && one.named.add(ticker) && !rest;
    }

    void refused(Line line, Inbox.Arrival arrival) throws Json.Malformed {
        Frames.Complaint said = Frames.complaint(frame.payload(), arrival.frame());
        Line.Pending of = line.pending.remove(frame.id());
        if (of != null && of.command() == Line.Command.FOREIGN) {
            return;
        }
        Subscription one = of != null ? of.subscription() : frame.sid() >= 0 ? line.bySid(frame.sid()) : null;
        if (frame.sid() >= 0 && line.foreign.contains(frame.sid())) {
            return;
        }
        CompletableFuture<Boolean> waiting = line.waiting.remove(frame.id());
        if (waiting != null) {
            waiting.completeExceptionally(Refusals.subscription(said));
            return;
        }
        if (Refusals.ends(said)) {
            Why why = Refusals.isOverflow(said) ? Why.OVERFLOW : Why.DISCONNECTED;
            for (Subscription each : one == null ? List.copyOf(line.subscriptions) : List.of(one)) {
                if (each.isLive()) {
                    line.foreign.add(each.sid()); // what still comes of it is none of the next one
                    gaps.loses(each, why, each.heard, "the exchange says " + Refusals.line(said.toString()));
                }
            }
            known.health.broke(Refusals.line(said.toString()));
            if (lines.isLive()) {
                lines.giveUpAndAgain(line);
            }
            return;
        }
        if (one != null && frame.sid() == one.sid()) {
            gaps.place(line, one, frame, arrival.micros());
        }
        if (of == null && one == null && frame.id() <= 0) {
            long oldest = line.oldestUnanswered(); // the quick start's errors have no number
            of = line.pending.remove(oldest);
            waiting = line.waiting.remove(oldest);
            if (waiting != null) {
                waiting.completeExceptionally(Refusals.subscription(said));
                return;
            }
            one = of == null ? null : of.subscription();
        }
        refused(line, one, of, said, arrival.micros());
    }

    private void refused(
            Line line, @Nullable Subscription one, Line.@Nullable Pending of, Frames.Complaint said, long micros) {
        if (of != null && one != null && leavesOut(line, one, of, said, micros)) {
            return;
        }
        if (of != null && one != null && Refusals.isTooMany(said) && split(line, one, of, micros)) {
            return;
        }
        known.tally.complaint(said);
        known.health.broke(Refusals.line(said.toString()));
        if (of != null && of.command() == Line.Command.SNAPSHOT) {
            if (Refusals.isForLater(said)) {
                line.pending.put(frame.id(), of); // until nobody has answered for too long
            } else if (lines.isLive()) {
                lines.giveUpAndAgain(line); // a subscription begins with books too
            }
            return;
        }
        if (of != null && one != null && of.command() == Line.Command.ADD) {
            if (Refusals.isForLater(said) && (lines.isLive() || one.namesMore)) {
                of.tickers().stream()
                        .filter(ticker -> !out.containsKey(name(one, ticker)))
                        .forEach(ticker -> opens(one, ticker, one.since, Refusals.line(said.toString())));
                lines.askLater(line, one, of.tickers());
                gaps.hasMore(line, one, micros);
                return;
            }
            // Of the markets that did not fit into the first command; who adds some has been told.
            for (String ticker : of.tickers()) {
                if (one.tickers.remove(ticker)) {
                    known.coverage.opens(
                            one.topic.channel(), ticker, Why.NOT_SUBSCRIBED, one.since, Refusals.line(said.toString()));
                }
            }
            gaps.hasMore(line, one, micros);
            return;
        }
        KalshiException why = Refusals.subscription(said);
        if (of != null && one != null) {
            if (!one.isLive()) {
                lines.askLater(line, one, List.of());
            }
            opening.refused(one.topic, why);
        } else if (!opening.begun()) {
            opening.refused(why);
        }
    }

    /** Makes a command again without a market that the exchange does not know any more; false when it is not about one. */
    private boolean leavesOut(Line line, Subscription one, Line.Pending of, Frames.Complaint said, long micros) {
        String unknown = one.tickers.stream()
                .filter(ticker -> Refusals.isUnknownMarket(said, ticker))
                .findFirst()
                .orElse(null);
        boolean first = of.command() == Line.Command.SUBSCRIBE && lines.isLive() && !opening.begun();
        if (one.tickers.size() == 1 || first) {
            return false;
        }
        if (unknown == null) {
            return Refusals.isUnknownMarket(said) && halves(line, one, of, said, micros);
        }
        known.tally.complaint(said);
        forget(one, unknown, said, micros);
        switch (of.command()) {
            case SUBSCRIBE -> Commands.subscribe(line, one);
            case ADD -> Commands.add(line, one, without(of.tickers(), unknown));
            case SNAPSHOT -> Commands.snapshots(line, one, without(of.open(), unknown));
            case REMOVE, FOREIGN -> {}
        }
        return true;
    }

    private void forget(Subscription one, String unknown, Frames.Complaint said, long micros) {
        Coverage.Gap before = out.remove(name(one, unknown));
        if (before != null) {
            known.coverage.closes(before, micros);
        }
        if (one.tickers.remove(unknown)) {
            known.books.forget(unknown);
            known.coverage.opens(
                    one.topic.channel(), unknown, Why.NOT_SUBSCRIBED, micros, Refusals.line(said.toString()));
        }
    }

    /** Asks for halves of the markets, until one is alone, when the exchange does not say which it does not know. */
    private boolean halves(Line line, Subscription one, Line.Pending of, Frames.Complaint said, long micros) {
        List<String> tickers = List.copyOf(of.tickers());
        int half = (tickers.size() + 1) / 2;
        boolean adds = of.command() == Line.Command.ADD;
        if (tickers.isEmpty() || !(adds || of.command() == Line.Command.SUBSCRIBE)) {
            return false;
        }
        known.tally.complaint(said);
        if (tickers.size() == 1) {
            forget(one, tickers.get(0), said, micros);
            one.apart.clear();
        } else if (adds) {
            Commands.add(line, one, tickers.subList(0, half));
            Commands.add(line, one, tickers.subList(half, tickers.size()));
        } else {
            one.apart.addAll(tickers.subList(half, tickers.size()));
        }
        if (!adds) {
            Commands.subscribe(line, one);
        }
        return true;
    }

    private static List<String> without(Collection<String> tickers, String unknown) {
        List<String> others = new ArrayList<>(tickers);
        others.remove(unknown);
        return others;
    }

    /** Has markets that are too many for a connection followed on another one; false when that is no help. */
    private boolean split(Line line, Subscription one, Line.Pending refused, long micros) {
        List<String> tickers = List.copyOf(one.tickers);
        List<String> moved = refused.command() == Line.Command.SUBSCRIBE
                ? tickers.subList((tickers.size() + 1) / 2, tickers.size())
                : List.copyOf(refused.tickers());
        boolean follows = !moved.isEmpty() && one.tickers.containsAll(moved);
        if (!lines.haveRoom()) {
            return false;
        }
        if (!lines.isLive() && !(follows && isAsked(tickers, refused))) {
            one.fullSince = micros;
            return true; // of fewer markets than the tape has: its other connections say which they have
        }
        if (!follows) {
            return false;
        }
        moved.forEach(one.tickers::remove);
        moved.forEach(one.apart::remove);
        gaps.hasMore(line, one, micros);
        Subscription more = new Subscription(one.topic, moved, one.buffer);
        more.gap = gaps.moves(more, micros);
        if (refused.command() == Line.Command.SUBSCRIBE) {
            Commands.subscribe(line, one);
        }
        lines.another(line, more);
        return true;
    }

    /** True when these markets were in that command, or it began with as many of them as go into one. */
    private static boolean isAsked(List<String> tickers, Line.Pending of) {
        return of.command() != Line.Command.SUBSCRIBE
                || of.tickers().equals(tickers.subList(0, Math.min(Commands.AT_A_TIME, tickers.size())));
    }
}
