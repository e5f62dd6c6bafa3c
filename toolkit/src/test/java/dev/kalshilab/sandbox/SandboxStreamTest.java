package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.testkit.Signer;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.Test;

/** What flows, and how time goes on with it. */
class SandboxStreamTest {
    private static final String LONG = "KXPRESALDERIA-26-AQ";
    private static final Instant PRESENT = Instant.parse("2026-09-15T18:00:00Z");

    private static String subscribe(String params) {
        return "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"trade\"]" + params + "}}";
    }

    private static String to(String... tickers) {
        return ",\"market_tickers\":[\"" + String.join("\",\"", tickers) + "\"]";
    }

    private static String ticker(Probe.Node trade) {
        return trade.at("msg").text("market_ticker");
    }

    @Test
    void anUnsignedHandshakeIsRefused() {
        try (Sandbox sandbox = Sandbox.start(2)) {
            Signer signer = Signer.of(sandbox.ed25519());
            long now = System.currentTimeMillis();
            for (Map<String, String> headers : List.of(
                    Map.<String, String>of(),
                    signer.headers("GET", "/trade-api/v2/portfolio/balance", now),
                    signer.headers("GET", "/trade-api/ws/v2", now - 60_000))) {
                assertThatThrownBy(() -> StreamProbe.open(sandbox, headers, true))
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                WebSocketHandshakeException.class,
                                e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
            }
            Signer rsa = Signer.of(sandbox.rsa());
            StreamProbe.open(sandbox, rsa.headers("GET", "/trade-api/ws/v2", now), true)
                    .close();
        }
    }

    @Test
    void aRequestThatIsNoHandshakeIsABadRequest() {
        try (Sandbox sandbox = Sandbox.start(2)) {
            Probe probe = new Probe(sandbox);
            assertThat(probe.ask("GET", "/../ws/v2", Map.of()).statusCode()).isIn(401, 404);
            Map<String, String> signed = StreamProbe.signed(sandbox);
            assertThat(Probe.statusOf(sandbox.wsUrl().replace("ws:", "http:"), signed))
                    .isEqualTo(400);
            assertThat(Probe.statusOf(sandbox.wsUrl().replace("ws:", "http:"), Map.of()))
                    .isEqualTo(401);
        }
    }

    @Test
    void tradesOfTheMarketsAskedForArriveInOrder() {
        try (Sandbox sandbox = Sandbox.start(2, 600);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe.Node reply = stream.ask(subscribe(to(LONG, "KXFERRYSHARE-26SEP-SHARE")));
            assertThat(reply.fields()).containsOnlyKeys("id", "type", "msg").containsEntry("type", "subscribed");
            assertThat(reply.at("msg").fields())
                    .containsEntry("channel", "trade")
                    .containsEntry("sid", 1.0);
            List<Probe.Node> trades = stream.trades(60);
            assertThat(trades.stream().map(SandboxStreamTest::ticker).distinct())
                    .containsExactlyInAnyOrder(LONG, "KXFERRYSHARE-26SEP-SHARE");
            for (int i = 0; i < trades.size(); i++) {
                Probe.Node trade = trades.get(i);
                assertThat(trade.fields()).containsOnlyKeys("type", "sid", "seq", "msg");
                assertThat(trade.whole("seq")).isEqualTo(i + 1);
                assertThat(trade.at("msg").fields())
                        .containsOnlyKeys(
                                "trade_id",
                                "market_ticker",
                                "yes_price_dollars",
                                "no_price_dollars",
                                "count_fp",
                                "taker_side",
                                "taker_outcome_side",
                                "taker_book_side",
                                "is_block_trade",
                                "ts",
                                "ts_ms");
                assertThat(trade.at("msg").whole("ts_ms") / 1000)
                        .isEqualTo(trade.at("msg").whole("ts"));
            }
            assertThat(trades)
                    .extracting(trade -> trade.at("msg").whole("ts_ms"))
                    .isSorted();
            assertThat(trades.get(0).at("msg").whole("ts_ms")).isGreaterThanOrEqualTo(PRESENT.toEpochMilli());
        }
    }

