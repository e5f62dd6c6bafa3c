package dev.kalshilab.feed;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link RawStream}: a command a channel, and who is told what comes of it.
 *
 * <p>The transport writes frames to the tape; here they are told apart, on the thread that runs it.
 */
final class RawSession implements Transport.Listener {
    /** Who is told, by the thread that runs the session. */
    interface Told {
        /** A channel is subscribed to. */
        void accepted(String channel);

        /** A channel is not. */
        void refused(String channel, Frames.Complaint said);

        /** An error that answers no command and ends nothing. */
        void complaint(Frames.Complaint said);

        /** A message of a channel; of its type where nobody said which channel it is of. */
        void message(String channel);

        /** What is no message of a channel: an answer to a command, or no message at all. */
        void other();

        /** Frames that came faster than they could be told apart. */
        void uncounted(long frames);
    }

    private static final long WAIT_NANOS = 60_000_000_000L;

    private final Transport transport;
    private final List<Topic> channels;
    private final List<String> tickers;
    private final Told told;
    private final Line line;
    private final Inbox inbox;
    // The channels that were asked for, by the command, and those that there are, by the subscription.
    private final Map<Long, String> asked = new LinkedHashMap<>();
    private final Map<Long, String> subscribed = new HashMap<>();

    private volatile @Nullable Exception why;

    RawSession(Transport transport, Line line, List<Topic> channels, List<String> tickers, Inbox inbox, Told told) {
        this.transport = transport;
        this.line = line;
        this.channels = channels;
        this.tickers = tickers;
        this.inbox = inbox;
        this.told = told;
        for (int i = 0; i < channels.size(); i++) {
            asked.put(i + 1L, channels.get(i).channel());
        }
    }

    // -- on the transport's thread -----------------------------------------------------------------------------------

    @Override
    public void opened(Transport opened, long micros) {
        for (int i = 0; i < channels.size(); i++) {
            transport.send(channels.get(i).subscribe(i + 1, tickers));
        }
    }

    @Override
    public void frame(String text, long receivedMicros) {
        inbox.add(line, text, receivedMicros);
    }

    @Override
    public void ended(Transport over, Why kind, @Nullable Exception cause, long micros) {
        why = cause;
        inbox.end();
    }

    // -- on the thread that runs it ----------------------------------------------------------------------------------

    /**
     * Connects, and goes on until it is over; why, null when that was asked for. Leaves no socket.
     *
     * @throws InterruptedException at once, when the thread is interrupted
     */
    @Nullable
    Exception run() throws InterruptedException {
        KalshiException ended = null;
        List<Inbox.Happening> batch = new ArrayList<>();
        try {
            transport.start(this);
            for (; inbox.take(batch, WAIT_NANOS); batch.clear()) {
                for (Inbox.Happening happening : batch) {
                    KalshiException end = happening instanceof Inbox.Arrival arrival ? read(arrival.frame()) : null;
                    if (end != null && ended == null) {
                        // What came by then is on the tape, so it is counted too.
                        ended = end;
                        line.tapes.ended(transport.now(), Why.DISCONNECTED);
                        transport.close();
                        inbox.end();
                    }
                }
            }
        } finally {
            transport.close();
            told.uncounted(inbox.lost());
        }
        return ended == null ? why : ended;
    }

    /** What ends the session, or null. */
    private @Nullable KalshiException read(String frame) {
        try {
            Frames.Envelope envelope = Frames.envelope(frame);
            switch (envelope.type()) {
                case "subscribed" -> {
                    told.other();
                    String channel = Frames.channel(envelope);
                    asked.values().remove(channel);
                    subscribed.put(Frames.sid(envelope), channel);
                    told.accepted(channel);
                }
                case "ok", "unsubscribed" -> told.other();
                case "error" -> {
                    told.other();
                    return refused(Frames.complaint(envelope.msg(), frame), asked.remove(Frames.id(frame)));
                }
                default -> told.message(subscribed.getOrDefault(envelope.sid(), Refusals.line(envelope.type())));
            }
        } catch (Json.Malformed e) {
            told.other();
        }
        return null;
    }

    private @Nullable KalshiException refused(Frames.Complaint said, @Nullable String channel) {
        if (channel != null) {
            told.refused(channel, said);
            return asked.isEmpty() && subscribed.isEmpty() ? Refusals.subscription(said) : null;
        }
        KalshiException ending = Refusals.ending(said);
        if (ending == null) {
            told.complaint(said);
        }
        return ending;
    }
}
