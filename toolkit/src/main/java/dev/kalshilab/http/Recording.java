package dev.kalshilab.http;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.tape.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The tapes on which a live connection puts what arrives. */
final class Recording {
    private final Connection connection;
    private final List<Recorder> besides = new CopyOnWriteArrayList<>();
    private volatile @Nullable Recorder recorder;

    Recording(Connection connection) {
        this.connection = connection;
    }

    /**
     * Puts all that arrives from now on on that tape; null for none.
     *
     * @throws KalshiException on a tape, and while another recording goes on
     */
    synchronized void onto(@Nullable Recorder tapeToBe) {
        if (tapeToBe != null) {
            connection.requireOpen();
            requirePossible();
        }
        recorder = tapeToBe;
    }

    /** Throws where nothing can be recorded. */
    void requirePossible() {
        Recorder other = recorder;
        if (connection.tape().isPresent()) {
            throw new KalshiException(
                    connection.name() + " is a recording already.\nCopy its file, or record a live connection.");
        }
        if (other != null) {
            throw new KalshiException("This connection is being recorded into " + other.file()
                    + " already.\nClose that recording first.");
        }
    }

    /** Puts all answers that arrive from now on on that tape too, whatever else is recorded. */
    void too(Recorder beside) {
        besides.add(beside);
    }

    /** Takes back {@link #too}. */
    void noMore(Recorder beside) {
        besides.remove(beside);
    }

    /** All tapes that are recorded at the moment. */
    List<Recorder> recorders() {
        Recorder own = recorder;
        if (besides.isEmpty()) {
            return own == null ? List.of() : List.of(own);
        }
        List<Recorder> all = new ArrayList<>(besides);
        if (own != null) {
            all.add(0, own);
        }
        return all;
    }

    /** The tape of {@link #onto}. */
    Optional<Recorder> recorder() {
        return Optional.ofNullable(recorder);
    }

    /** Puts the handshake of a stream on a tape: it tells what frames cannot, that they come from a sandbox. */
    void handshake(Recorder onto, Request request, Response response) {
        onto.http(
                new Recorder.Exchanged(
                        connection.clock().instant(),
                        request.method(),
                        request.url().encodedPath(),
                        "",
                        "",
                        response.code(),
                        RecordingInterceptor.headers(response),
                        ""),
                false,
                RecordingInterceptor.proofs(request));
    }
}
