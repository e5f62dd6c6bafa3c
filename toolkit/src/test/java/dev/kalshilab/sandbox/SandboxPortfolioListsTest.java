package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages and filters of the account's lists, and what is refused. */
class SandboxPortfolioListsTest {
    private static final Sandbox SANDBOX = Sandbox.start(6);
    private static final Probe PROBE = Probe.signed(SANDBOX);

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static List<Probe.Node> rows(String path) {
        String list = path.replaceAll("\\?.*", "").substring("/portfolio/".length());
        return PROBE.get(path + (path.contains("?") ? "&" : "?") + "limit=500").list(list);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fills", "orders", "settlements", "deposits"})
    void pagesTogetherAreTheOneBigPage(String list) {
        List<Probe.Node> all = rows("/portfolio/" + list);
        assertThat(PROBE.all("/portfolio/" + list, list, 1)).isEqualTo(all).isNotEmpty();
        assertThat(PROBE.all("/portfolio/" + list, list, 7)).isEqualTo(all);
        String time = List.of("created_time", "settled_time", "created_ts").stream()
                .filter(field -> all.get(0).has(field))
                .findFirst()
                .orElseThrow();
        assertThat(all)
                .extracting(row ->
                        row.at(time).value() instanceof String ? row.time(time).getEpochSecond() : row.whole(time))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void pagesOfPositionsHaveEachEventOnce() {
        Probe.Node all = PROBE.get("/portfolio/positions");
        assertThat(all.text("cursor")).isEmpty();
        List<Probe.Node> markets = new ArrayList<>();
        List<Probe.Node> events = new ArrayList<>();
        String cursor = "";
        do {
            Probe.Node page = PROBE.get("/portfolio/positions?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            markets.addAll(page.list("market_positions"));
            events.addAll(page.list("event_positions"));
            cursor = page.text("cursor");
        } while (!cursor.isEmpty());
        assertThat(markets).isEqualTo(all.list("market_positions"));
        assertThat(events).isEqualTo(all.list("event_positions"));
    }

    @Test
    void fillsAreFiltered() {
        List<Probe.Node> all = rows("/portfolio/fills");
        Probe.Node one = all.get(all.size() / 2);
        assertThat(rows("/portfolio/fills?ticker=" + one.text("ticker")))
                .isEqualTo(all.stream()
                        .filter(fill -> fill.text("ticker").equals(one.text("ticker")))
                        .toList());
        assertThat(rows("/portfolio/fills?order_id=" + one.text("order_id")))
                .isEqualTo(all.stream()
                        .filter(fill -> fill.text("order_id").equals(one.text("order_id")))
                        .toList());
        long ts = one.whole("ts");
        assertThat(rows("/portfolio/fills?min_ts=" + ts + "&max_ts=" + (ts + 86400) + "&subaccount=3"))
                .isNotEmpty()
                .isEqualTo(all.stream()
                        .filter(fill -> fill.whole("ts") >= ts && fill.whole("ts") < ts + 86400)
                        .toList());
        assertThat(rows("/portfolio/fills?ticker=NOPE")).isEmpty();
    }

    @Test
    void ordersAreFiltered() {
        List<Probe.Node> all = rows("/portfolio/orders");
        for (String status : List.of("resting", "canceled", "executed")) {
            assertThat(rows("/portfolio/orders?status=" + status))
                    .isNotEmpty()
                    .isEqualTo(all.stream()
                            .filter(order -> order.text("status").equals(status))
                            .toList());
        }
        assertThat(rows("/portfolio/orders?event_ticker=KXPRESALDERIA-26,KXFERRYSHARE-26SEP"))
                .isNotEmpty()
                .isEqualTo(all.stream()
                        .filter(order -> order.text("ticker").matches("KXPRESALDERIA-26-.*|KXFERRYSHARE-26SEP-.*"))
                        .toList());
        String ticker = all.get(0).text("ticker");
        assertThat(rows("/portfolio/orders?ticker=" + ticker)).isNotEmpty().allMatch(order -> order.text("ticker")
                .equals(ticker));
        assertThat(rows("/portfolio/orders?min_ts=1789000000"))
                .isNotEmpty()
                .allMatch(order -> order.time("created_time").getEpochSecond() >= 1789000000);
    }

    @Test
    void settlementsAreFiltered() {
        List<Probe.Node> all = rows("/portfolio/settlements");
        Probe.Node one = all.get(3);
        assertThat(rows("/portfolio/settlements?ticker=" + one.text("ticker"))).containsExactly(one);
        assertThat(rows("/portfolio/settlements?event_ticker=" + one.text("event_ticker")))
                .containsExactly(one);
        long ts = one.time("settled_time").getEpochSecond();
        assertThat(rows("/portfolio/settlements?min_ts=" + ts + "&max_ts=" + ts))
                .contains(one);
        assertThat(rows("/portfolio/settlements?min_ts=" + (ts + 1))).doesNotContain(one);
    }

    @Test
    void positionsAreFiltered() {
        List<Probe.Node> all = PROBE.get("/portfolio/positions").list("market_positions");
        assertThat(PROBE.get("/portfolio/positions?count_filter=position,total_traded")
                        .list("market_positions"))
                .isEqualTo(all.stream()
                        .filter(row -> row.decimal("position_fp").signum() != 0)
                        .toList())
                .hasSizeLessThan(all.size());
        assertThat(PROBE.get("/portfolio/positions?count_filter=total_traded").list("market_positions"))
                .isEqualTo(all);
        Probe.Node event = PROBE.get("/portfolio/positions?event_ticker=KXPRESALDERIA-26");
        assertThat(event.list("market_positions")).hasSize(3);
        assertThat(event.list("event_positions")).hasSize(1);
        Probe.Node market = PROBE.get("/portfolio/positions?ticker=KXPRESALDERIA-26-AQ");
        assertThat(market.list("market_positions")).hasSize(1);
        assertThat(market.list("event_positions")).isEqualTo(event.list("event_positions"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/portfolio/positions?settlement_status=unsettled",
                "/portfolio/positions?count_filter=resting_order_count",
                "/portfolio/positions?limit=1001",
                "/portfolio/fills?limit=1001",
                "/portfolio/fills?limit=0",
                "/portfolio/fills?min_ts=yesterday",
                "/portfolio/fills?cursor=nonsense",
                "/portfolio/orders?status=pending",
                "/portfolio/orders?event_ticker=a,b,c,d,e,f,g,h,i,j,k",
                "/portfolio/settlements?limit=-1",
                "/portfolio/deposits?limit=501"
            })
    void wrongValuesAreRefusedAndNamed(String path) {
        String name = path.replaceAll(".*\\?|=.*", "");
        assertThat(PROBE.refused(400, path).at("error").text("details")).contains(name);
    }

    @Test
    void anUnknownOrderIsNotFound() {
        assertThat(PROBE.refused(404, "/portfolio/orders/00000000-0000-4000-8000-000000000000")
                        .at("error")
                        .text("code"))
                .isEqualTo("not_found");
    }

    @Test
    void aCursorFitsItsOwnQueryOnly() {
        String cursor = PROBE.get("/portfolio/fills?limit=3").text("cursor");
        PROBE.refused(400, "/portfolio/orders?cursor=" + cursor);
        PROBE.refused(400, "/portfolio/fills?ticker=KXPRESALDERIA-26-AQ&cursor=" + cursor);
    }

    @Test
    void theSameSeedGivesTheSameAccount() {
        try (Sandbox twin = Sandbox.start(6)) {
            Probe other = Probe.signed(twin);
            for (String path : List.of("balance", "positions", "settlements", "orders", "fills", "deposits")) {
                assertThat(other.bytes("/portfolio/" + path)).isEqualTo(PROBE.bytes("/portfolio/" + path));
            }
        }
    }

    @Test
    void theAccountsDataAreOfNow() {
        assertThat(PROBE.get("/exchange/user_data_timestamp").time("as_of_time"))
                .isEqualTo(SANDBOX.clock().instant());
        assertThat(PROBE.get("/account/limits").fields().keySet().stream()
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .isEqualTo("grants read usage_tier write");
    }
}
