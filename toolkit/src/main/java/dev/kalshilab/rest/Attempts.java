package dev.kalshilab.rest;

import dev.kalshilab.http.Connection;
import dev.kalshilab.pace.TokenBudget;
import dev.kalshilab.retry.Retries;
import dev.kalshilab.retry.Trouble;
import dev.kalshilab.wire.Unreadable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Response;

/**
 * One request, made as often as it takes: each attempt pays its tokens, and what only reads is made again after a
 * trouble that may pass.
 */
final class Attempts<T> {
    private static final int TOO_MANY = 429;

    private final Connection connection;
    private final Retries.Attempts attempts;
    private Call<T> call;

    Attempts(Connection connection, Call<T> call) {
        this.connection = connection;
        this.attempts = connection.retries().begin();
        this.call = call;
    }

    /** The request of the last attempt. */
    Request request() {
        return call.request();
    }

    /** How often it was tried, as the end of a sentence; empty after one attempt. */
    String told() {
        String told = attempts.toString();
        return told.isEmpty() ? "" : " (" + told + ")";
    }

    /** The response of the last attempt, or its failure. */
    Response<T> response() throws IOException {
        while (true) {
            TokenBudget.Ticket ticket = ticket(connection, call.request());
            @Nullable Trouble trouble;
            Duration advice = Duration.ZERO;
            @Nullable Response<T> response = null;
            @Nullable IOException failure = null;
            try {
                response = Calls.execute(call);
                trouble = trouble(response.code());
                advice = advice(response);
                if (response.code() == TOO_MANY) {
                    connection.budget().refused(ticket);
                }
            } catch (IOException e) {
                failure = e;
                trouble = trouble(e);
            }
            if (trouble == null || !again(trouble, advice)) {
                if (response == null) {
                    throw failure == null ? new IOException("no answer") : failure;
                }
                return response;
            }
            call = call.clone();
        }
    }

    private boolean again(Trouble trouble, Duration advice) throws IOException {
        if (!call.request().method().equals("GET") || Thread.currentThread().isInterrupted()) {
            return false;
        }
        try {
            boolean again = attempts.again(trouble, advice);
            requireOpen(connection);
            return again;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Pays for a request, when there is enough for it. */
    static TokenBudget.Ticket ticket(Connection connection, Request request) throws IOException {
        try {
            TokenBudget.Ticket ticket = connection.budget().take(request.method(), connection.path(request));
            requireOpen(connection);
            return ticket;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Ends as a call does that is under way when its connection is closed. */
    private static void requireOpen(Connection connection) throws IOException {
        if (connection.isClosed()) {
            throw new IOException("Canceled");
        }
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(e);
        return interrupted;
    }

    private static @Nullable Trouble trouble(int status) {
        if (status == TOO_MANY) {
            return Trouble.BUSY;
        }
        return status >= 500 && status < 600 ? Trouble.FAILING : null;
    }

    private static @Nullable Trouble trouble(IOException failure) {
        if (failure instanceof Unreadable) {
            return Trouble.GARBLED;
        }
        if (failure instanceof UnknownHostException
                || failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownServiceException
                || failure instanceof SSLHandshakeException
                || failure instanceof SSLPeerUnverifiedException) {
            return Trouble.UNREACHABLE;
        }
        return failure instanceof InterruptedIOException ? Trouble.SLOW : Trouble.FAILING;
    }

    /** What a proxy may tell, in whole seconds; the exchange does not. */
    private static Duration advice(Response<?> response) {
        String told = response.headers().get("Retry-After");
        return told != null && told.strip().matches("\\d{1,9}")
                ? Duration.ofSeconds(Long.parseLong(told.strip()))
                : Duration.ZERO;
    }
}
