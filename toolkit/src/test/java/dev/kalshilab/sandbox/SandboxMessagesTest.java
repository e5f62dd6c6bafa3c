package dev.kalshilab.sandbox;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each kind of message has the fields of the exchange's specification of August 2026, and their notation. */
class SandboxMessagesTest {
    /** Fields that are always there; with a question mark those that may be missing. */
    private static final Map<String, String> FIELDS = Map.ofEntries(
            entry("orderbook_snapshot", "market_ticker market_id yes_dollars_fp? no_dollars_fp?"),
            entry("orderbook_delta", "market_ticker market_id price_dollars delta_fp side ts ts_ms"),
            entry(
                    "ticker",
                    "market_ticker market_id price_dollars yes_bid_dollars yes_ask_dollars volume_fp open_interest_fp"
                            + " dollar_volume dollar_open_interest yes_bid_size_fp yes_ask_size_fp last_trade_size_fp"
                            + " ts ts_ms time"),
            entry(
                    "trade",
                    "trade_id market_ticker yes_price_dollars no_price_dollars count_fp taker_side taker_outcome_side"
                            + " taker_book_side is_block_trade ts ts_ms"),
            entry(
                    "fill",
                    "trade_id order_id market_ticker exchange_index is_taker side yes_price_dollars count_fp fee_cost"
                            + " action ts ts_ms client_order_id post_position_fp purchased_side outcome_side book_side"
                            + " subaccount"),
            entry(
                    "market_position",
                    "user_id market_ticker position_fp position_cost_dollars realized_pnl_dollars fees_paid_dollars"
                            + " position_fee_cost_dollars volume_fp subaccount"),
            entry(
                    "user_order",
                    "order_id user_id ticker status side is_yes outcome_side book_side yes_price_dollars fill_count_fp"
                            + " remaining_count_fp initial_count_fp taker_fill_cost_dollars maker_fill_cost_dollars"
                            + " taker_fees_dollars maker_fees_dollars client_order_id order_group_id? created_time created_ts_ms"
                            + " last_update_time last_updated_ts_ms subaccount_number"),
            entry("order_group_updates", "event_type order_group_id contracts_limit_fp? ts_ms"),
            entry(
                    "market_lifecycle_v2",
                    "event_type market_ticker exchange_index? open_ts? close_ts? result? determination_ts?"
                            + " settlement_value? settled_ts? is_deactivated? price_level_structure? price_ranges?"
                            + " additional_metadata?"),
            entry(
                    "event_lifecycle",
                    "event_ticker exchange_index title subtitle collateral_return_type series_ticker strike_date?"),
            entry(
                    "rfq_created",
                    "id creator_id market_ticker event_ticker contracts_fp? target_cost_dollars?" + " created_ts"),
            entry(
                    "rfq_deleted",
                    "id creator_id market_ticker event_ticker contracts_fp? target_cost_dollars?" + " deleted_ts"),
            entry(
                    "quote_created",
                    "quote_id rfq_id quote_creator_id rfq_creator_id market_ticker event_ticker yes_bid_dollars"
                            + " no_bid_dollars yes_contracts_offered_fp no_contracts_offered_fp created_ts"
                            + " rfq_target_cost_dollars?"),
            entry(
                    "quote_accepted",
                    "quote_id rfq_id quote_creator_id rfq_creator_id market_ticker event_ticker yes_bid_dollars"
                            + " no_bid_dollars accepted_side contracts_accepted_fp yes_contracts_offered_fp"
                            + " no_contracts_offered_fp rfq_target_cost_dollars?"),
            entry(
                    "quote_executed",
                    "quote_id rfq_id quote_creator_id rfq_creator_id order_id client_order_id market_ticker"
                            + " executed_ts"));

    private static final Set<String> NUMBERED =
            Set.of("orderbook_snapshot", "orderbook_delta", "trade", "order_group_updates");

    @Test
    void everyMessageHasTheFieldsOfTheSpecification() {
        Set<String> seen = new TreeSet<>();
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.send("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"market_ticker\":\"KXPRESALDERIA-26-LM\","
                    + "\"channels\":[\"orderbook_delta\",\"ticker\",\"trade\"]}}");
            stream.send("{\"id\":2,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"fill\",\"market_positions\","
                    + "\"user_orders\",\"order_group_updates\",\"market_lifecycle_v2\",\"communications\"]}}");
            for (int hour = 0; hour < 30; hour++) {
                sandbox.step(Duration.ofHours(1));
                stream.send("{\"id\":77,\"cmd\":\"list_subscriptions\"}");
                Probe.Node frame = stream.next();
                while (!frame.has("id") || frame.whole("id") != 77) {
                    String type = frame.text("type");
                    if (!type.equals("subscribed")) {
                        seen.add(type);
                        check(type, frame);
                    }
                    frame = stream.next();
                }
            }
        }
        Set<String> expected = new TreeSet<>(FIELDS.keySet());
        // Every event of the catalogue is made before the present.
        expected.remove("event_lifecycle");
        seen.remove("event_lifecycle");
        assertThat(seen).isEqualTo(expected);
    }

    private static void check(String type, Probe.Node frame) {
        Set<String> around = new HashSet<>(Set.of("type", "sid", "msg"));
        if (NUMBERED.contains(type)) {
            around.add("seq");
        }
        assertThat(frame.fields().keySet()).as(type).isEqualTo(around);
        Probe.Node msg = frame.at("msg");
        Set<String> allowed = new HashSet<>();
        for (String field : Arrays.asList(String.valueOf(FIELDS.get(type)).split(" "))) {
            boolean optional = field.endsWith("?");
            String name = optional ? field.substring(0, field.length() - 1) : field;
            allowed.add(name);
            assertThat(optional || msg.has(name)).as(type + ' ' + name).isTrue();
        }
        assertThat(allowed).as(type).containsAll(msg.fields().keySet());
        msg.fields().forEach((name, value) -> {
            if (name.endsWith("_fp") && value instanceof String text) {
                assertThat(text).as(name).matches("-?\\d+\\.\\d\\d");
            } else if (name.endsWith("_dollars") || name.equals("settlement_value") || name.equals("fee_cost")) {
                assertThat((String) value).as(name).matches("-?\\d+\\.\\d{4}(\\d\\d)?");
            } else if (name.endsWith("_ms")) {
                assertThat((Double) value).as(name).isGreaterThan(1e12);
            }
        });
    }
}
