package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.wire.BookMessages;
import dev.kalshilab.wire.FeedShapes;
import dev.kalshilab.wire.FrameReader;
import dev.kalshilab.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What frames say: rows, books, and what nobody understands. Of the thread that reads. */
final class Reading {
    private static final int TRADE_ID = FeedShapes.TRADES.index("trade_id");
    private static final int CREATED = FeedShapes.TRADES.index("created_time");
    private static final int ORIGIN = FeedShapes.TRADES.index(FeedShapes.ORIGIN);
    private static final int OTHER_CHANNEL = FeedShapes.OTHER.index("channel");
    private static final int OTHER_TYPE = FeedShapes.OTHER.index(FeedShapes.TYPE);
    private static final int OTHER_SID = FeedShapes.OTHER.index("sid");
    private static final int OTHER_SEQ = FeedShapes.OTHER.index("seq");
    private static final int OTHER_RECEIVED = FeedShapes.OTHER.index(FeedShapes.RECEIVED);
    private static final int OTHER_PROBLEM = FeedShapes.OTHER.index("problem");
    private static final int OTHER_FRAME = FeedShapes.OTHER.index("frame");

    private final Known known;
    private final Gaps gaps;
    private final Answers answers;
    private final Opening opening;
    private final boolean live;
    // Of the frame that is read at the moment.
    private final FrameReader frame;
    private final BookMessages told = new BookMessages();

    Reading(Known known, Gaps gaps, Answers answers, Opening opening, boolean live, FrameReader frame) {
        this.known = known;
        this.gaps = gaps;
        this.answers = answers;
        this.opening = opening;
        this.live = live;
        this.frame = frame;
    }

    /** Reads a frame that arrived. */
    void read(Inbox.Arrival arrival) {
        Line line = arrival.line();
        line.heard = arrival.micros();
        try {
            frame.open(arrival.frame());
            switch (frame.type()) {
                case "subscribed" -> answers.subscribed(line, arrival);
                case "ok", "unsubscribed" -> answers.answered(line, arrival);
                case "error" -> answers.refused(line, arrival);
                default -> message(line, arrival);
            }
        } catch (Json.Malformed | RuntimeException e) {
            known.tally.unreadable(e);
            other(null, false, arrival, String.valueOf(e.getMessage()));
            // Where places are counted, the next one tells whether something is missing.
            for (Subscription one : line.subscriptions) {
                if (one.isLive() && one.isCounted()) {
                    gaps.doubts(one, arrival.micros());
                } else if (one.isLive()) {
                    gaps.unreadable(line, one, arrival.micros());
                }
            }
        }
    }

    private void message(Line line, Inbox.Arrival arrival) throws Json.Malformed {
        if (frame.sid() >= 0 && line.foreign.contains(frame.sid())) {
            return;
        }
        Subscription one = frame.sid() >= 0 ? line.bySid(frame.sid()) : null;
        if (one == null) {
            one = line.byType(frame.type());
            if (one != null && !one.isLive()) {
                // Its answer was overtaken, or is not on the tape.
                one.begins(frame.sid(), line.isAsking(one) ? 0 : Math.max(0, frame.seq() - 1));
                one.overtaken = true;
            }
            if (one != null && (one.gap != null || !known.coverage.hasBegun(one.topic.channel()))) {
                answers.covered(line, one, arrival.micros());
                opening.accepted(one.topic);
            }
        }
        if (one == null || !one.brings(frame.type())) {
            if (one != null) {
                gaps.place(line, one, frame, arrival.micros());
                one.heard = arrival.micros();
            }
            if (live || one != null || frame.sid() < 0) {
                known.tally.other(frame.type());
                other(one, true, arrival, null);
                notUnderstood(line, one, arrival.micros());
            }
            return;
        }
        Subscription.Place place = gaps.place(line, one, frame, arrival.micros());
        one.heard = arrival.micros();
        boolean again = place == Subscription.Place.AGAIN && !one.topic.isTrades();
        if (!again && !one.isCounted() && !one.topic.isTrades()) {
            again = one.wasHere(arrival.frame());
        }
        if (again && one.isToldApart()) {
            repeated(line, one, arrival);
            return;
        }
        row(line, one, arrival, place);
    }

    /** A message of a type that nobody knows: of that channel, or perhaps of each that has a table on this line. */
    private void notUnderstood(Line line, @Nullable Subscription of, long micros) {
        if (of != null && of.topic.schema() == null) {
            return; // it was asked for to be kept as it is
        }
        known.tally.notUnderstood();
        for (Subscription one : of == null ? line.subscriptions : List.of(of)) {
            if (one.isLive() && one.topic.schema() != null) {
                known.coverage.notUnderstood(one.topic.channel(), frame.type(), micros);
            }
        }
    }

