package dev.kalshilab.feed;

import dev.kalshilab.tape.Frame;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The recorded frames of a stream, delivered in order as fast as they are taken. */
final class TapeTransport implements Transport {
    private static final long LONGEST_MILLIS = 1000;

    private final List<Frame> frames;
    private volatile Instant now;
    private volatile boolean closed;
    private @Nullable Thread player;

    /**
     * A stream of these frames.
     *
     * @param end what time it is where there is none
     */
    TapeTransport(List<Frame> frames, Instant end) {
        this.frames = frames;
        this.now = frames.stream()
                .filter(Frame::incoming)
                .map(Frame::at)
                .findFirst()
                .orElse(end);
    }

    @Override
    public synchronized void start(Listener listener) {
        Thread thread = new Thread(() -> play(listener), "kalshi-tape");
        thread.setDaemon(true);
        player = thread;
        thread.start();
    }

    private void play(Listener listener) {
        for (Frame frame : frames) {
            if (closed) {
                break;
            }
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, frame.at());
            switch (frame.way()) {
                case OUT -> listener.sent(frame.text(), micros);
                case IN -> {
                    now = frame.at();
                    listener.frame(frame.text(), micros);
                }
                case END -> listener.interrupted(Why.of(frame.text()), micros);
            }
        }
        listener.ended(this, Why.DISCONNECTED, null, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    }

    @Override
    public void send(String text) {}

    @Override
    public void mute() {
        closed = true;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void goodbye() {
        closed = true;
    }

    @Override
    public void close() {
        closed = true;
        Thread playing;
        synchronized (this) {
            playing = player;
        }
        if (playing != null) {
            try {
                playing.join(LONGEST_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
