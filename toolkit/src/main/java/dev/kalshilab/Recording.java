package dev.kalshilab;

import dev.kalshilab.display.Display;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.tape.Recorder;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A tape that is being written: all that its connection receives, until it is closed.
 *
 * <p>{@code Kalshi.replay(recording.file())} plays it.
 */
public final class Recording implements AutoCloseable {
    private final Connection connection;
    private final Recorder recorder;
    private final Runnable end = this::endWithConnection;
    private boolean closed;

    private Recording(Connection connection, Recorder recorder) {
        this.connection = connection;
        this.recorder = recorder;
    }

    static Recording of(Connection connection, Recorder recorder) {
        Recording recording = new Recording(connection, recorder);
        connection.record(recorder);
        connection.whenClosed(recording.end);
        return recording;
    }

    public Path file() {
        return recorder.file();
    }

    /** Answers and frames on the tape so far. */
    public long lines() {
        return recorder.lines() - 1;
    }

    /** Answers and frames that are not on the tape. */
    long lost() {
        return recorder.lost();
    }

    /** False once nothing more can be written, for want of room. */
    boolean goesOn() {
        return recorder.broken() == null;
    }

    /**
     * Ends the tape; what was received is on it.
     *
     * @throws KalshiException when something is not, for want of room on the disk
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        connection.forget(end);
        connection.record(null);
        recorder.close();
        @Nullable String broken = recorder.broken();
        if (broken != null) {
            throw new KalshiException(broken);
        }
        if (recorder.lost() > 0) {
            throw new KalshiException(recorder.lost() + " frames are not on " + recorder.file()
                    + ": they came faster than the disk takes them.\nRecord fewer markets, or onto a faster disk.");
        }
    }

    /** With its connection: what is wrong with the tape is told, and keeps nothing else from being closed. */
    private void endWithConnection() {
        try {
            close();
        } catch (KalshiException e) {
            Display.note(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "Recording[%s, %,d lines%s]", recorder.file(), lines(), closed ? ", closed" : "");
    }
}
