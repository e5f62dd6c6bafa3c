package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Agreement;
import dev.kalshilab.testkit.Signer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A sandbox in a process of its own agrees with itself as those of tests do, once its clock has run and somebody has
 * written to it: nothing but what it says is known of it here.
 */
class StandaloneProcessTest {
    private static final Instant PRESENT = Instant.parse("2026-09-15T18:00:00Z");
    private static final String AQ = "KXPRESALDERIA-26-AQ";
    private static final String GAMES = "/markets?status=open&series_ticker=KXHARBORGAME";
    private static final String COLLECTION = "/multivariate_event_collections/KXMVEHARBOR-R";

    /** The settings that the program prints: where it is, and with which key. */
    private static Map<String, String> settings(Process process) throws IOException {
        Map<String, String> settings = new HashMap<>();
        BufferedReader lines = process.inputReader();
        while (settings.size() < 3) {
            String line = Objects.requireNonNull(lines.readLine(), "it ended");
            if (line.startsWith("KALSHI_")) {
                settings.put(line.replaceFirst("=.*", ""), line.replaceFirst("[^=]*=", ""));
            }
        }
        return settings;
    }

    private static String the(Map<String, String> settings, String name) {
        return Objects.requireNonNull(settings.get(name), name);
    }

    /** Listens until so much time has passed there. */
    private static List<Probe.Node> listen(StreamProbe stream, Probe probe, Instant until) {
        List<Probe.Node> frames = new ArrayList<>();
        while (probe.get("/exchange/user_data_timestamp").time("as_of_time").isBefore(until)) {
            frames.addAll(stream.drain());
        }
        return frames;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "5"})
    void aSandboxOfAnotherProcessAgreesWithItself(String seed) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Standalone.class.getName(),
                        "--seed",
                        seed)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            Map<String, String> settings = settings(process);
            String url = the(settings, "KALSHI_ON");
            Signer signer = Signer.of(
                    the(settings, "KALSHI_API_KEY_ID"),
                    Files.readString(Path.of(the(settings, "KALSHI_PRIVATE_KEY_PATH"))));
            Probe probe = new Probe(url, signer);
            String ws = url.replace("http:", "ws:").replace("/v2", "/ws/v2");
            try (StreamProbe stream = StreamProbe.open(ws, StreamProbe.signed(signer), true)) {
                stream.send("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"ticker\",\"trade\",\"fill\","
                        + "\"market_positions\",\"user_orders\",\"communications\",\"market_lifecycle_v2\"]}}");
                String rfq = probe.taken(
                                201,
                                "POST",
                                "/communications/rfqs",
                                "{\"market_ticker\":\"" + AQ + "\",\"contracts\":10,\"rest_remainder\":false}")
                        .text("id");
                String game = probe.get(GAMES).list("markets").get(0).text("ticker");
                String combo = probe.taken(
                                200, "POST", COLLECTION, "{\"selected_markets\":[" + leg(game) + ',' + leg(AQ) + "]}")
                        .text("market_ticker");
                // On a busy machine the request for quotes may have been made late in that minute.
                List<Probe.Node> frames = new ArrayList<>();
                List<Probe.Node> offered = List.of();
                for (int seconds = 60; seconds <= 600 && offered.isEmpty(); seconds += 60) {
                    frames.addAll(listen(stream, probe, PRESENT.plusSeconds(seconds)));
                    offered = StreamProbe.said(frames, "quote_created").stream()
                            .filter(quote -> quote.text("rfq_id").equals(rfq))
                            .toList();
                }
                assertThat(offered).isNotEmpty();
                String quote = "/communications/rfqs/" + rfq + "/quotes/"
                        + offered.get(0).text("quote_id");
                probe.taken(204, "PUT", quote + "/accept", "{\"accepted_side\":\"yes\"}");
                frames.addAll(listen(stream, probe, PRESENT.plusSeconds(180)));
                assertThat(StreamProbe.said(frames, "trade")).hasSizeGreaterThan(100);
                assertThat(probe.get(quote).at("quote").text("status")).isEqualTo("executed");
                assertThat(probe.get("/markets/" + combo).at("market").text("ticker"))
                        .isEqualTo(combo);
            }
            Agreement agreement = new Agreement(Agreement.at(url, signer));
            // The clock stands again as soon as the program has noticed that nobody listens.
            while (!standing(probe)) {
                Thread.onSpinWait();
            }
            assertThat(agreement.sample()).isEmpty();
            assertThat(agreement.market(AQ)).isEmpty();
            assertThat(agreement.book(AQ)).isEmpty();
            assertThat(agreement.candles(AQ, 1, PRESENT.minusSeconds(3_600), PRESENT.plusSeconds(7_200)))
                    .isEmpty();
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** The header with its time says as well how many seconds pass in one. */
    private static boolean standing(Probe probe) {
        String time = probe.ask("GET", "/exchange/status")
                .headers()
                .firstValue(Streams.TIME)
                .orElseThrow();
        return Double.parseDouble(time.substring(time.indexOf(' ') + 1)) == 0;
    }

    private static String leg(String market) {
        return "{\"market_ticker\":\"" + market + "\",\"event_ticker\":\""
                + market.substring(0, market.lastIndexOf('-')) + "\",\"side\":\"yes\"}";
    }
}
