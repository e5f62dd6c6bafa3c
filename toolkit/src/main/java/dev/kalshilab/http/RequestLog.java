package dev.kalshilab.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** One line a request at DEBUG: never a header, never a body. */
final class RequestLog {
    private static final System.Logger LOG = System.getLogger("dev.kalshilab.http");

    private RequestLog() {}

    static Response proceed(Interceptor.Chain chain, Request request) throws IOException {
        if (!LOG.isLoggable(System.Logger.Level.DEBUG)) {
            return chain.proceed(request);
        }
        long began = System.nanoTime();
        String line = request.method() + " " + request.url();
        try {
            Response response = chain.proceed(request);
            LOG.log(System.Logger.Level.DEBUG, line + " → " + response.code() + " in " + millis(began) + " ms");
            return response;
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    line + " → " + e.getClass().getSimpleName() + " in " + millis(began) + " ms");
            throw e;
        }
    }

    private static long millis(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }
}
