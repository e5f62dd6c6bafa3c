package dev.kalshilab.http;

import dev.kalshilab.tape.Recorder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;

/** Puts every answer on the tape that is recorded at the moment, before anybody reads it. */
final class RecordingInterceptor implements Interceptor {
    private static final List<String> PROOFS = List.of("KALSHI-ACCESS-KEY", "KALSHI-ACCESS-SIGNATURE");

    private final Supplier<List<Recorder>> current;
    private final Predicate<Request> ofAccount;
    private final Clock clock;

    RecordingInterceptor(Supplier<List<Recorder>> current, Predicate<Request> ofAccount, Clock clock) {
        this.current = current;
        this.ofAccount = ofAccount;
        this.clock = clock;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        Response response = chain.proceed(request);
        List<Recorder> recorders = current.get();
        if (recorders.isEmpty() || response.code() == 101) {
            return response;
        }
        ResponseBody body = response.body();
        byte[] bytes = body.bytes(); // whole, or an IOException as without a recorder
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (Recorder recorder : recorders) {
            record(recorder, request, response, at, text);
        }
        return response.newBuilder()
                .header(Connection.TIME_HEADER, at.toString())
                .body(ResponseBody.create(bytes, body.contentType()))
                .build();
    }

    private void record(Recorder recorder, Request request, Response response, Instant at, String body)
            throws IOException {
        String query = request.url().encodedQuery();
        recorder.http(
                new Recorder.Exchanged(
                        at,
                        request.method(),
                        request.url().encodedPath(),
                        query == null ? "" : query,
                        sent(request),
                        response.code(),
                        headers(response),
                        body),
                ofAccount.test(request),
                proofs(request));
    }

    private static String sent(Request request) throws IOException {
        if (request.body() == null) {
            return "";
        }
        Buffer buffer = new Buffer();
        request.body().writeTo(buffer);
        return buffer.readUtf8();
    }

    static Map<String, String> headers(Response response) {
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers().forEach(pair -> headers.put(pair.getFirst(), pair.getSecond()));
        return headers;
    }

    static List<String> proofs(Request request) {
        List<String> proofs = new ArrayList<>();
        for (String name : PROOFS) {
            String proof = request.header(name);
            if (proof != null) {
                proofs.add(proof);
            }
        }
        return proofs;
    }
}
