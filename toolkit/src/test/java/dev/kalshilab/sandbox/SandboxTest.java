package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.Example;
import dev.kalshilab.model.Interval;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SandboxTest {
    private static final List<String> PATHS = List.of(
            "/series?include_volume=true",
            "/events?limit=20&with_nested_markets=true",
            "/events/KXPRESALDERIA-26",
            "/markets?limit=300",
            "/markets?status=settled&series_ticker=KXMERIDIAN",
            "/markets/trades?limit=500",
            "/markets/trades?ticker=KXPRESALDERIA-26-ZW",
            "/events/KXHIGHNY-26SEP15",
            "/markets/KXPRESALDERIA-26-BT/orderbook",
            "/series/KXPRESALDERIA/markets/KXPRESALDERIA-26-AQ/candlesticks?start_ts=1788000000&end_ts=1789495200&period_interval=60");

    @Test
    void sameSeedGivesTheSameBytesInAnyOrderOfAsking() {
        try (Sandbox one = Sandbox.start(7);
                Sandbox two = Sandbox.start(7)) {
            assertThat(bodies(two, Comparator.reverseOrder())).isEqualTo(bodies(one, Comparator.naturalOrder()));
        }
    }

    @Test
    void anotherSeedGivesOtherMarkets() {
        try (Sandbox one = Sandbox.start(7);
                Sandbox two = Sandbox.start(8)) {
            String path = "/markets/trades?ticker=KXPRESALDERIA-26-ZW";
            assertThat(new Probe(one).bytes(path)).isNotEqualTo(new Probe(two).bytes(path));
            assertThat(one.examples()).isNotEqualTo(two.examples());
        }
    }

    private static Map<String, List<Byte>> bodies(Sandbox sandbox, Comparator<String> order) {
        Map<String, List<Byte>> bodies = new TreeMap<>();
        PATHS.stream().sorted(order).forEach(path -> {
            HttpResponse<byte[]> response = new Probe(sandbox).ask("GET", path);
            byte[] body = response.body();
            Byte[] boxed = new Byte[body.length];
            Arrays.setAll(boxed, i -> body[i]);
            bodies.put(path, List.of(boxed));
        });
        return bodies;
    }

    @Test
    void everyAnswerSaysThatItsDataIsInvented() {
        try (Sandbox sandbox = Sandbox.start()) {
            for (String path : List.of("/series", "/nowhere", "/markets?limit=5000")) {
                HttpResponse<byte[]> response = new Probe(sandbox).ask("GET", path);
                assertThat(response.headers().firstValue("kalshi-sandbox")).contains("invented data");
                assertThat(response.headers().firstValue("content-type")).contains("application/json");
                assertThat(response.headers().firstValue("date")).isPresent();
            }
        }
    }

    @Test
    void showsWhereItIsAndWhatTimeItHas() {
        try (Sandbox sandbox = Sandbox.start(3)) {
            assertThat(sandbox.url()).matches("http://127\\.0\\.0\\.1:\\d+/trade-api/v2");
            int port = URI.create(sandbox.url()).getPort();
            assertThat(sandbox).hasToString("Sandbox[http://127.0.0.1:" + port + ", seed 3, 2026-09-15T18:00:00Z]");
            assertThat(sandbox.clock().instant()).isEqualTo("2026-09-15T18:00:00Z");
        }
    }

    @Test
    void closingLeavesNoThreadAndNoSocket() {
        Sandbox sandbox = Sandbox.start();
        new Probe(sandbox).get("/exchange/status");
        List<Thread> own = threads();
        assertThat(own).isNotEmpty().allMatch(Thread::isDaemon);
        sandbox.close();
        sandbox.close();
        assertThat(threads()).isEmpty();
        assertThatThrownBy(() -> new Socket(
                                InetAddress.getLoopbackAddress(),
                                URI.create(sandbox.url()).getPort())
                        .close())
                .isInstanceOf(ConnectException.class);
        assertThat(sandbox.toString()).endsWith(", closed]");
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kalshi-sandbox"))
                .toList();
    }

    @Test
    void examplesNameWhatIsThere() {
        try (Sandbox sandbox = Sandbox.start()) {
            Probe probe = new Probe(sandbox);
            List<Example> examples = sandbox.examples();
            assertThat(examples)
                    .extracting(Example::what)
                    .contains("series", "event", "market", "candles", "trades", "book");
            assertThat(examples).extracting(Example::interval).contains(Interval.MINUTE, Interval.HOUR, Interval.DAY);
            for (Example example : examples) {
                switch (example.what()) {
                    case "series" -> probe.get("/series/" + example.ticker());
                    case "event" ->
                        assertThat(probe.get("/events/" + example.ticker()).list("markets"))
                                .hasSize(rows(example));
                    case "trades" ->
                        assertThat(probe.all("/markets/trades?ticker=" + example.ticker(), "trades", 1000))
                                .hasSize(rows(example));
                    case "book" -> {
                        Probe.Node book = probe.get("/markets/" + example.ticker() + "/orderbook")
                                .at("orderbook_fp");
                        assertThat(book.list("yes_dollars").size()
                                        + book.list("no_dollars").size())
                                .isEqualTo(rows(example));
                    }
                    default -> probe.get("/markets/" + example.ticker());
                }
            }
        }
    }

    private static int rows(Example example) {
        Long rows = example.rows();
        return rows == null ? -1 : rows.intValue();
    }
}
