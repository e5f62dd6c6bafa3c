package dev.kalshilab.rest;

import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.AccountLimits;
import dev.kalshilab.model.EndpointCost;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.pace.Limits;
import dev.kalshilab.wire.Drift;
import dev.kalshilab.wire.ExchangeShapes;
import dev.kalshilab.wire.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import retrofit2.Response;
import retrofit2.Retrofit;

/** Asks how fast the account may ask, beside its other requests: it pays for nothing and is made once. */
final class StatedLimits {
    private static final Records<AccountLimits> LIMITS = Records.of(AccountLimits.class, ExchangeShapes.LIMITS);

    private StatedLimits() {}

    /** Null when the exchange does not tell. */
    static @Nullable Limits ask(Connection connection) throws InterruptedException {
        AccountApi api = new Retrofit.Builder()
                .baseUrl(connection.url())
                .callFactory(connection.calls())
                .addConverterFactory(new Reads.Converter(new Drift(), false))
                .build()
                .create(AccountApi.class);
        CompletableFuture<Response<Page>> costsToBe = Calls.begin(api.endpointCosts(Map.of()));
        Page limits = page(Calls.begin(api.limits()));
        if (limits == null || limits.rows().rows() != 1) {
            return null;
        }
        AccountLimits stated = LIMITS.read(limits.rows(), 0);
        List<Limits.Cost> costs = new ArrayList<>();
        Long usual = null;
        Page listed = page(costsToBe);
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

    private static @Nullable Page page(CompletableFuture<Response<Page>> call) throws InterruptedException {
        try {
            Response<Page> response = Calls.await(call);
            return response.isSuccessful() ? response.body() : null;
        } catch (IOException | KalshiException e) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException();
                interrupted.initCause(e);
                throw interrupted;
            }
            return null;
        }
    }
}
