package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Signer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for quotes and quotes: who sees what, and what becomes of them. */
class SandboxCommunicationsTest {
    private static final String MARKET = "KXPRESALDERIA-26-AQ";

    private final Sandbox sandbox = Sandbox.start(41);
    private final Probe probe = Probe.signed(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private List<Probe.Node> quotes(String query) {
        return probe.get("/communications/quotes?" + query).list("quotes");
    }

    private List<Probe.Node> rfqs(String query) {
        return probe.get("/communications/rfqs?" + query).list("rfqs");
    }

    private int status(String method, String path, String body) {
        return probe.tell(method, path, body).statusCode();
    }

    private String own() {
        return probe.taken(
                        201,
                        "POST",
                        "/communications/rfqs",
                        "{\"market_ticker\":\"" + MARKET + "\",\"contracts\":10,\"rest_remainder\":false}")
                .text("id");
    }

    @Test
    void theUserHasRequestsAndQuotesFromTheStart() {
        String id = probe.get("/communications/id").text("communications_id");
        assertThat(id).matches("[0-9a-f]{64}");
        assertThat(rfqs("user_filter=self")).isNotEmpty().allMatch(rfq -> rfq.text("creator_id")
                .equals(id));
        assertThat(rfqs("")).hasSizeGreaterThan(rfqs("user_filter=self").size());
        assertThat(quotes("user_filter=self")).isNotEmpty().allMatch(quote -> quote.text("creator_id")
                .equals(id));
        assertThat(quotes("rfq_user_filter=self&status=open"))
                .isNotEmpty()
                .allMatch(quote -> quote.text("rfq_creator_id").equals(id) && !quote.has("creator_user_id"));
        assertThat(quotes(""))
                .hasSize(quotes("user_filter=self").size()
                        + quotes("rfq_user_filter=self").size());
        assertThat(rfqs("")).allSatisfy(rfq -> {
            boolean mine = rfq.text("creator_id").equals(id);
            assertThat(rfq.has("creator_user_id")).isEqualTo(mine);
            boolean byCost = rfq.has("target_cost_dollars");
            assertThat(rfq.text("contracts_fp").equals("0.00")).isEqualTo(byCost);
        });
    }

    @Test
    void pagesTogetherAreTheOneBigPage() {
        assertThat(probe.all("/communications/rfqs", "rfqs", 5)).isEqualTo(rfqs(""));
        assertThat(probe.all("/communications/quotes", "quotes", 4)).isEqualTo(quotes(""));
        probe.refused(400, "/communications/rfqs?limit=101");
        probe.refused(400, "/communications/quotes?limit=501");
    }

    @Test
    void aRequestIsOpenUntilItIsDeleted() {
        String id = own();
        Probe.Node rfq = probe.get("/communications/rfqs/" + id).at("rfq");
        assertThat(rfq.text("status")).isEqualTo("open");
        assertThat(rfq.text("contracts_fp")).isEqualTo("10.00");
        assertThat(rfqs("").get(0)).isEqualTo(rfq);
        assertThat(status("DELETE", "/communications/rfqs/" + id, "")).isEqualTo(204);
        assertThat(status("DELETE", "/communications/rfqs/" + id, "")).isEqualTo(404);
        assertThat(rfqs("status=closed")).extracting(one -> one.text("id")).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "not JSON",
                "{\"market_ticker\":\"KXPRESALDERIA-26-AQ\",\"contracts\":10}",
                "{\"market_ticker\":\"KXPRESALDERIA-26-AQ\",\"rest_remainder\":false}",
                "{\"market_ticker\":\"KXPRESALDERIA-26-AQ\",\"rest_remainder\":false,\"contracts\":1,\"contracts_fp\":\"2.00\"}",
                "{\"market_ticker\":\"KXPRESALDERIA-26-AQ\",\"rest_remainder\":false,\"contracts_fp\":\"0.001\"}",
                "{\"market_ticker\":\"KXPRESALDERIA-26-AQ\",\"rest_remainder\":\"no\",\"contracts\":1}"
            })
    void requestsThatMakeNoSenseAreRefused(String body) {
        Probe.Node error =
                probe.taken(400, "POST", "/communications/rfqs", body).at("error");
        assertThat(error.text("code")).isEqualTo("bad_request");
        assertThat(error.text("details")).isNotEmpty();
    }

