package dev.kalshilab.feed;

import dev.kalshilab.tape.Frame;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The recorded frames of one channel of a stream, delivered in order as fast as they are taken. */
final class TapeTransport implements Transport {
    private static final long LONGEST_MILLIS = 1000;

    private final List<Frame> frames;
    private final OneChannel channel;
    private volatile Instant now;
    private volatile boolean closed;
    private @Nullable Thread player;

    /**
     * A stream of the incoming ones among these frames, without those that are known to be of other channels.
     *
     * @param end what time it is where there is none
     */
    TapeTransport(List<Frame> frames, String channel, Instant end) {
        this.frames = frames;
        this.channel = new OneChannel(channel);
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
            if (!frame.incoming()) {
                channel.sent(frame.text());
                continue;
            }
            now = frame.at();
            if (channel.concerns(frame.text())) {
                listener.frame(frame.text(), ChronoUnit.MICROS.between(Instant.EPOCH, frame.at()));
            }
        }
        listener.ended(null);
    }

    @Override
    public void send(String text) {}

    @Override
    public Instant now() {
        return now;
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
