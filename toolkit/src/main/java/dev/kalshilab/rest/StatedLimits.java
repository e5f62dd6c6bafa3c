package dev.kalshilab.rest;

import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.AccountLimits;
import dev.kalshilab.model.EndpointCost;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.pace.Limits;
import dev.kalshilab.pace.TokenBudget;
import dev.kalshilab.wire.Drift;
import dev.kalshilab.wire.ExchangeShapes;
import dev.kalshilab.wire.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import retrofit2.Response;
import retrofit2.Retrofit;

/** Asks how fast the account may ask, beside its other requests: it pays for nothing. */
final class StatedLimits implements TokenBudget.Source {
    private static final Records<AccountLimits> LIMITS = Records.of(AccountLimits.class, ExchangeShapes.LIMITS);

    /** An exchange that has not said so much by then is asked again later: requests go on without. */
    private static final long PATIENCE_SECONDS = 5;

    private final Connection connection;
    private final BooleanSupplier offline;
    private @Nullable Questions begun;

    private record Questions(CompletableFuture<Response<Page>> limits, CompletableFuture<Response<Page>> costs) {
        void cancel() {
            limits.cancel(true);
            costs.cancel(true);
        }
    }

    /** @param offline whether nothing may be sent now */
    StatedLimits(Connection connection, BooleanSupplier offline) {
        this.connection = connection;
        this.offline = offline;
    }

    @Override
    public synchronized void begin() {
        if (begun == null && !offline.getAsBoolean() && !connection.isClosed()) {
            AccountApi api = new Retrofit.Builder()
                    .baseUrl(connection.url())
                    .callFactory(connection.calls())
                    .addConverterFactory(new Reads.Converter(new Drift(), false))
                    .build()
                    .create(AccountApi.class);
            begun = new Questions(
                    Calls.begin(api.limits()).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS),
                    Calls.begin(api.endpointCosts(Map.of())).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    private synchronized Questions take() throws IOException {
        begin();
        Questions taken = begun;
        begun = null;
        if (taken == null) {
            throw new IOException("nothing may be sent");
        }
        return taken;
    }

    @Override
    public @Nullable Limits ask() throws IOException, InterruptedException {
        Questions questions = take();
        try {
            Page limits = page(questions.limits());
            return limits == null || limits.rows().rows() != 1 ? null : read(limits, costs(questions));
        } finally {
            questions.cancel();
        }
    }

    /** Null when they could not be told: those that are documented are near enough. */
    private static @Nullable Page costs(Questions questions) throws InterruptedException {
        try {
            return page(questions.costs());
        } catch (IOException e) {
            return null;
        }
    }

    private static Limits read(Page limits, @Nullable Page listed) {
        AccountLimits stated = LIMITS.read(limits.rows(), 0);
        List<Limits.Cost> costs = new ArrayList<>();
        Long usual = null;
        for (int row = 0; listed != null && row < listed.rows().rows(); row++) {
            EndpointCost cost = Account.ENDPOINT_COSTS.read(listed.rows(), row);
            if (cost.method() != null && cost.path() != null && cost.cost() != null) {
                costs.add(new Limits.Cost(cost.method(), cost.path(), cost.cost()));
            }
            usual = cost.defaultCost() == null ? usual : cost.defaultCost();
        }
        return new Limits(
                Limits.Allowance.of(stated.readRefillRate(), stated.readBucketCapacity(), stated.readLimit()),
                Limits.Allowance.of(stated.writeRefillRate(), stated.writeBucketCapacity(), stated.writeLimit()),
                usual,
                costs);
    }

    /** Null when the exchange does not tell. */
    private static @Nullable Page page(CompletableFuture<Response<Page>> call)
            throws IOException, InterruptedException {
        Response<Page> response;
        try {
            response = Calls.await(call);
        } catch (IOException | KalshiException e) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException();
                interrupted.initCause(e);
                throw interrupted;
            }
            throw e instanceof IOException io ? io : new IOException(e);
        }
        if (response.code() == 429 || response.code() >= 500) {
            throw new IOException("status " + response.code());
        }
        return response.isSuccessful() ? response.body() : null;
    }
}
