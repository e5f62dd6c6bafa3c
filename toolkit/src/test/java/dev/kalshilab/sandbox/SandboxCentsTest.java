package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The exchange of autumn 2025: whole cents and contracts, and they agree with each other all the same. */
class SandboxCentsTest {
    private static final Sandbox SANDBOX =
            Sandbox.start(SandboxOptions.usual().withSeed(61).inCents());
    private static final Probe PROBE = Probe.signed(SANDBOX);
    private static final String AQ = "KXPRESALDERIA-26-AQ";
    private static final Pattern TODAY =
            Pattern.compile("\"[a-z_0-9]+_(dollars|fp)\"|\"(outcome_side|book_side|exchange_index|taker_book_side)\"");

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    @Test
    void nothingHasTheNamesOfToday() {
        String order = PROBE.get("/portfolio/orders").list("orders").get(0).text("order_id");
        for (String path : List.of(
                "/series",
                "/series/KXHIGHNY",
                "/events?with_nested_markets=true",
                "/events/KXHIGHNY-26SEP15",
                "/markets?limit=1000",
                "/markets/" + AQ,
                "/markets/" + AQ + "/orderbook",
                "/markets/trades?limit=1000",
                "/series/KXPRESALDERIA/markets/" + AQ
                        + "/candlesticks?start_ts=1780000000&end_ts=1789495200&period_interval=1440",
                "/multivariate_event_collections",
                "/portfolio/balance",
                "/portfolio/fills",
                "/portfolio/orders",
                "/portfolio/orders/" + order,
                "/portfolio/orders/queue_positions",
                "/portfolio/order_groups",
                "/portfolio/positions",
                "/portfolio/settlements",
                "/communications/rfqs",
                "/communications/quotes",
                "/api_keys")) {
            Matcher found = TODAY.matcher(new String(PROBE.bytes(path), StandardCharsets.UTF_8));
            assertThat(found.find() ? found.group() : "").as(path).isEmpty();
        }
        PROBE.refused(404, "/historical/cutoff");
    }

    @Test
    void emptySidesOfABookAreNull() {
        Probe.Node book = PROBE.get("/markets/KXBRINDLE-27/orderbook").at("orderbook");
        assertThat(book.fields()).containsEntry("yes", null);
        List<Probe.Node> levels = book.list("no");
        assertThat(levels.get(levels.size() - 1).elements().get(0).value()).isEqualTo((double)
                PROBE.get("/markets/KXBRINDLE-27").at("market").whole("no_bid"));
    }

    @Test
    void candlesAreTheTrades() {
        Map<Long, Long> volumes = new HashMap<>();
        for (Probe.Node trade : PROBE.all("/markets/trades?ticker=" + AQ + "&min_ts=1789000000", "trades", 1000)) {
            long end = (trade.time("created_time").getEpochSecond() / 3600 + 1) * 3600;
            volumes.merge(end, trade.whole("count"), Long::sum);
            assertThat(trade.whole("yes_price") + trade.whole("no_price")).isEqualTo(100);
            assertThat((Double) trade.fields().get("price")).isEqualTo(trade.whole("yes_price") / 100.0);
        }
        for (Probe.Node candle : PROBE.get("/series/KXPRESALDERIA/markets/" + AQ
                        + "/candlesticks?start_ts=1789005600&end_ts=1789495200&period_interval=60")
                .list("candlesticks")) {
            long volume = candle.whole("volume");
            assertThat(volume).isEqualTo(volumes.getOrDefault(candle.whole("end_period_ts"), 0L));
            Map<String, Object> price = candle.at("price").fields();
            assertThat(price).containsKeys("open", "close", "mean", "previous").containsEntry("max", null);
            assertThat(price.get("open") == null).isEqualTo(volume == 0);
        }
        assertThat(volumes).isNotEmpty();
    }

    @Test
    void theBalanceIsAllOfIt() {
        long cash = 250_000;
        for (Probe.Node fill : PROBE.all("/portfolio/fills", "fills", 100)) {
            long own = fill.whole(fill.text("side") + "_price") * fill.whole("count");
            cash += fill.text("action").equals("buy") ? -own : own;
        }
        for (Probe.Node order : PROBE.all("/portfolio/orders", "orders", 100)) {
            cash -= order.whole("taker_fees") + order.whole("maker_fees");
        }
        for (Probe.Node row : PROBE.all("/portfolio/settlements", "settlements", 100)) {
            cash += row.whole("revenue");
        }
        assertThat(PROBE.get("/portfolio/balance").whole("balance")).isEqualTo(cash);
        assertThat(PROBE.get("/portfolio/balance").fields())
                .containsOnlyKeys("balance", "portfolio_value", "updated_ts");
    }

    @Test
    void requestsForQuotesAreInCentsToo() {
        assertThat(PROBE.get("/communications/quotes").list("quotes"))
                .isNotEmpty()
                .allSatisfy(quote -> assertThat(quote.whole("yes_bid") + quote.whole("no_bid"))
                        .isBetween(1L, 100L));
        assertThat(PROBE.get("/communications/rfqs").list("rfqs"))
                .allMatch(rfq -> rfq.whole("contracts") > 0 || rfq.whole("target_cost_centi_cents") > 0);
    }
}