    @Test
    void aQuoteOnARequestOfAnotherCanBeTakenBack() {
        Probe.Node rfq = rfqs("status=open").stream()
                .filter(one -> !one.has("creator_user_id"))
                .findFirst()
                .orElseThrow();
        String body = "{\"rfq_id\":\"" + rfq.text("id")
                + "\",\"yes_bid\":\"0.3000\",\"no_bid\":\"0.2\",\"rest_remainder\":false}";
        String id = probe.taken(201, "POST", "/communications/quotes", body).text("id");
        String path = "/communications/rfqs/" + rfq.text("id") + "/quotes/" + id;
        Probe.Node quote = probe.get(path).at("quote");
        assertThat(quote.text("yes_bid_dollars")).isEqualTo("0.3000");
        assertThat(quote.text("status")).isEqualTo("open");
        assertThat(probe.get("/communications/quotes/" + id).at("quote")).isEqualTo(quote);
        probe.refused(404, "/communications/rfqs/nope/quotes/" + id);
        assertThat(status("DELETE", path, "")).isEqualTo(204);
        assertThat(probe.get(path).at("quote").text("status")).isEqualTo("cancelled");
        assertThat(status("POST", "/communications/quotes", body.replace("0.3000", "0.3001")))
                .isEqualTo(400);
        assertThat(status("POST", "/communications/quotes", body.replace("0.3000", "0.9000")))
                .isEqualTo(400);
        assertThat(status("POST", "/communications/quotes", body.replace(rfq.text("id"), own())))
                .isEqualTo(400);
    }

    @Test
    void anAcceptedQuoteIsConfirmedByItsMakerAndCannotBeTakenAgain() {
        Probe.Node quote = quotes("rfq_user_filter=self&status=open").get(0);
        String path = "/communications/rfqs/" + quote.text("rfq_id") + "/quotes/" + quote.text("id");
        assertThat(status("PUT", path + "/accept", "{\"accepted_side\":\"both\"}"))
                .isEqualTo(400);
        assertThat(status("PUT", path + "/accept", "{\"accepted_side\":\"yes\"}"))
                .isEqualTo(204);
        Probe.Node accepted = probe.get(path).at("quote");
        assertThat(accepted.text("status")).isEqualTo("confirmed");
        assertThat(accepted.text("accepted_side")).isEqualTo("yes");
        assertThat(accepted.time("confirmed_ts")).isAfter(accepted.time("accepted_ts"));
        assertThat(status("PUT", path + "/accept", "{\"accepted_side\":\"yes\"}"))
                .isEqualTo(404);
        assertThat(status("DELETE", path, "")).isEqualTo(404);
        assertThat(quotes("status=open&rfq_id=" + quote.text("rfq_id"))).isEmpty();
    }

    @Test
    void theUsersOwnQuoteThatWasAcceptedWaitsForConfirmation() {
        Probe.Node quote = quotes("user_filter=self&status=accepted").get(0);
        String path = "/communications/quotes/" + quote.text("id");
        assertThat(status("PUT", path + "/confirm", "{}")).isEqualTo(204);
        assertThat(status("PUT", path + "/confirm", "{}")).isEqualTo(404);
        assertThat(probe.get(path).at("quote").text("status")).isEqualTo("confirmed");
    }

    @Test
    void aKeyThatMayOnlyReadWritesNothing() {
        Probe.Node made = probe.taken(201, "POST", "/api_keys/generate", "{\"name\":\"reader\",\"scopes\":[\"read\"]}");
        Probe reader = new Probe(sandbox, Signer.of(made.text("api_key_id"), made.text("private_key")));
        assertThat(reader.get("/api_keys").list("api_keys")).hasSize(3);
        assertThat(reader.taken(403, "DELETE", "/api_keys/" + made.text("api_key_id"), "")
                        .at("error")
                        .fields())
                .isEqualTo(Map.of("code", "permission_denied", "message", "permission denied"));
        assertThat(status("DELETE", "/api_keys/" + made.text("api_key_id"), "")).isEqualTo(204);
        reader.refused(401, "/api_keys");
        assertThat(status("DELETE", "/api_keys/" + made.text("api_key_id"), "")).isEqualTo(404);
    }

    @Test
    void keysCanBeMadeOfBothKindsOrBrought() {
        for (String type : List.of("rsa", "ed25519")) {
            Probe.Node made =
                    probe.taken(201, "POST", "/api_keys/generate", "{\"name\":\"made\",\"key_type\":\"" + type + "\"}");
            new Probe(sandbox, Signer.of(made.text("api_key_id"), made.text("private_key"))).get("/portfolio/balance");
        }
        assertThat(status("POST", "/api_keys", "{\"name\":\"x\",\"public_key\":\"nonsense\"}"))
                .isEqualTo(400);
        assertThat(status("POST", "/api_keys/generate", "{\"name\":\"x\",\"scopes\":[\"write\"]}"))
                .isEqualTo(400);
        assertThat(status("POST", "/api_keys/generate", "{}")).isEqualTo(400);
    }
}
