package dev.kalshilab.feed;

import dev.kalshilab.tape.Frame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The recorded frames of a connection, delivered in order as fast as they are taken. */
final class TapeTransport implements Transport {
    private static final long LONGEST_MILLIS = 1000;

    private final Player player;
    private volatile @Nullable Listener listener;
    private volatile Instant now;
    private volatile boolean closed;

    private TapeTransport(Player player, Instant now) {
        this.player = player;
        this.now = now;
    }

    /**
     * A transport for each connection of a recorded stream, one at least. They play when the first is started, in the
     * order of the tape: the others must be started by then.
     *
     * @param end what time it is where there is none
     */
    static List<TapeTransport> of(List<Frame> frames, Instant end) {
        Player player = new Player(frames);
        for (Frame frame : frames) {
            if (!player.transports.containsKey(frame.connection())) {
                player.transports.put(frame.connection(), new TapeTransport(player, end));
            }
            TapeTransport of = player.transports.get(frame.connection());
            if (of != null && frame.incoming() && of.now.equals(end)) {
                of.now = frame.at();
            }
        }
        if (frames.isEmpty()) {
            player.transports.put(0, new TapeTransport(player, end));
        }
        return List.copyOf(player.transports.values());
    }

    @Override
    public void start(Listener told) {
        listener = told;
        if (player.first() == this) {
            player.start();
        }
    }

    private void deliver(Frame frame) {
        Listener told = listener;
        if (closed || told == null) {
            return;
        }
        long micros = Lines.micros(frame.at());
        switch (frame.way()) {
            case OUT -> told.sent(frame.text(), micros);
            case IN -> {
                now = frame.at();
                told.frame(frame.text(), micros);
            }
            case END -> told.interrupted(Why.of(frame.text()), micros);
        }
    }

    private void end() {
        Listener told = listener;
        if (told != null) {
            told.ended(this, Why.DISCONNECTED, null, Lines.micros(now));
        }
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
        player.join();
    }

    /** Plays the connections of a stream, on a thread of its own. */
    private static final class Player {
        private final List<Frame> frames;
        private final Map<Integer, TapeTransport> transports = new TreeMap<>();
        private final Thread thread = new Thread(this::play, "kalshi-tape");

        Player(List<Frame> frames) {
            this.frames = frames;
            thread.setDaemon(true);
        }

        TapeTransport first() {
            return transports.values().iterator().next();
        }

        void start() {
            thread.start();
        }

        private void play() {
            List<TapeTransport> all = new ArrayList<>(transports.values());
            for (Frame frame : frames) {
                TapeTransport of = transports.get(frame.connection());
                if (of != null) {
                    of.deliver(frame);
                }
                if (all.stream().allMatch(one -> one.closed)) {
                    break;
                }
            }
            all.forEach(TapeTransport::end);
        }

        void join() {
            try {
                thread.join(LONGEST_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
