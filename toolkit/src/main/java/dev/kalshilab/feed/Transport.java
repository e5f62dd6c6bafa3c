package dev.kalshilab.feed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where frames come from: a socket to the exchange, or a tape. */
interface Transport extends AutoCloseable {
    /** What a transport tells, by a thread of its own; taking it never waits. Times are microseconds since 1970. */
    interface Listener {
        /** The socket is open, and no frame has come. */
        default void opened(Transport transport, long micros) {}

        /** A command was sent. */
        default void sent(String command, long micros) {}

        /** A frame arrived. */
        void frame(String text, long micros);

        /** A connection ended, and others follow on this transport: so a tape tells of one that was opened again. */
        default void interrupted(Why why, long micros) {}

        /** No frame will come any more; {@code cause} is null at the end of a tape, and after {@link #close}. */
        void ended(Transport transport, Why why, @Nullable Exception cause, long micros);
    }

    /** Begins to deliver frames; called once. */
    void start(Listener listener);

    /** Sends a command to the exchange; a tape has its answers already and does nothing. */
    void send(String text);

    /** From now on nothing is delivered, and nothing more is put on tapes. */
    void mute();

    /** What time it is on the stream: the connection's clock, or the time of the last frame that a tape delivered. */
    Instant now();

    /** Says that it is to end, and waits for nothing: so several end at the same time. {@link #close} is still needed. */
    void goodbye();

    /** Ends the delivery; leaves no thread and no socket. Closing again, or before the start, does no harm. */
    @Override
    void close();
}
