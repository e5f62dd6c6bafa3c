package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

/** The names, the envelope and the errors of the quick start for WebSockets. */
class GuideTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Backfill NOTHING = (tickers, from, to) -> {
        throw new KalshiException("nobody is asked");
    };

    @Test
    void itsChannelsAreThoseOfToday() {
        try (StreamServer server = StreamServer.answering("{\"type\":\"ok\",\"id\":{id}}");
                Feed feed = server.kalshi()
                        .feed()
                        .channel("orderbook", "KXHARRIS24-LSV")
                        .channel("trades", "KXHARRIS24-LSV")
                        .channel("fills")
                        .channel("positions")
                        .open()) {
            assertThat(server.commands())
                    .satisfiesExactly(
                            book -> assertThat(book).contains("[\"orderbook_delta\"]", "[\"KXHARRIS24-LSV\"]"),
                            trades -> assertThat(trades).contains("[\"trade\"]", "[\"KXHARRIS24-LSV\"]"),
                            fills -> assertThat(fills).contains("[\"fill\"]"),
                            positions -> assertThat(positions).contains("[\"market_positions\"]"));
            assertThat(feed.coverage("orderbook").rowCount()).isEqualTo(1);
            assertThat(feed.drain("trades").rowCount()).isZero();
        }
    }

    @Test
    void itsMessagesHaveRows() {
        String market = "\"market_ticker\":\"KXHARRIS24-LSV\"";
        try (StreamServer server = StreamServer.answering("{\"type\":\"ok\",\"id\":{id}}");
                Feed feed = server.kalshi()
                        .feed()
                        .channel("orderbook", "KXHARRIS24-LSV")
                        .channel("ticker", "KXHARRIS24-LSV")
                        .open()) {
            server.say(
                    "{\"type\":\"ticker\",\"data\":{" + market + ",\"bid\":45,\"ask\":53}}",
                    "{\"type\":\"orderbook_snapshot\",\"data\":{" + market
                            + ",\"yes\":[[45,100],[44,20]],\"no\":[[47,30]]}}",
                    "{\"type\":\"orderbook_update\",\"data\":{" + market
                            + ",\"price\":45,\"delta\":-40,\"side\":\"yes\",\"client_order_id\":\"mine\"}}");
            assertThat(feed.await(3, LONG)).as(feed + " " + feed.other()).isTrue();

            Table tickers = feed.tickers();
            assertThat(tickers.doubleColumn("yes_bid").get(0)).isEqualTo(0.45);
            assertThat(tickers.doubleColumn("yes_ask").get(0)).isEqualTo(0.53);
            Table book = feed.book("KXHARRIS24-LSV");
            assertThat(book.doubleColumn("price").asList()).containsExactly(0.45, 0.44, 0.47);
            assertThat(book.doubleColumn("count").asList()).containsExactly(60.0, 20.0, 30.0);
            assertThat(feed.other().rowCount()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "invalid_auth|Authentication failed|Streams need a key even for public channels",
                "invalid_market|Market ticker not found|Check the ticker",
                "rate_limit|Too many requests|wait some seconds",
                "invalid_action|Unknown command|the toolkit needs an update"
            })
    void itsErrorsRefuseASubscriptionWithTheWayOut(String code, String message, String wayOut) {
        String error = "{\"type\":\"error\",\"data\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
        try (StreamServer server = StreamServer.answering(error)) {
            assertThatThrownBy(() -> server.kalshi().feed().trades("KX-A").open())
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("The exchange refused the subscription: " + code + " " + message + ".\n")
                    .hasMessageContaining(wayOut);
        }
    }

    @Test
    void itsErrorsWhileAStreamIsOpenAreSaid() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = server.kalshi().feed().trades("KX-A").open()) {
            server.say("{\"type\":\"error\",\"data\":{\"code\":\"rate_limit\",\"message\":\"Too many requests\"}}");
            Eventually.holds("the error", () -> dev.kalshilab.model.Provenance.of(feed.trades())
                    .orElseThrow()
                    .notes()
                    .contains("1 error from the exchange, the first: rate_limit Too many requests"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "prod,https://external-api.kalshi.com/trade-api/v2",
        "demo,https://external-api.demo.kalshi.co/trade-api/v2",
        "here,https://api.elections.kalshi.com/trade-api/v2"
    })
    void theExchangeItselfIsNotEvenAskedForAStreamWithoutAKey(String name, String url) {
        try (Connection connection = Connection.live(name, url, Clock.systemUTC())) {
            FeedPlan plan = FeedPlan.on(connection, NOTHING).trades("KX-A");
            assertThatThrownBy(plan::open)
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("The stream on " + name + " needs a key, and there is none.\n"
                            + "Streams need a key even for public channels: set KALSHI_API_KEY_ID and"
                            + " KALSHI_PRIVATE_KEY_PATH, on demo KALSHI_DEMO_….");
        }
    }
}
