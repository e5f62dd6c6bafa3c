package dev.kalshilab.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The calls of one connection: with its threads and sockets, once or as often as OkHttp finds right. */
final class Client {
    private final OkHttpClient usual;
    private final OkHttpClient once;

    /**
     * @param isPlain whether the exchange is asked without TLS, as one on this machine is: nothing of it is loaded then
     * @param ours what each request goes through, the outermost first
     * @param redirected whether it goes where an answer points to
     * @param again hears of each request that goes out once more than it was meant to
     */
    Client(boolean isPlain, List<Interceptor> ours, boolean redirected, Consumer<Request> again) {
        OkHttpClient.Builder builder = Background.client()
                .dispatcher(new Dispatcher(Executors.newCachedThreadPool(Client::thread)))
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(Duration.ofSeconds(60))
                // A page is read within seconds; an answer that drips for ever ends here.
                .callTimeout(Duration.ofMinutes(3))
                .followRedirects(redirected);
        if (isPlain) {
            builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).followSslRedirects(false);
        }
        ours.forEach(builder::addInterceptor);
        builder.addNetworkInterceptor(telling(again));
        this.usual = builder.build();
        usual.dispatcher().setMaxRequestsPerHost(usual.dispatcher().getMaxRequests());
        // OkHttp would send a request again when a connection breaks, and when a 503 says that it may at once.
        this.once = usual.newBuilder()
                .retryOnConnectionFailure(false)
                .addNetworkInterceptor(chain -> chain.proceed(chain.request())
                        .newBuilder()
                        .removeHeader("Retry-After")
                        .build())
                .build();
    }

    OkHttpClient usual() {
        return usual;
    }

    /** The status of the answer to a request, which stays when the answer cannot be read; and how often it was sent. */
    private static final class Status {
        volatile int code;
        volatile boolean sent;
    }

    /** OkHttp sends a request again by itself, when a connection that was kept is gone: that is told. */
    private static Interceptor telling(Consumer<Request> again) {
        return chain -> {
            Request request = chain.request();
            Status status = request.tag(Status.class);
            if (status != null && status.sent) {
                again.accept(request);
            } else if (status != null) {
                status.sent = true;
            }
            return chain.proceed(request);
        };
    }

    /** Makes calls whose {@link #status} is known. */
    Call.Factory calls() {
        return request -> usual.newCall(watched(request));
    }

    /** As {@link #calls()}, each sent once whatever becomes of it: for what changes something. */
    Call.Factory callsSentOnce() {
        return request -> once.newCall(watched(request));
    }

    /** Notes the status of an answer with its request. */
    static Response heard(Response response, Request request) {
        Status status = request.tag(Status.class);
        if (status != null) {
            status.code = response.code();
        }
        return response;
    }

    private static Request watched(Request request) {
        return request.newBuilder().tag(Status.class, new Status()).build();
    }

    /** The status of the answer to a request of {@link #calls()}, also of one that could not be read; 0 without one. */
    static int status(Request request) {
        Status status = request.tag(Status.class);
        return status == null ? 0 : status.code;
    }

    /** A thread that keeps no program from ending. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "kalshi-connection");
        thread.setDaemon(true);
        return thread;
    }

    /** Closes the sockets that nobody uses just now. */
    void closeIdle() {
        usual.connectionPool().evictAll();
    }

    void close() {
        // A call that was just read to its end gives its socket back behind the last line here.
        usual.dispatcher().setIdleCallback(usual.connectionPool()::evictAll);
        usual.dispatcher().cancelAll();
        usual.dispatcher().executorService().shutdown();
        usual.connectionPool().evictAll();
    }
}
