package dev.kalshilab.feed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where frames come from: a socket to the exchange, or a tape. */
interface Transport extends AutoCloseable {
    /** What a transport tells, by a thread of its own; taking it never waits. */
    interface Listener {
        /** The socket is open, and no frame has come: a tape does not say so. */
        default void opened() {}

        /** A frame arrived, at so many microseconds since 1970 by the clock of the stream. */
        void frame(String text, long receivedMicros);

        /** No frame will come any more; {@code why} is null at the end of a tape, and after {@link #close}. */
        void ended(@Nullable Exception why);
    }

    /** Begins to deliver frames; called once. */
    void start(Listener listener);

    /** Sends a command to the exchange; a tape has its answers already and does nothing. */
    void send(String text);

    /** What time it is on the stream: the connection's clock, or the time of the last frame that a tape delivered. */
    Instant now();

    /** Ends the delivery; leaves no thread and no socket. Closing again, or before the start, does no harm. */
    @Override
    void close();
}