    /**
     * Leaves out a message that was here already. So many of them in a row are no repetitions, but the messages of
     * somebody who gives them no ids of their own: then they are rows after all.
     */
    private void repeated(Line line, Subscription one, Inbox.Arrival arrival) throws Json.Malformed {
        known.tally.repeated(1);
        if (one.topic.isBooks() || !one.repeats(arrival)) {
            return;
        }
        List<Inbox.Arrival> held = one.tellApartNoMore();
        known.coverage.noSequence(one.topic.channel());
        known.tally.repeated(-held.size());
        known.tally.untold();
        for (Inbox.Arrival each : held) {
            frame.open(each.frame());
            row(line, one, each, Subscription.Place.NEXT);
        }
    }

    private void row(Line line, Subscription one, Inbox.Arrival arrival, Subscription.Place place)
            throws Json.Malformed {
        Buffer buffer = one.buffer;
        if (buffer == null) {
            return;
        }
        boolean room = buffer.hasRoom(arrival.micros());
        if (one.topic.isBooks()) {
            // A book goes on where its changes find no room.
            book(line, one, buffer, arrival, place == Subscription.Place.LATE, room);
            return;
        }
        if (!room) {
            return;
        }
        try {
            buffer.read(frame, arrival.micros());
        } catch (Json.Malformed | RuntimeException e) {
            known.tally.unreadable(e);
            other(one, true, arrival, String.valueOf(e.getMessage()));
            gaps.unreadable(line, one, arrival.micros());
            return;
        }
        Columns rows = buffer.rows();
        int row = rows.rows() - 1;
        if (!one.wants(buffer.ticker())) {
            buffer.takeBack();
            known.tally.stranger();
            return;
        }
        if (!one.topic.isTrades()) {
            one.isAnother();
        } else {
            String id = rows.textAt(TRADE_ID, row);
            boolean here = id == null ? place == Subscription.Place.AGAIN : !gaps.isNew(id, arrival.micros());
            if (here && one.isToldApart()) {
                buffer.takeBack();
                repeated(line, one, arrival);
                return;
            }
            if (place == Subscription.Place.AGAIN && frame.seq() == one.last() && one.standsStill()) {
                one.isNotCounted();
                known.coverage.noSequence(one.topic.channel());
            }
            one.isAnother();
            rows.replace(ORIGIN, row, "stream");
            if (place != Subscription.Place.LATE) {
                one.time = rows.longAt(CREATED, row);
            }
        }
    }

    private void book(Line line, Subscription one, Buffer buffer, Inbox.Arrival arrival, boolean late, boolean room)
            throws Json.Malformed {
        BookMessages.Kind kind;
        try {
            kind = told.read(frame, one.yesPrices);
        } catch (Json.Malformed | RuntimeException e) {
            known.tally.unreadable(e);
            other(one, true, arrival, String.valueOf(e.getMessage()));
            if (frame.type().equals("orderbook_snapshot")) {
                if (arrival.frame().contains('"' + told.ticker() + '"')) {
                    known.books.invalidate(told.ticker(), "its snapshot could not be read");
                    line.came(one, told.ticker());
                    gaps.takeAgain(line, one, told.ticker(), arrival.micros());
                }
                known.coverage.lost(one.topic.channel(), Why.UNREADABLE, arrival.micros(), arrival.micros(), 1);
            } else {
                gaps.unreadable(line, one, arrival.micros());
            }
            return;
        }
        // A book that is added may begin before the answer.
        if (!one.wants(told.ticker()) && !line.isAdding(one, told.ticker())) {
            known.tally.stranger();
            return;
        }
        // The book goes on where its changes find no room any more.
        Columns rows = room ? buffer.rows() : null;
        boolean valid;
        if (kind == BookMessages.Kind.SNAPSHOT) {
            if (!late) {
                line.came(one, told.ticker());
            }
            valid = known.books.snapshot(told, rows, frame.seq(), arrival.micros(), late);
        } else {
            valid = known.books.delta(told, rows, frame.seq(), arrival.micros(), late);
        }
        if (rows != null) {
            buffer.late();
        }
        if (!valid) {
            gaps.takeAgain(line, one, told.ticker(), arrival.micros());
        }
    }

    /** Keeps what has no table as it came. */
    private void other(@Nullable Subscription one, boolean readable, Inbox.Arrival arrival, @Nullable String problem) {
        if (!known.others.hasRoom(arrival.micros())) {
            return;
        }
        Columns rows = known.others.rows();
        if (one != null) {
            rows.set(OTHER_CHANNEL, one.topic.channel());
        }
        if (readable) {
            rows.set(OTHER_TYPE, frame.type().isEmpty() ? null : (Object) frame.type());
            if (frame.sid() >= 0) {
                rows.set(OTHER_SID, frame.sid());
            }
            if (frame.seq() >= 0) {
                rows.set(OTHER_SEQ, frame.seq());
            }
        }
        rows.set(OTHER_RECEIVED, arrival.micros());
        rows.set(OTHER_PROBLEM, (@Nullable Object) problem);
        rows.set(OTHER_FRAME, arrival.frame());
        rows.endRow();
    }
}
