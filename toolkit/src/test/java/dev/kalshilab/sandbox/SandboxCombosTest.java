package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Combinations: what they are made of decides what they pay, and anybody can make another. */
class SandboxCombosTest {
    private static final Sandbox SANDBOX = Sandbox.start(31);
    private static final Probe PROBE = Probe.signed(SANDBOX);
    private static final String OPEN = "/multivariate_event_collections/KXMVEHARBOR-R";

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static List<Probe.Node> combos() {
        return PROBE.get("/markets?limit=1000&mve_filter=only").list("markets");
    }

    private static Probe.Node market(String ticker) {
        return PROBE.get("/markets/" + ticker).at("market");
    }

    @Test
    void aCombinationPaysTheProductOfItsLegs() {
        List<Probe.Node> settled = combos().stream()
                .filter(market -> market.text("status").equals("finalized"))
                .toList();
        assertThat(settled).isNotEmpty();
        for (Probe.Node market : settled) {
            BigDecimal value = BigDecimal.ONE;
            for (Probe.Node leg : market.list("mve_selected_legs")) {
                BigDecimal yes = market(leg.text("market_ticker")).decimal("settlement_value_dollars");
                assertThat(leg.decimal("yes_settlement_value_dollars")).isEqualTo(yes);
                value = value.multiply(leg.text("side").equals("yes") ? yes : BigDecimal.ONE.subtract(yes));
            }
            assertThat(market.decimal("settlement_value_dollars"))
                    .isEqualByComparingTo(value.setScale(2, RoundingMode.DOWN));
            assertThat(market.text("result"))
                    .isEqualTo(value.signum() == 0 ? "no" : value.compareTo(BigDecimal.ONE) == 0 ? "yes" : "scalar");
        }
    }

    @Test
    void combinationsAreMarketsOfTheirOwnEventsOnly() {
        List<Probe.Node> events =
                PROBE.get("/events/multivariate?with_nested_markets=true").list("events");
        assertThat(events).hasSameSizeAs(combos());
        assertThat(events).allSatisfy(event -> {
            assertThat(event.list("markets")).hasSize(1);
            assertThat(event.list("markets").get(0).text("event_ticker")).isEqualTo(event.text("event_ticker"));
        });
        assertThat(PROBE.all("/events", "events", 200))
                .noneMatch(event -> event.text("event_ticker").startsWith("KXMVE"));
        assertThat(PROBE.get("/events/multivariate?collection_ticker=KXMVEHARBOR-W36")
                        .list("events"))
                .hasSizeLessThan(events.size())
                .isNotEmpty();
        PROBE.refused(400, "/events/multivariate?collection_ticker=A&series_ticker=B");
        PROBE.refused(400, "/events/multivariate?limit=201");
    }

    @Test
    void theLegsStandInTheStrikeToo() {
        assertThat(combos()).isNotEmpty().allSatisfy(market -> {
            List<Probe.Node> legs = market.list("mve_selected_legs");
            assertThat(legs).hasSizeGreaterThanOrEqualTo(2);
            assertThat(market.at("custom_strike").text("Associated Markets"))
                    .isEqualTo(String.join(
                            ",",
                            legs.stream().map(leg -> leg.text("market_ticker")).toList()));
            assertThat(market.text("price_level_structure")).isEqualTo("deci_cent");
            assertThat(market.text("yes_bid_dollars")).isEqualTo("0.0000");
        });
    }

    private static String selection(String first, String side, String second) {
        return "{\"selected_markets\":[" + leg(first, side) + ',' + leg(second, "yes")
                + "],\"with_market_payload\":true}";
    }

    private static String leg(String market, String side) {
        String event = market.substring(0, market.lastIndexOf('-'));
        return "{\"market_ticker\":\"" + market + "\",\"event_ticker\":\"" + event + "\",\"side\":\"" + side + "\"}";
    }

    private static String game() {
        return PROBE.get("/markets?status=open&series_ticker=KXHARBORGAME")
                .list("markets")
                .get(0)
                .text("ticker");
    }