    @Test
    void theStreamIsExactlyWhatRestSaysAfterwards() {
        try (Sandbox sandbox = Sandbox.start(2, 2000);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe(""));
            List<Probe.Node> trades = new ArrayList<>(stream.trades(2000));
            stream.send("{\"id\":2,\"cmd\":\"unsubscribe\",\"params\":{\"sids\":[1]}}");
            Probe.Node frame = stream.next();
            while (frame.text("type").equals("trade")) {
                trades.add(frame);
                frame = stream.next();
            }
            assertThat(frame.fields())
                    .containsOnlyKeys("id", "type", "sid", "seq")
                    .containsEntry("type", "unsubscribed")
                    .containsEntry("seq", (double) trades.size() + 1);
            Map<String, Probe.Node> rest = new LinkedHashMap<>();
            Probe probe = new Probe(sandbox);
            probe.all("/markets/trades?min_ts=" + PRESENT.getEpochSecond(), "trades", 1000)
                    .forEach(trade -> rest.put(trade.text("trade_id"), trade));
            assertThat(trades).hasSameSizeAs(rest.keySet());
            for (Probe.Node trade : trades) {
                Probe.Node message = trade.at("msg");
                Probe.Node same = rest.getOrDefault(message.text("trade_id"), message);
                for (String field : List.of(
                        "yes_price_dollars",
                        "no_price_dollars",
                        "count_fp",
                        "taker_side",
                        "taker_outcome_side",
                        "taker_book_side",
                        "is_block_trade")) {
                    assertThat(message.at(field)).as(field).isEqualTo(same.at(field));
                }
                assertThat(ticker(trade)).isEqualTo(same.text("ticker"));
                assertThat(message.whole("ts_ms"))
                        .isEqualTo(same.time("created_time").toEpochMilli());
            }
            Instant now = sandbox.clock().instant();
            assertThat(probe.get("/exchange/user_data_timestamp").time("as_of_time"))
                    .isEqualTo(now);
            assertThat(now).isAfter(PRESENT);
        }
    }

    @Test
    void timeStandsStillUnlessSomebodyIsSubscribed() {
        try (Sandbox sandbox = Sandbox.start(2, 600);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask("{\"id\":1,\"cmd\":\"list_subscriptions\"}");
            assertThat(sandbox.clock().instant()).isEqualTo(PRESENT);
            stream.ask(subscribe(to(LONG)));
            stream.trades(3);
            stream.send("{\"id\":2,\"cmd\":\"unsubscribe\",\"params\":{\"sids\":[1]}}");
            stream.reply();
            Instant stopped = sandbox.clock().instant();
            assertThat(stopped).isAfter(PRESENT);
            // A ping is answered by the loop that would have moved the clock.
            for (int i = 0; i < 20; i++) {
                stream.ping("still");
                assertThat(StreamProbe.soon(stream.signs)).isEqualTo("pong still");
            }
            assertThat(sandbox.clock().instant()).isEqualTo(stopped);
        }
    }

    @Test
    void theFutureIsTheSameHoweverItIsReached() {
        List<Set<String>> seen = new ArrayList<>();
        for (double speed : List.of(300.0, 3000.0)) {
            try (Sandbox sandbox = Sandbox.start(2, speed);
                    StreamProbe stream = StreamProbe.open(sandbox)) {
                stream.ask(subscribe(to(LONG)));
                Set<String> ids = new HashSet<>();
                stream.trades(50).forEach(trade -> ids.add(trade.at("msg").text("trade_id")));
                seen.add(ids);
            }
        }
        assertThat(seen.get(0)).hasSize(50).isEqualTo(seen.get(1));
    }

    @Test
    void aDayLaterTheAccountStillAgrees() {
        try (Sandbox sandbox = Sandbox.start(2, 100_000);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            int before = probe.get("/portfolio/settlements").list("settlements").size();
            stream.ask(subscribe(to(LONG)));
            while (sandbox.clock().instant().isBefore(PRESENT.plus(Duration.ofDays(3)))) {
                stream.trades(10);
            }
            stream.send("{\"id\":2,\"cmd\":\"unsubscribe\",\"params\":{\"sids\":[1]}}");
            stream.reply();
            List<Probe.Node> settled = probe.get("/portfolio/settlements").list("settlements");
            assertThat(settled).hasSizeGreaterThan(before);
            Set<String> tickers = new HashSet<>();
            settled.forEach(row -> tickers.add(row.text("ticker")));
            assertThat(probe.get("/portfolio/positions").list("market_positions"))
                    .isNotEmpty()
                    .noneMatch(row -> tickers.contains(row.text("ticker")));
            assertThat(probe.get("/portfolio/orders?status=resting").list("orders"))
                    .allMatch(order -> probe.get("/markets/" + order.text("ticker"))
                            .at("market")
                            .text("status")
                            .equals("active"));
            assertThat(sandbox.examples()).isNotEmpty();
        }
    }

    @Test
    void twoClientsSeeTheSameTrades() {
        try (Sandbox sandbox = Sandbox.start(2, 600);
                StreamProbe one = StreamProbe.open(sandbox);
                StreamProbe two = StreamProbe.open(sandbox)) {
            one.ask(subscribe(",\"market_ticker\":\"" + LONG + "\""));
            two.ask(subscribe(""));
            List<String> ids = new ArrayList<>();
            two.trades(400).stream()
                    .filter(trade -> ticker(trade).equals(LONG))
                    .forEach(trade -> ids.add(trade.at("msg").text("trade_id")));
            assertThat(ids).isNotEmpty();
            List<String> own = new ArrayList<>();
            while (!own.contains(ids.get(ids.size() - 1))) {
                Probe.Node trade = one.next();
                assertThat(ticker(trade)).isEqualTo(LONG);
                own.add(trade.at("msg").text("trade_id"));
            }
            assertThat(own).containsSubsequence(ids);
        }
    }

    @Test
    void aFrameOfBytesIsNoCommandAndIsAnswered() {
        try (Sandbox sandbox = Sandbox.start(1);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.bytes("{\"id\":1,\"cmd\":\"list_subscriptions\"}");
            assertThat(stream.reply().at("msg").whole("code")).isEqualTo(1);
        }
    }

    @Test
    void pingsGoBothWays() {
        try (Sandbox sandbox = Sandbox.start(2, 60, Duration.ofMillis(50));
                StreamProbe stream = StreamProbe.open(sandbox)) {
            assertThat(StreamProbe.soon(stream.signs)).isEqualTo("ping heartbeat");
            stream.ping("hello");
            String sign = StreamProbe.soon(stream.signs);
            while (sign.equals("ping heartbeat")) {
                sign = StreamProbe.soon(stream.signs);
            }
            assertThat(sign).isEqualTo("pong hello");
        }
    }

    @Test
    void whoDoesNotReadLosesTheSubscription() {
        try (Sandbox sandbox = Sandbox.start(2, 100_000);
                StreamProbe slow = StreamProbe.open(sandbox, StreamProbe.signed(sandbox), false);
                StreamProbe watch = StreamProbe.open(sandbox)) {
            slow.send(subscribe(""));
            // Time goes on for as long as the subscription lasts: until it has stood still for a while.
            Instant seen = PRESENT;
            long since = System.nanoTime();
            while (seen.equals(PRESENT) || System.nanoTime() - since < 500_000_000) {
                watch.ask("{\"cmd\":\"list_subscriptions\"}");
                if (!sandbox.clock().instant().equals(seen)) {
                    seen = sandbox.clock().instant();
                    since = System.nanoTime();
                }
            }
            slow.read(Long.MAX_VALUE);
            Probe.Node last = slow.reply();
            assertThat(last.text("type")).isEqualTo("subscribed");
            last = slow.reply();
            assertThat(last.text("type")).isEqualTo("error");
            assertThat(last.at("msg").fields()).containsEntry("code", 25.0);
        }
    }

    @Test
    void closingTheSandboxEndsItsStreamsAndThreads() {
        Sandbox sandbox = Sandbox.start(2, 60);
        try (StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe(""));
            stream.trades(1);
            sandbox.close();
            assertThat(StreamProbe.soon(stream.signs)).isEqualTo("close 1001");
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("kalshi-sandbox"));
    }

    @Test
    void okHttpIsUnderstoodToo() {
        OkHttpClient client = new OkHttpClient();
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (Sandbox sandbox = Sandbox.start(2, 600, Duration.ofMillis(20))) {
            Request.Builder request = new Request.Builder().url(sandbox.wsUrl());
            StreamProbe.signed(sandbox).forEach(request::header);
            WebSocket socket = client.newWebSocket(request.build(), new WebSocketListener() {
                @Override
                public void onOpen(WebSocket opened, Response response) {
                    received.add("open " + response.header("kalshi-sandbox"));
                }

                @Override
                public void onMessage(WebSocket from, String text) {
                    received.add(text);
                }

                @Override
                public void onClosing(WebSocket from, int code, String reason) {
                    from.close(code, reason);
                }

                @Override
                public void onClosed(WebSocket from, int code, String reason) {
                    received.add("closed " + code);
                }
            });
            assertThat(StreamProbe.soon(received)).isEqualTo("open invented data");
            assertThat(socket.send(subscribe(to(LONG)))).isTrue();
            assertThat(StreamProbe.soon(received)).contains("\"subscribed\"");
            assertThat(StreamProbe.soon(received)).contains("\"trade\"").contains(LONG);
            assertThat(socket.close(1000, "enough")).isTrue();
            String last = StreamProbe.soon(received);
            while (last.contains("\"trade\"")) {
                last = StreamProbe.soon(received);
            }
            assertThat(last).isEqualTo("closed 1000");
        } finally {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }
}
