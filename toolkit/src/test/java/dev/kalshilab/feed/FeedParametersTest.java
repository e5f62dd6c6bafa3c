package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.Kalshi;
import dev.kalshilab.model.ComboMarket;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Leg;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** What a subscription can say beside its channel, and the channels that are of no markets. */
class FeedParametersTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** What is sent for a plan that a server accepts as one subscription. */
    private static String sent(String plan, java.util.function.Function<FeedPlan, FeedPlan> of) {
        try (StreamServer server = StreamServer.answering(
                        "{\"id\":1,\"type\":\"subscribed\",\"msg\":{\"channel\":\"" + plan + "\",\"sid\":1}}");
                Kalshi kalshi = Kalshi.at(server.url());
                Feed feed = of.apply(kalshi.feed()).open()) {
            assertThat(feed.isOpen()).isTrue();
            return server.commands().get(0);
        }
    }

    private static String command(String params) {
        return "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[" + params + "}}";
    }

    @Test
    void everyParameterOfTheDocumentIsSaidAsTheExchangeCallsIt() {
        assertThat(sent("cfbenchmarks_value", plan -> plan.channel("cfbenchmarks_value", "BRTI", "ETHUSD_RTI")))
                .isEqualTo(command("\"cfbenchmarks_value\"],\"index_ids\":[\"BRTI\",\"ETHUSD_RTI\"]"));
        assertThat(sent(
                        "cfbenchmarks_value_5hz",
                        plan -> plan.channel("cfbenchmarks_value_5hz", Map.of("index_ids", List.of("BRTI")))))
                .isEqualTo(command("\"cfbenchmarks_value_5hz\"],\"index_ids\":[\"BRTI\"]"));
        assertThat(sent("cfbenchmarks_value", plan -> plan.channel("cfbenchmarks_value")))
                .isEqualTo(command("\"cfbenchmarks_value\"],\"index_ids\":[\"all\"]"));
        assertThat(sent("pyth_value", plan -> plan.channel("pyth_value", "Metal.XAU/USD")))
                .isEqualTo(command("\"pyth_value\"],\"underlying_tickers\":[\"Metal.XAU/USD\"]"));
        assertThat(sent(
                        "communications",
                        plan -> plan.channel("communications", Map.of("shard_factor", 4, "shard_key", 3))))
                .isEqualTo(command("\"communications\"],\"shard_factor\":4,\"shard_key\":3"));
        assertThat(sent("ticker", plan -> plan.ticker("KX-A")
                        .channel("ticker", Map.of("skip_ticker_ack", true, "send_initial_snapshot", false))
                        .ticker("KX-B")))
                .isEqualTo(command("\"ticker\"],\"market_tickers\":[\"KX-A\",\"KX-B\"],"
                        + "\"send_initial_snapshot\":false,\"skip_ticker_ack\":true"));
        assertThat(sent("ticker", plan -> plan.channel("ticker", Map.of("market_ids", List.of("29c0608a")))))
                .isEqualTo(command("\"ticker\"],\"send_initial_snapshot\":true,\"market_ids\":[\"29c0608a\"]"));
        assertThat(sent(
                        "orderbook_delta",
                        plan -> plan.channel(
                                "orderbook_delta", Map.of("market_ticker", "kx-a", "use_yes_price", false))))
                .isEqualTo(command("\"orderbook_delta\"],\"market_tickers\":[\"KX-A\"],\"use_yes_price\":false"));
        assertThat(sent("weather", plan -> plan.channel("weather", Map.of("where", "NY", "often", 2))))
                .isEqualTo(command("\"weather\"],\"often\":2,\"where\":\"NY\""));
    }

    private static void refused(ThrowingCallable plan, String message) {
        assertThatThrownBy(plan).isInstanceOf(KalshiException.class).hasMessage(message);
        assertThat(message.lines()).hasSize(2);
    }

    @Test
    void whatAChannelDoesNotTakeIsRefusedBeforeAnythingIsSent() {
        try (Kalshi kalshi = Kalshi.at("http://127.0.0.1:9/trade-api/v2")) {
            FeedPlan plan = kalshi.feed();
            refused(
                    () -> plan.channel("communications", Map.of("shard", 1)),
                    "The channel communications takes no shard.\nIt takes shard_factor, shard_key.");
            refused(
                    () -> plan.channel("market_lifecycle_v2", Map.of("market_tickers", List.of("KX-A"))),
                    "The channel market_lifecycle_v2 takes no market_tickers.\nIt takes no parameters: leave it out.");
            refused(
                    () -> plan.channel("multivariate_market_lifecycle", "KX-A"),
                    "The channel multivariate_market_lifecycle takes no markets, and brings those of all.\n"
                            + "Leave them out, and look for them in its rows.");
            refused(
                    () -> plan.channel("cfbenchmarks_value", Map.of("index_ids", "BRTI")),
                    "index_ids of cfbenchmarks_value cannot be 'BRTI'.\nIt is a list of texts.");
            refused(
                    () -> plan.channel("pyth_value", " "),
                    "A feed of pyth_value was given a blank name.\nName one of the underlyings, or none for all of them.");
            refused(
                    () -> plan.channel("communications", Map.of("shard_factor", "4")),
                    "shard_factor of communications cannot be '4'.\nIt is a whole number.");
            refused(
                    () -> plan.channel("communications", Map.of("shard_key", 1)),
                    "shard_key of communications says nothing without shard_factor.\n"
                            + "Say into how many parts: Map.of(\"shard_factor\", 4, \"shard_key\", 0).");
            refused(
                    () -> plan.channel("communications", Map.of("shard_factor", 101)),
                    "shard_factor of communications cannot be 101.\nGive 1 to 100.");
            refused(
                    () -> plan.channel("communications", Map.of("shard_factor", 4, "shard_key", 4)),
                    "shard_key of communications cannot be 4, of 4 parts.\nGive 0 to 3.");
            refused(
                    () -> plan.channel("ticker", Map.of("market_ids", List.of("29c0608a")))
                            .ticker("KX-A"),
                    "The channel ticker was given markets both by ticker and by id.\n"
                            + "Name them by their tickers alone.");
            refused(
                    () -> plan.channel("orderbook_delta"),
                    "book(…) was given no ticker, and the exchange streams no books of all markets.\n"
                            + "Name the markets: kalshi.feed().book(ticker).");
            assertThat(plan.trades().channel("pyth_value").channel("cfbenchmarks_value", "BRTI"))
                    .hasToString("FeedPlan[trades of all markets; pyth_value of all underlyings;"
                            + " cfbenchmarks_value of BRTI on http://127.0.0.1:9/trade-api/v2, not open]");
        }
    }

    @Test
    void valuesFromOutsideTheExchangeFillTables() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed()
                        .channel("cfbenchmarks_value", "BRTI")
                        .channel("cfbenchmarks_value_5hz")
                        .channel("pyth_value", Map.of("underlying_tickers", List.of("Metal.XAU/USD")))
                        .open()) {
            sandbox.step(Duration.ofMinutes(16));
            assertThat(feed.await(900 + 5 * 3 * 900, LONG)).isTrue();
            Eventually.holds("gold", () -> feed.channel("pyth_value").rowCount() > 900);

            Table index = feed.channel("cfbenchmarks_value");
            assertThat(index.stringColumn("ticker").asSet()).containsExactly("BRTI");
            assertThat(index.doubleColumn("value").min()).isGreaterThan(50_000);
            assertThat(index.doubleColumn("avg_60s").mean())
                    .isCloseTo(index.doubleColumn("value").mean(), org.assertj.core.data.Percentage.withPercentage(1));
            assertThat(index.longColumn("avg_60s_values").asSet()).containsExactly(60L);
            assertThat(index.longColumn("avg_15min_close_values").max()).isEqualTo(60);
            assertThat(index.longColumn("avg_15min_close_values").countMissing())
                    .isGreaterThan(500);
            assertThat(index.longColumn("latency_us").min()).isPositive();
            assertThat(index.stringColumn("unknown").countMissing()).isEqualTo(index.rowCount());
            assertThat(Provenance.of(index).orElseThrow().complete()).isTrue();

            Table often = feed.channel("cfbenchmarks_value_5hz");
            assertThat(often.stringColumn("ticker").asSet())
                    .containsExactlyInAnyOrder("BRTI", "ETHUSD_RTI", "SOLUSD_RTI");
            Table gold = feed.channel("pyth_value");
            assertThat(gold.stringColumn("ticker").asSet()).containsExactly("Metal.XAU/USD");
            assertThat(gold.doubleColumn("value").mean()).isBetween(1_500.0, 3_500.0);
            assertThat(feed.other().rowCount()).isZero();
        }
    }

    @Test
    void whatBecomesOfCombosIsATable() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed()
                        .channel("multivariate_market_lifecycle")
                        .lifecycle()
                        .open()) {
            String game = kalshi.markets().series("KXHARBORGAME").open().first().ticker();
            Market market = kalshi.market(game);
            Market other = kalshi.market("KXPRESALDERIA-26-ZW");
            ComboMarket made = kalshi.allowWrites()
                    .writes()
                    .createComboMarket(
                            kalshi.collections().open().first().collectionTicker(),
                            List.of(
                                    new Leg(market.eventTicker(), market.ticker(), "yes"),
                                    new Leg(other.eventTicker(), other.ticker(), "yes")));
            sandbox.step(Duration.ofDays(2));
            Eventually.holds(
                    "the combo",
                    () -> feed.channel("multivariate_market_lifecycle").rowCount() == 3);
            Eventually.holds("others", () -> feed.lifecycle().rowCount() > 3);

            Table combos = feed.channel("multivariate_market_lifecycle");
            Table usual = feed.lifecycle();
            assertThat(combos.columnNames()).isEqualTo(usual.columnNames());
            assertThat(combos.stringColumn("type").asList())
                    .containsExactly(
                            "event_lifecycle", "multivariate_market_lifecycle", "multivariate_market_lifecycle");
            assertThat(combos.stringColumn("ticker").asList())
                    .containsExactly("", made.marketTicker(), made.marketTicker());
            assertThat(combos.stringColumn("event_type").asList()).containsExactly("", "created", "activated");
            assertThat(usual.stringColumn("type").asSet()).doesNotContain("multivariate_market_lifecycle");
            assertThat(feed.channel("market_lifecycle_v2").columnNames()).isEqualTo(usual.columnNames());
            assertThat(feed.other().rowCount()).isZero();
        }
    }

    @Test
    void anIndexThatThereIsNotIsRefusedInTwoLines() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox)) {
            FeedPlan plan = kalshi.feed().channel("cfbenchmarks_value", "BRTIX");
            refused(
                    plan::open,
                    "The exchange refused the subscription: 11 Invalid parameter: BRTIX is not among the index_ids.\n"
                            + "Check the names; a channel of values brings all when none is named.");
            refused(
                    () -> kalshi.feed().channel("ticker_v2").open(),
                    "The exchange refused the subscription: 8 Unknown channel name: ticker_v2.\n"
                            + "Check the channel's name: the exchange has no such one, or not any more.");
        }
    }

    private static Set<String> names(Feed feed, String channel, int from) {
        Table all = feed.channel(channel);
        return new TreeSet<>(
                all.inRange(from, all.rowCount()).stringColumn("ticker").asSet());
    }

    @Test
    void indicesAndUnderlyingsAreAddedAndTakenOutWhileItIsOpen() {
        for (List<String> each : List.of(
                List.of("cfbenchmarks_value", "BRTI", "ETHUSD_RTI"),
                List.of("pyth_value", "Metal.XAU/USD", "FX.EUR/USD"))) {
            String channel = each.get(0);
            String one = each.get(1);
            String two = each.get(2);
            try (Sandbox sandbox = Sandbox.start(2, 0);
                    Kalshi kalshi = Kalshi.sandbox(sandbox);
                    Feed feed = kalshi.feed().channel(channel, one).open()) {
                feed.add(two);
                sandbox.step(Duration.ofMinutes(1));
                Eventually.holds("both", () -> names(feed, channel, 0).equals(Set.of(one, two)));
                feed.remove(one);
                int before = feed.channel(channel).rowCount();
                sandbox.step(Duration.ofMinutes(1));
                Eventually.holds("more", () -> feed.channel(channel).rowCount() > before + 50);

                assertThat(names(feed, channel, before)).containsExactly(two);
                assertThat(feed.coverage(channel).stringColumn("why").asSet())
                        .containsExactlyInAnyOrder("connected", "not subscribed");
                assertThatThrownBy(() -> feed.add("NOPE"))
                        .isInstanceOf(KalshiException.class)
                        .hasMessageStartingWith("The exchange refused the subscription: 11 ")
                        .hasMessageContaining("NOPE is not among the ");
                refused(
                        () -> feed.remove(two),
                        "That would leave nothing of " + channel + ", and the exchange takes none for all.\n"
                                + "Add another one first, or close the feed.");
            }
        }
    }

    @Test
    void whatIsAddedToWhichChannelIsCertainOrRefused() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed some = kalshi.feed().channel("pyth_value", "FX.EUR/USD").open();
                Feed both = kalshi.feed()
                        .channel("pyth_value", "FX.EUR/USD")
                        .trades("KXPRESALDERIA-26-AQ")
                        .open()) {
            refused(
                    () -> some.add("all"),
                    "A feed of some cannot go over to all underlyings.\n"
                            + "Open one that names none: kalshi.feed().channel(\"pyth_value\").");
            refused(
                    () -> both.add("KXPRESALDERIA-26-BT"),
                    "This feed brings pyth_value of FX.EUR/USD; trades of KXPRESALDERIA-26-AQ: which of them is meant is"
                            + " not certain.\nOpen a feed of its own for what is no market.");
        }
    }

    @Test
    void nothingIsAddedToWhatIsOver(@TempDir Path directory) {
        Path tape = directory.resolve("a.tape.jsonl");
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox)) {
            Feed feed = kalshi.feed().trades("KXPRESALDERIA-26-AQ").open();
            feed.record(tape);
            feed.close();
            refused(() -> feed.add("KXPRESALDERIA-26-BT"), "This feed is closed.\nOpen it again to go on.");
            refused(() -> feed.remove("KXPRESALDERIA-26-BT"), "This feed is closed.\nOpen it again to go on.");
        }
        try (Kalshi replay = Kalshi.replay(tape);
                Feed feed = replay.feed().trades("KXPRESALDERIA-26-AQ").open()) {
            refused(
                    () -> feed.add("KXPRESALDERIA-26-BT"),
                    "tape:a.tape.jsonl is a recording: it plays what it has.\n"
                            + "Open another feed of it with what is wanted.");
        }
    }

    @Test
    void partsOfTheRequestsForQuotesAreAllOfThemTogether() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed whole = kalshi.feed().communications().open();
                Feed even = kalshi.feed()
                        .channel("communications", Map.of("shard_factor", 2, "shard_key", 0))
                        .open();
                Feed odd = kalshi.feed()
                        .channel("communications", Map.of("shard_factor", 2, "shard_key", 1))
                        .open()) {
            sandbox.step(Duration.ofHours(6));
            Eventually.holds("all", () -> created(whole).size() > 4);
            Eventually.holds("both parts", () -> {
                Set<String> parts = created(even);
                parts.addAll(created(odd));
                return parts.equals(created(whole));
            });
            assertThat(whole.isOpen() && even.isOpen() && odd.isOpen()).isTrue();
            Set<String> both = created(even);
            both.retainAll(created(odd));
            assertThat(both).isEmpty();
        }
    }

    private static Set<String> created(Feed feed) {
        Table said = feed.communications();
        return new TreeSet<>(said.where(said.stringColumn("type").isEqualTo("rfq_created"))
                .stringColumn("rfq_id")
                .asSet());
    }

    @Test
    void aTapeOfValuesGivesThoseThatAreAskedFor(@TempDir Path directory) {
        Path tape = directory.resolve("values.tape.jsonl");
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed().channel("cfbenchmarks_value").open()) {
            feed.record(tape);
            sandbox.step(Duration.ofMinutes(1));
            assertThat(feed.await(150, LONG)).isTrue();
        }
        try (Kalshi replay = Kalshi.replay(tape);
                Feed feed = replay.feed()
                        .channel("cfbenchmarks_value", "ETHUSD_RTI")
                        .open()) {
            assertThat(feed.await(1000, LONG)).isFalse();
            assertThat(feed.channel("cfbenchmarks_value").stringColumn("ticker").asSet())
                    .containsExactly("ETHUSD_RTI");
            assertThat(feed.channel("cfbenchmarks_value").rowCount()).isBetween(50, 61);
        }
    }
}
