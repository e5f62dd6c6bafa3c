package dev.kalshilab.rest;

import dev.kalshilab.auth.KeyFiles;
import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.ComboMarket;
import dev.kalshilab.model.CreatedId;
import dev.kalshilab.model.CreatedKey;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Leg;
import dev.kalshilab.wire.CommunicationShapes;
import dev.kalshilab.wire.Json;
import dev.kalshilab.wire.KeyShapes;
import dev.kalshilab.wire.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Response;
import retrofit2.Retrofit;

/** Executes what changes something at the exchange: each once, never again by itself. */
public final class Changes {
    private static final Records<CreatedId> CREATED = Records.of(CreatedId.class, CommunicationShapes.CREATED);
    private static final Records<CreatedKey> CREATED_KEY = Records.of(CreatedKey.class, KeyShapes.CREATED);

    private static final String DELETE_IT = "delete it: kalshi.portfolio().apiKeys() lists it.";

    private final Connection connection;
    private final Lists lists;
    private final WritesApi api;

    Changes(Connection connection, Retrofit retrofit) {
        this.connection = connection;
        this.lists = new Lists(connection);
        this.api = retrofit.create(WritesApi.class);
    }

    public CreatedKey createKey(Map<String, Object> members) {
        return lists.one(CREATED_KEY, api.createKey(members), "the new key");
    }

    /**
     * Has the exchange make a key, and puts its private key into a new file that only its owner can read.
     *
     * @return what the answer says of the key besides
     */
    public CreatedKey generateKey(Map<String, Object> members, Path file) {
        AtomicReference<@Nullable CreatedKey> created = new AtomicReference<>();
        try {
            KeyFiles.keep(file, () -> {
                Response<ResponseBody> response = Operation.answer(connection, api.generateKey(members));
                return privateKey(response.body(), created).getBytes(StandardCharsets.US_ASCII);
            });
        } catch (KalshiException e) {
            if (created.get() == null) {
                throw e;
            }
            String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new KalshiException(cause + "\nThe exchange has made the key all the same: " + DELETE_IT, e);
        }
        CreatedKey key = created.get();
        if (key == null) {
            throw new IllegalStateException("No key was made"); // keep() calls its source once
        }
        return key;
    }

    private static String privateKey(@Nullable ResponseBody body, AtomicReference<@Nullable CreatedKey> created) {
        // Nothing of what is read here may get into a message: it holds the key.
        try (body) {
            Map<String, String> answer = Json.members(body == null ? "" : body.string());
            String id = Json.scalar(answer.get("api_key_id"));
            String pem = Json.scalar(answer.get("private_key"));
            if (id == null || id.isEmpty() || pem == null || pem.isEmpty()) {
                throw notKept();
            }
            created.set(
                    new CreatedKey(id, Json.scalar(answer.get("key_type")), Json.scalar(answer.get("warning")), null));
            return pem;
        } catch (IOException | Json.Malformed e) {
            throw notKept();
        }
    }

    private static KalshiException notKept() {
        return new KalshiException(
                "POST /api_keys/generate: the exchange's answer, a success, could not be read, so the"
                        + " private key in it is lost.\nIf a key was made, " + DELETE_IT);
    }

    public void deleteKey(String id) {
        Operation.answer(connection, api.deleteKey(id));
    }

    public String createRfq(Map<String, Object> members) {
        return lists.one(CREATED, api.createRfq(members), "the new request").id();
    }

    public void deleteRfq(String id) {
        Operation.answer(connection, api.deleteRfq(id));
    }

    public String createQuote(Map<String, Object> members) {
        return lists.one(CREATED, api.createQuote(members), "the new quote").id();
    }

    /** A quote's path begins with its request; without one the deprecated path of 2025 is taken. */
    public void deleteQuote(@Nullable String rfqId, String quoteId) {
        Operation.answer(connection, rfqId == null ? api.deleteQuote(quoteId) : api.deleteQuote(rfqId, quoteId));
    }

    public void acceptQuote(@Nullable String rfqId, String quoteId, String side) {
        Map<String, Object> body = Map.of("accepted_side", side);
        Operation.answer(
                connection, rfqId == null ? api.acceptQuote(quoteId, body) : api.acceptQuote(rfqId, quoteId, body));
    }

    public void confirmQuote(@Nullable String rfqId, String quoteId) {
        Map<String, Object> body = Map.of();
        Operation.answer(
                connection, rfqId == null ? api.confirmQuote(quoteId, body) : api.confirmQuote(rfqId, quoteId, body));
    }

    public ComboMarket createComboMarket(String collection, List<Leg> legs, Map<String, Object> more) {
        Map<String, Object> members = new LinkedHashMap<>(Combos.legs(legs));
        members.putAll(more);
        Call<Page> call = api.createComboMarket(collection, members);
        return lists.one(Combos.MARKET, call, "the new combo");
    }
}
