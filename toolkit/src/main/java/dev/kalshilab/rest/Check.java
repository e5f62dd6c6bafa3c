package dev.kalshilab.rest;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.http.Skew;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.pace.TokenBudget;
import dev.kalshilab.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Response;
import retrofit2.Retrofit;

/** Looks at a connection: is the host there, do the clocks agree, is the key taken, and what may it do. */
public final class Check {
    public static final Schema SCHEMA = new Schema(
            "check",
            List.of(
                    Field.derived(Kind.TEXT, "what", "host, clock, key, tier or permission"),
                    Field.derived(Kind.TEXT, "state", "ok, wrong, none or unknown"),
                    Field.derived(Kind.TEXT, "detail", "what was found, and the way out")));

    private static final String OK = "ok";
    private static final String WRONG = "wrong";
    private static final String UNKNOWN = "unknown";
    private static final String NOT_ASKED = "not asked, as the host does not answer";

    private final Connection connection;
    private final CheckApi api;
    private final Columns findings = new Columns(SCHEMA);
    private boolean invented;

    Check(Connection connection, Retrofit retrofit) {
        this.connection = connection;
        this.api = retrofit.create(CheckApi.class);
    }

    /** One answer, or why there is none. */
    private record Answer(
            int status,
            @Nullable Duration ahead,
            String text,
            Operation.Refusal refusal,
            @Nullable String failure) {
        boolean ok() {
            return failure == null && status == 200;
        }

        boolean skewed() {
            return ahead != null && ahead.abs().compareTo(Skew.ALLOWED) > 0;
        }

        String why() {
            return failure != null ? failure : "status " + status + refusal;
        }
    }

    /** A row for each thing looked at. */
    public Columns look() {
        if (connection.tape().isPresent()) {
            find("host", "none", connection.name() + " is a recording: nothing is asked of an exchange");
            return findings;
        }
        Answer status = ask(api.status());
        host(status);
        clock(status);
        account(status);
        return findings;
    }

    /** Where the findings come from. */
    public Provenance provenance() {
        return new Provenance(
                "check()",
                connection.name(),
                invented,
                1,
                findings.rows(),
                null,
                null,
                connection.clock().instant(),
                true,
                List.of());
    }

    private void find(String what, String state, String detail) {
        findings.set(SCHEMA.index("what"), what);
        findings.set(SCHEMA.index("state"), state);
        findings.set(SCHEMA.index("detail"), detail);
        findings.endRow();
    }

    private void host(Answer status) {
        String url = connection.url().toString();
        if (status.failure() != null) {
            find("host", WRONG, url + " does not answer: " + status.failure());
        } else if (status.ok() && status.text().contains("exchange_active")) {
            find("host", OK, url);
        } else {
            find("host", WRONG, url + " answers with status " + status.status() + ", but not as the exchange does");
        }
    }

    private void clock(Answer status) {
        Duration ahead = status.ahead();
        if (status.failure() != null) {
            find("clock", UNKNOWN, NOT_ASKED);
        } else if (ahead == null) {
            find("clock", UNKNOWN, "the host does not tell its time");
        } else if (status.skewed()) {
            find(
                    "clock",
                    WRONG,
                    "this machine is " + ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead")
                            + ": signatures are refused, set the clock");
        } else {
            find("clock", OK, "within " + Skew.ALLOWED.toSeconds() + " s of the exchange's");
        }
    }

