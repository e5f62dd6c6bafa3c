package dev.kalshilab.rest;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import retrofit2.Call;
import retrofit2.Callback;
import retrofit2.Response;

/** Waits for a call so that an interrupt ends the waiting at once: a thread that reads a socket would not notice it. */
final class Calls {
    private Calls() {}

    /**
     * The call's response, read to its end.
     *
     * @throws InterruptedIOException when this thread was interrupted; its flag is set again and the call cancelled
     */
    static <T> Response<T> execute(Call<T> call) throws IOException {
        return await(begin(call));
    }

    /** Sends a call; cancelling what is given cancels it. */
    static <T> CompletableFuture<Response<T>> begin(Call<T> call) {
        CompletableFuture<Response<T>> answer = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                call.cancel();
                return super.cancel(mayInterrupt);
            }
        };
        call.enqueue(new Callback<T>() {
            @Override
            public void onResponse(Call<T> done, Response<T> response) {
                answer.complete(response);
            }

            @Override
            public void onFailure(Call<T> failed, Throwable why) {
                answer.completeExceptionally(why);
            }
        });
        return answer;
    }

    /** As {@link #execute}, of a call that was sent. */
    static <T> Response<T> await(CompletableFuture<Response<T>> answer) throws IOException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw raised(e.getCause() == null ? e : e.getCause());
        }
    }

    private static IOException raised(Throwable why) {
        if (why instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (why instanceof Error error) {
            throw error;
        }
        return why instanceof IOException io ? io : new IOException(why);
    }
}