    @Test
    void whatIsMadeIsThereFromThenOn() {
        String body = selection(game(), "no", "KXPRESALDERIA-26-LM");
        Probe.Node made = PROBE.taken(200, "POST", OPEN, body);
        String ticker = made.text("market_ticker");
        assertThat(made.at("market").text("status")).isEqualTo("active");
        assertThat(market(ticker)).isEqualTo(made.at("market"));
        assertThat(PROBE.get("/events/" + made.text("event_ticker")).list("markets"))
                .hasSize(1);
        assertThat(combos()).extracting(one -> one.text("ticker")).containsOnlyOnce(ticker);
        String turned = "{\"selected_markets\":[" + leg("KXPRESALDERIA-26-LM", "yes") + ',' + leg(game(), "no") + "]}";
        Probe.Node again = PROBE.taken(200, "POST", OPEN, turned);
        assertThat(again.text("market_ticker")).isEqualTo(ticker);
        assertThat(again.has("market")).isFalse();
        assertThat(combos()).extracting(one -> one.text("ticker")).containsOnlyOnce(ticker);
        assertThat(PROBE.get("/markets/" + ticker + "/orderbook")
                        .at("orderbook_fp")
                        .fields())
                .containsOnlyKeys("yes_dollars", "no_dollars");
    }

    @Test
    void whatIsMadeIsSaidAtOnce() {
        try (Sandbox sandbox = Sandbox.start(31, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(
                    "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"multivariate_market_lifecycle\"]}}");
            String body = selection(game(), "yes", "KXPRESALDERIA-26-ZW");
            Probe.Node made = Probe.signed(sandbox).taken(200, "POST", OPEN, body);
            Probe.signed(sandbox).taken(200, "POST", OPEN, body);
            sandbox.step(Duration.ofMinutes(1));
            stream.send("{\"id\":77,\"cmd\":\"list_subscriptions\"}");
            assertThat(stream.next().at("msg").text("event_ticker")).isEqualTo(made.text("event_ticker"));
            for (String what : List.of("created", "activated")) {
                assertThat(stream.next().at("msg").fields())
                        .containsEntry("market_ticker", made.text("market_ticker"))
                        .containsEntry("event_type", what);
            }
            assertThat(stream.next().whole("id")).isEqualTo(77);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "KXPRESALDERIA-26-AQ,yes,KXPRESALDERIA-26-BT", "KXBRINDLE-27,yes,KXPRESALDERIA-26-BT",
        "KXPRESALDERIA-26-NOPE,yes,KXPRESALDERIA-26-BT", "KXPRESALDERIA-26-AQ,maybe,KXPRESALDERIA-26-BT"
    })
    void combinationsThatCannotBeAreRefused(String first, String side, String second) {
        Probe.Node error = PROBE.taken(400, "POST", OPEN, selection(first, side, second));
        assertThat(error.at("error").text("code")).isEqualTo("bad_request");
    }

    @Test
    void aClosedCollectionMakesNothing() {
        Probe.Node collection = PROBE.get("/multivariate_event_collections?status=closed")
                .list("multivariate_contracts")
                .get(0);
        Probe.Node error = PROBE.taken(
                400,
                "POST",
                "/multivariate_event_collections/" + collection.text("collection_ticker"),
                selection(game(), "yes", "KXPRESALDERIA-26-BT"));
        assertThat(error.at("error").text("details")).contains("not open");
    }

    @Test
    void lookupIsGone() {
        PROBE.refused(404, OPEN + "/lookup?lookback_seconds=60");
        assertThat(PROBE.tell("PUT", OPEN + "/lookup", selection(game(), "yes", "KXPRESALDERIA-26-BT"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void lookupWasThereInAutumn2025() {
        try (Sandbox old = Sandbox.start(SandboxOptions.usual().withSeed(31).inCents())) {
            Probe probe = Probe.signed(old);
            String body = selection(
                    probe.get("/markets?status=open&series_ticker=KXHARBORGAME")
                            .list("markets")
                            .get(0)
                            .text("ticker"),
                    "yes",
                    "KXPRESALDERIA-26-ZW");
            assertThat(probe.tell("PUT", OPEN + "/lookup", body).statusCode()).isEqualTo(404);
            String made = probe.taken(200, "POST", OPEN, body).text("market_ticker");
            assertThat(probe.taken(200, "PUT", OPEN + "/lookup", body).text("market_ticker"))
                    .isEqualTo(made);
            List<Probe.Node> points =
                    probe.get(OPEN + "/lookup?lookback_seconds=60").list("lookup_points");
            assertThat(points).extracting(point -> point.text("market_ticker")).containsExactly(made);
            probe.refused(400, OPEN + "/lookup?lookback_seconds=61");
        }
    }
}
