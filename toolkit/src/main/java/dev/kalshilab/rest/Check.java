package dev.kalshilab.rest;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
            @Nullable String failure) {
        boolean ok() {
            return failure == null && status == 200;
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
        if (status.failure() == null) {
            account();
        }
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
            find("host", "wrong", url + " does not answer: " + status.failure());
        } else if (status.ok() && status.text().contains("exchange_active")) {
            find("host", "ok", url);
        } else {
            find("host", "wrong", url + " answers with status " + status.status() + ", but not as the exchange does");
        }
    }

    private void clock(Answer status) {
        Duration ahead = status.ahead();
        if (ahead == null) {
            find("clock", "unknown", "the host does not tell its time");
        } else if (ahead.abs().compareTo(Operation.SKEW) > 0) {
            find(
                    "clock",
                    "wrong",
                    "this machine is " + ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead")
                            + ": signatures are refused, set the clock");
        } else {
            find("clock", "ok", "within " + Operation.SKEW.toSeconds() + " s of the exchange's");
        }
    }

    private void account() {
        if (!connection.hasKey()) {
            find("key", "none", "public data only; set KALSHI_API_KEY_ID and KALSHI_PRIVATE_KEY_PATH for the account");
            return;
        }
        Credentials key;
        try {
            key = connection.key().orElseThrow();
        } catch (KalshiException e) {
            find("key", "wrong", String.valueOf(e.getMessage()).replace('\n', ' '));
            return;
        }
        Answer balance = ask(api.balance());
        if (balance.ok()) {
            find("key", "ok", key.toString());
        } else if (balance.status() == 403) {
            find("key", "ok", key + ", but it may not read the portfolio");
        } else {
            find("key", "wrong", key + " is refused: " + why(balance));
            return;
        }
        tier(ask(api.limits()));
        permission(ask(api.keys()), key.keyId());
    }

    private void tier(Answer limits) {
        try {
            String tier = limits.ok() ? Json.scalar(Json.members(limits.text()).get("usage_tier")) : null;
            if (tier == null) {
                find("tier", "unknown", why(limits));
            } else {
                find("tier", "ok", tier);
            }
        } catch (Json.Malformed e) {
            find("tier", "unknown", "the answer is not readable");
        }
    }

    /** What the key may do: the scopes that the exchange lists for it. */
    private void permission(Answer keys, String keyId) {
        try {
            String list = keys.ok() ? Json.members(keys.text()).get("api_keys") : null;
            for (String row : list == null ? List.<String>of() : Json.elements(list)) {
                Map<String, String> members = Json.members(row);
                String scopes = members.get("scopes");
                if (keyId.equals(Json.scalar(members.get("api_key_id")))) {
                    find("permission", "ok", scopes == null ? "not told" : words(scopes));
                    return;
                }
            }
            find("permission", "unknown", keys.ok() ? "the exchange does not list this key" : why(keys));
        } catch (Json.Malformed e) {
            find("permission", "unknown", "the answer is not readable");
        }
    }

    private static String words(String scopes) throws Json.Malformed {
        StringJoiner words = new StringJoiner(", ");
        for (String scope : Json.elements(scopes)) {
            words.add(String.valueOf(Json.scalar(scope)));
        }
        return words.toString();
    }

    private static String why(Answer answer) {
        return answer.failure() != null ? answer.failure() : "status " + answer.status();
    }

    private Answer ask(Call<ResponseBody> call) {
        try {
            connection.requireOpen();
            Response<ResponseBody> response = Calls.execute(call);
            invented |= Connection.invented(response.raw());
            try (ResponseBody body = response.isSuccessful() ? response.body() : response.errorBody()) {
                return new Answer(
                        response.code(),
                        Operation.ahead(response.headers().getDate("Date")),
                        body == null ? "" : body.string(),
                        null);
            }
        } catch (IOException e) {
            return new Answer(0, null, "", String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }
}
