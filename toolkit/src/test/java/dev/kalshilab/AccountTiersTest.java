package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.model.Order;
import dev.kalshilab.model.Provenance;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** Which tables of the account have rows of both tiers of the exchange, and say of each where it came from. */
class AccountTiersTest {
    private static Kalshi kalshi;

    @BeforeAll
    static void open() {
        kalshi = Kalshi.sandbox();
    }

    @AfterAll
    static void close() {
        kalshi.close();
    }

    private static Set<String> sources(Table table) {
        return Set.copyOf(table.stringColumn("source").asList());
    }

    @Test
    void fillsAndOrdersAreOfBothTiersAndSayOfWhich() {
        for (Query<?, ?> each :
                List.of(kalshi.portfolio().fills(), kalshi.portfolio().orders())) {
            Table table = each.table();
            assertThat(sources(table)).containsExactlyInAnyOrder("live", "historical");
            assertThat(Provenance.of(table).orElseThrow().complete()).isTrue();
        }
        assertThat(sources(kalshi.portfolio().fills().historical().table())).containsExactly("historical");
        assertThat(sources(kalshi.portfolio().orders().historical().table())).containsExactly("historical");
    }

    @Test
    void ordersOfAStatusAreThoseOfTheWholeListWithThatStatus() {
        List<Order> all = kalshi.portfolio().orders().list();
        assertThat(ids(kalshi.portfolio().orders().executed().list())).isEqualTo(withStatus(all, "executed"));
        assertThat(ids(kalshi.portfolio().orders().canceled().list())).isEqualTo(withStatus(all, "canceled"));
        assertThat(ids(kalshi.portfolio().orders().resting().list())).isEqualTo(withStatus(all, "resting"));
        assertThat(sources(kalshi.portfolio().orders().executed().table())).contains("historical");
        assertThat(sources(kalshi.portfolio().orders().resting().table())).containsExactly("live");
    }

    @Test
    void fillsOfAnArchivedOrderAreFound() {
        String order = kalshi.portfolio().fills().historical().first().orderId();
        Table table = kalshi.portfolio().fills().order(order).table();
        assertThat(table.rowCount()).isPositive();
        assertThat(Set.copyOf(table.stringColumn("order_id").asList())).containsExactly(order);
        assertThat(sources(table)).containsExactly("historical");
    }

    @Test
    void whatHistoryCannotBeAskedForIsSaid() {
        Table some = kalshi.portfolio().fills().subaccount(0).table();
        assertThat(sources(some)).containsExactly("live");
        assertThat(Provenance.of(some).orElseThrow().complete()).isFalse();
        assertThat(Provenance.of(some).orElseThrow().notes())
                .anyMatch(note -> note.startsWith("fills from before the cutoff are history"));
        Table young = kalshi.portfolio().fills().subaccount(0).since("-20d").table();
        assertThat(Provenance.of(young).orElseThrow().complete()).isTrue();
    }

    @Test
    void positionsAreHeldOrArchivedAndSettlementsAreInOnePlace() {
        Table held = kalshi.portfolio().positions().table();
        Table archived = kalshi.portfolio().positions().historical().table();
        assertThat(sources(held)).containsExactly("live");
        assertThat(sources(archived)).containsExactly("historical");
        Set<String> both = new HashSet<>(held.stringColumn("ticker").asList());
        both.retainAll(archived.stringColumn("ticker").asList());
        assertThat(both).isEmpty();
        Table settled = kalshi.portfolio().settlements().table();
        assertThat(settled.columnNames()).doesNotContain("source");
        assertThat(settled.stringColumn("ticker").asList())
                .containsAll(archived.stringColumn("ticker").asList());
    }

    private static Set<String> ids(List<Order> orders) {
        Set<String> ids = new HashSet<>();
        orders.forEach(order -> ids.add(order.orderId()));
        assertThat(ids).hasSameSizeAs(orders);
        return ids;
    }

    private static Set<String> withStatus(List<Order> orders, String status) {
        return ids(
                orders.stream().filter(order -> status.equals(order.status())).toList());
    }
}