    private void account(Answer status) {
        if (!connection.hasKey()) {
            find("key", "none", "public data only; set KALSHI_API_KEY_ID and KALSHI_PRIVATE_KEY_PATH for the account");
            withoutKey("none", "no key");
            return;
        }
        Credentials key;
        try {
            key = connection.key().orElseThrow();
        } catch (KalshiException e) {
            find("key", WRONG, String.valueOf(e.getMessage()).replace('\n', ' '));
            withoutKey(UNKNOWN, "there is no usable key");
            return;
        }
        if (status.failure() != null) {
            find("key", UNKNOWN, key + ": " + NOT_ASKED);
            withoutKey(UNKNOWN, NOT_ASKED);
            return;
        }
        Answer balance = ask(api.balance());
        // A 403 without the exchange's own code is a gate before it: nobody looked at the key.
        if (balance.ok()
                || (balance.status() == 403 && !balance.refusal().code().isEmpty())) {
            find("key", OK, key.toString());
            tier(ask(api.limits()));
            permission(balance, ask(api.keys()), key.keyId());
        } else if (balance.status() == 401) {
            find("key", WRONG, key + " is refused: " + balance.why() + "; " + cause(balance));
            withoutKey(UNKNOWN, "the key is refused");
        } else {
            find("key", UNKNOWN, key + " could not be tried: " + balance.why());
            withoutKey(UNKNOWN, "the key could not be tried");
        }
    }

    /** What only a key that is taken can tell. */
    private void withoutKey(String state, String why) {
        find("tier", state, why);
        find("permission", state, why);
    }

    private String cause(Answer refused) {
        return refused.skewed()
                ? "the clock is why"
                : "check that the id belongs to the private key, and that both were made on " + connection.name()
                        + ": production and demo have keys of their own";
    }

    private void tier(Answer limits) {
        try {
            String tier = limits.ok() ? Json.scalar(Json.members(limits.text()).get("usage_tier")) : null;
            if (tier != null) {
                find("tier", OK, tier);
            } else {
                find("tier", UNKNOWN, limits.ok() ? "the exchange does not tell it" : limits.why());
            }
        } catch (Json.Malformed e) {
            find("tier", UNKNOWN, "the answer is not readable");
        }
    }

    /** What the key may do: whether it read the balance, and the scopes that the exchange lists for it. */
    private void permission(Answer balance, Answer keys, String keyId) {
        Optional<String> scopes;
        try {
            scopes = keys.ok() ? scopes(keys.text(), keyId) : Optional.empty();
        } catch (Json.Malformed e) {
            scopes = Optional.empty();
        }
        if (!balance.ok()) {
            find(
                    "permission",
                    WRONG,
                    "it may not read the portfolio: " + balance.why()
                            + scopes.map(words -> "; it may: " + words).orElse("")
                            + "; make a key with the scope read");
        } else if (scopes.isPresent()) {
            find("permission", OK, scopes.get());
        } else {
            find("permission", UNKNOWN, keys.ok() ? "the exchange does not tell this key's scopes" : keys.why());
        }
    }

    private static Optional<String> scopes(String answer, String keyId) throws Json.Malformed {
        String list = Json.members(answer).get("api_keys");
        for (String row : list == null ? List.<String>of() : Json.elements(list)) {
            Map<String, String> members = Json.members(row);
            String scopes = members.get("scopes");
            if (keyId.equals(Json.scalar(members.get("api_key_id"))) && scopes != null && scopes.startsWith("[")) {
                return Optional.of(words(scopes));
            }
        }
        return Optional.empty();
    }

    private static String words(String scopes) throws Json.Malformed {
        StringJoiner words = new StringJoiner(", ").setEmptyValue("nothing");
        for (String scope : Json.elements(scopes)) {
            words.add(Operation.line(Json.scalar(scope)));
        }
        return words.toString();
    }

    private Answer ask(Call<ResponseBody> call) {
        try {
            connection.requireOpen();
            TokenBudget.Ticket ticket = Attempts.ticket(connection, call.request());
            Response<ResponseBody> response = Calls.execute(call); // once: it reports what it sees
            if (response.code() == 429) {
                connection.budget().refused(ticket);
            }
            invented |= Connection.invented(response.raw());
            try (ResponseBody body = response.isSuccessful() ? response.body() : response.errorBody()) {
                String text = body == null ? "" : body.string();
                return new Answer(
                        response.code(),
                        Skew.ahead(response.headers()),
                        text,
                        Operation.refusal(text, response.raw().request()),
                        null);
            }
        } catch (IOException e) {
            return new Answer(0, null, "", new Operation.Refusal("", ""), Operation.line(e.getMessage()));
        }
    }
}
