package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for quotes and quotes are the same ones in answers and on the stream. */
class SandboxRfqsTest {
    private static final Instant PRESENT = Instant.parse("2026-09-15T18:00:00Z");
    private static final String LISTEN =
            "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"communications\"]}}";

    private static List<String> types(List<Probe.Node> frames) {
        return frames.stream().map(frame -> frame.text("type")).toList();
    }

    private static Map<String, Probe.Node> byId(List<Probe.Node> rows) {
        Map<String, Probe.Node> all = new HashMap<>();
        rows.forEach(row -> assertThat(all.put(row.text("id"), row)).isNull());
        return all;
    }

    private static List<Probe.Node> later(List<Probe.Node> rows) {
        return rows.stream()
                .filter(row -> row.time("created_ts").isAfter(PRESENT))
                .toList();
    }

    @Test
    void whatTheStreamAnnouncesIsListedAndNothingElse() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            stream.ask(LISTEN);
            List<Probe.Node> frames = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                sandbox.step(Duration.ofMinutes(61));
                frames.addAll(stream.drain());
                // Asking in between changes nothing.
                probe.get("/communications/quotes");
            }
            List<Probe.Node> listed = probe.all("/communications/rfqs", "rfqs", 100);
            Map<String, Probe.Node> rfqs = byId(listed);
            Map<String, Probe.Node> gone = byId(StreamProbe.said(frames, "rfq_deleted"));
            List<Probe.Node> made = StreamProbe.said(frames, "rfq_created");
            assertThat(made).hasSizeGreaterThan(40);
            assertThat(byId(made).keySet()).isEqualTo(byId(later(listed)).keySet());
            for (Probe.Node frame : made) {
                String id = frame.text("id");
                Probe.Node row = rfqs.get(id);
                for (String field : List.of("market_ticker", "contracts_fp", "created_ts")) {
                    assertThat(row.text(field)).as(field).isEqualTo(frame.text(field));
                }
                assertThat(row.text("status")).isEqualTo(gone.containsKey(id) ? "closed" : "open");
            }
            for (Probe.Node frame : gone.values()) {
                Probe.Node row = rfqs.get(frame.text("id"));
                assertThat(row.text("creator_id")).isEqualTo(frame.text("creator_id"));
                if (row.has("cancelled_ts")) {
                    assertThat(row.text("cancelled_ts")).isEqualTo(frame.text("deleted_ts"));
                }
            }
            List<Probe.Node> quotes = probe.all("/communications/quotes", "quotes", 500);
            assertThat(StreamProbe.said(frames, "quote_created").stream().map(frame -> frame.text("quote_id")))
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(byId(later(quotes)).keySet());
            List<Probe.Node> executed = StreamProbe.said(frames, "quote_executed");
            assertThat(executed).isNotEmpty();
            for (Probe.Node frame : executed) {
                Probe.Node row = byId(quotes).get(frame.text("quote_id"));
                assertThat(row.text("status")).isEqualTo("executed");
                assertThat(row.text("executed_ts")).isEqualTo(frame.text("executed_ts"));
                assertThat(row.text("rfq_creator_order_id")).isEqualTo(frame.text("order_id"));
                assertThat(row.text("creator_id")).isEqualTo(frame.text("quote_creator_id"));
                assertThat(row.text("rfq_creator_id"))
                        .isEqualTo(frame.text("rfq_creator_id"))
                        .isEqualTo(probe.get("/communications/id").text("communications_id"));
            }
            try (Sandbox unheard = Sandbox.start(2, 0)) {
                unheard.step(Duration.ofMinutes(12 * 61));
                Probe other = Probe.signed(unheard);
                assertThat(other.all("/communications/rfqs", "rfqs", 100)).isEqualTo(listed);
                assertThat(other.all("/communications/quotes", "quotes", 500)).isEqualTo(quotes);
            }
        }
    }

    @Test
    void whatIsWrittenIsSaidAtOnce() {
        try (Sandbox sandbox = Sandbox.start(41, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            stream.ask(LISTEN);
            String body = "{\"market_ticker\":\"KXPRESALDERIA-26-AQ\",\"contracts\":10,\"rest_remainder\":false}";
            String rfq = probe.taken(201, "POST", "/communications/rfqs", body).text("id");
            probe.taken(204, "DELETE", "/communications/rfqs/" + rfq, "");
            List<Probe.Node> frames = stream.drain();
            assertThat(types(frames)).containsExactly("rfq_created", "rfq_deleted");
            assertThat(frames).allMatch(frame -> frame.at("msg").text("id").equals(rfq));

            String asked = probe.get("/communications/rfqs?status=open").list("rfqs").stream()
                    .filter(one -> !one.has("creator_user_id"))
                    .findFirst()
                    .orElseThrow()
                    .text("id");
            String offer =
                    "{\"rfq_id\":\"" + asked + "\",\"yes_bid\":\"0.3\",\"no_bid\":\"0.2\",\"rest_remainder\":false}";
            String quote =
                    probe.taken(201, "POST", "/communications/quotes", offer).text("id");
            List<Probe.Node> offered = stream.drain();
            assertThat(types(offered)).containsExactly("quote_created");
            assertThat(offered.get(0).at("msg").fields())
                    .containsEntry("quote_id", quote)
                    .containsEntry("rfq_id", asked)
                    .containsEntry("yes_bid_dollars", "0.3000");

            Probe.Node open = probe.get("/communications/quotes?rfq_user_filter=self&status=open")
                    .list("quotes")
                    .get(0);
            String path = "/communications/rfqs/" + open.text("rfq_id") + "/quotes/" + open.text("id");
            probe.taken(204, "PUT", path + "/accept", "{\"accepted_side\":\"no\"}");
            List<Probe.Node> accepted = stream.drain();
            assertThat(types(accepted)).containsExactly("quote_accepted", "rfq_deleted");
            assertThat(accepted.get(0).at("msg").fields())
                    .containsEntry("quote_id", open.text("id"))
                    .containsEntry("accepted_side", "no");
        }
    }

    @Test
    void aQuoteThatTheUserAcceptsFirstIsExecutedAllTheSame() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            stream.ask(LISTEN);
            List<Probe.Node> frames = new ArrayList<>();
            for (int i = 0;
                    i < 12 * 360 && StreamProbe.said(frames, "quote_created").isEmpty();
                    i++) {
                sandbox.step(Duration.ofSeconds(10));
                frames = stream.drain();
            }
            Probe.Node quote = StreamProbe.said(frames, "quote_created").get(0);
            assertThat(StreamProbe.said(frames, "quote_accepted")).isEmpty();
            String path = "/communications/rfqs/" + quote.text("rfq_id") + "/quotes/" + quote.text("quote_id");
            probe.taken(204, "PUT", path + "/accept", "{\"accepted_side\":\"no\"}");
            sandbox.step(Duration.ofSeconds(60));
            assertThat(stream.drain().stream()
                            .filter(frame -> frame.at("msg").fields().containsValue(quote.text("rfq_id")))
                            .map(frame -> frame.text("type"))
                            .collect(Collectors.toList()))
                    .containsExactly("quote_accepted", "rfq_deleted", "quote_executed");
            assertThat(probe.get(path).at("quote").text("status")).isEqualTo("executed");
        }
    }

    private static String ask(Probe probe, String ticker) {
        String body = "{\"market_ticker\":\"" + ticker + "\",\"contracts\":10,\"rest_remainder\":false}";
        return probe.taken(201, "POST", "/communications/rfqs", body).text("id");
    }

    private static List<Probe.Node> quotesOn(Probe probe, String rfq) {
        return probe.all("/communications/quotes?rfq_id=" + rfq, "quotes", 500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KXPRESALDERIA-26-AQ", "combination"})
    void othersQuoteOnARequestOfTheUserWithinSeconds(String what) {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            String ticker = what.equals("combination")
                    ? probe.get("/markets?mve_filter=only&status=open")
                            .list("markets")
                            .get(0)
                            .text("ticker")
                    : what;
            stream.ask(LISTEN);
            String rfq = ask(probe, ticker);
            assertThat(quotesOn(probe, rfq)).isEmpty();
            sandbox.step(Duration.ofSeconds(10));
            List<Probe.Node> frames = stream.drain().stream()
                    .filter(frame -> frame.at("msg").fields().containsValue(rfq))
                    .toList();
            List<Probe.Node> told = StreamProbe.said(frames, "quote_created");
            assertThat(told).isNotEmpty().hasSizeLessThanOrEqualTo(3);
            assertThat(frames).hasSize(1 + told.size());
            Map<String, Probe.Node> listed = byId(quotesOn(probe, rfq));
            assertThat(listed).hasSameSizeAs(told);
            for (Probe.Node frame : told) {
                Probe.Node quote = listed.get(frame.text("quote_id"));
                assertThat(quote.text("status")).isEqualTo("open");
                assertThat(quote.has("creator_user_id")).isFalse();
                for (String side : List.of("yes", "no")) {
                    assertThat(quote.text(side + "_bid_dollars")).isEqualTo(frame.text(side + "_bid_dollars"));
                }
                assertThat(quote.decimal("yes_bid_dollars").add(quote.decimal("no_bid_dollars")))
                        .isPositive()
                        .isLessThan(BigDecimal.ONE);
                assertThat(quote.time("created_ts")).isBetween(PRESENT.plusSeconds(1), PRESENT.plusSeconds(10));
            }

            Probe.Node taken = told.get(0);
            String side = taken.decimal("yes_bid_dollars").signum() > 0 ? "yes" : "no";
            String path = "/communications/rfqs/" + rfq + "/quotes/" + taken.text("quote_id");
            probe.taken(204, "PUT", path + "/accept", "{\"accepted_side\":\"" + side + "\"}");
            sandbox.step(Duration.ofSeconds(20));
            Probe.Node executed = probe.get(path).at("quote");
            assertThat(executed.text("status")).isEqualTo("executed");
            Probe.Node fill = probe.get("/portfolio/fills?ticker=" + ticker).list("fills").stream()
                    .filter(row -> row.text("order_id").equals(executed.text("rfq_creator_order_id")))
                    .findFirst()
                    .orElseThrow();
            assertThat(fill.text(side + "_price_dollars")).isEqualTo(executed.text(side + "_bid_dollars"));
            assertThat(fill.text("outcome_side")).isNotEqualTo(side);
            assertThat(quotesOn(probe, rfq))
                    .filteredOn(quote -> !quote.text("id").equals(executed.text("id")))
                    .allMatch(quote -> quote.text("status").equals("cancelled"));
        }
    }

    @Test
    void aRequestThatIsTakenBackIsQuotedNoMore() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            stream.ask(LISTEN);
            String rfq = ask(probe, "KXPRESALDERIA-26-AQ");
            probe.taken(204, "DELETE", "/communications/rfqs/" + rfq, "");
            sandbox.step(Duration.ofMinutes(1));
            assertThat(StreamProbe.said(stream.drain(), "quote_created"))
                    .noneMatch(quote -> quote.text("rfq_id").equals(rfq));
            assertThat(quotesOn(probe, rfq)).isEmpty();
        }
    }

    @Test
    void theQuotesOfOthersAreTheSameHoweverTheClockGetsThere() {
        List<List<Probe.Node>> seen = new ArrayList<>();
        for (int slices : List.of(1, 12)) {
            try (Sandbox sandbox = Sandbox.start(5, 0)) {
                Probe probe = Probe.signed(sandbox);
                String first = ask(probe, "KXPRESALDERIA-26-AQ");
                String second = ask(probe, "KXPRESALDERIA-26-BT");
                for (int i = 0; i < slices; i++) {
                    sandbox.step(Duration.ofSeconds(12 / slices));
                    quotesOn(probe, first);
                }
                List<Probe.Node> quotes = new ArrayList<>(quotesOn(probe, first));
                quotes.addAll(quotesOn(probe, second));
                seen.add(quotes);
            }
        }
        assertThat(seen.get(0)).isNotEmpty().isEqualTo(seen.get(1));
    }
}
