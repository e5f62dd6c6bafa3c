package dev.kalshilab.http;

import dev.kalshilab.tape.Replay;
import dev.kalshilab.tape.Tape;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** Answers from a tape instead of the network. */
final class ReplayInterceptor implements Interceptor {
    private static final String ABSENT = "{\"error\":{\"code\":\"not_recorded\",\"message\":\"not on this tape\"}}";

    private final Tape tape;

    ReplayInterceptor(Tape tape) {
        this.tape = tape;
    }

    @Override
    public Response intercept(Chain chain) {
        Request request = chain.request();
        HttpUrl url = request.url();
        String query = url.encodedQuery();
        String path = "/" + String.join("/", url.pathSegments());
        Optional<Replay> replay = tape.answer(request.method(), path, query == null ? "" : query);
        Response.Builder response = new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .message("");
        if (replay.isEmpty()) {
            return response.code(404)
                    .header(Connection.ABSENT_HEADER, "absent")
                    .body(body("application/json", ABSENT))
                    .build();
        }
        Replay recorded = replay.get();
        recorded.headers().forEach((name, value) -> {
            // The body is stored decoded and may have lost rows: what the wire said of its bytes is no longer true.
            if (!name.equals("content-length")
                    && !name.equals("content-encoding")
                    && !name.equals("transfer-encoding")) {
                header(response, name, value);
            }
        });
        response.header(Connection.TIME_HEADER, recorded.at().toString());
        if (!recorded.notes().isEmpty()) {
            response.header(
                    Connection.NOTE_HEADER,
                    URLEncoder.encode(String.join("; ", recorded.notes()), StandardCharsets.UTF_8));
        }
        return response.code(recorded.status())
                .body(body(recorded.headers().getOrDefault("content-type", "application/json"), recorded.body()))
                .build();
    }

    /** A recorded header that could not have travelled as it stands is left out: none of them decides anything. */
    private static void header(Response.Builder response, String name, String value) {
        try {
            response.header(name, value);
        } catch (IllegalArgumentException e) {
            response.removeHeader(name);
        }
    }

    private static ResponseBody body(String type, String text) {
        return ResponseBody.create(text.getBytes(StandardCharsets.UTF_8), MediaType.parse(type));
    }

    static String decode(String note) {
        return URLDecoder.decode(note, StandardCharsets.UTF_8);
    }
}
