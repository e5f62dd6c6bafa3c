package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.KalshiException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Snapshots and deltas of every generation of the wire. */
class BookMessagesTest {
    private final BookMessages book = new BookMessages();

    private BookMessages.Kind read(String frame, boolean noInYesPrices) throws Json.Malformed {
        FrameReader reader = new FrameReader();
        reader.open(frame);
        return book.read(reader, noInYesPrices);
    }

    private String delta(String type, String msg) throws Json.Malformed {
        assertThat(read("{\"type\":\"" + type + "\",\"sid\":2,\"seq\":3,\"msg\":" + msg + "}", false))
                .isEqualTo(BookMessages.Kind.DELTA);
        return book.ticker() + " " + (book.yes() ? "yes " : "no ") + book.price() + " " + book.change() + " "
                + (book.time() == Columns.MISSING ? "-" : String.valueOf(book.time())) + (book.own() ? " own" : "");
    }

    private String snapshot(String type, String payload, String msg, boolean noInYesPrices) throws Json.Malformed {
        assertThat(read("{\"type\":\"" + type + "\",\"" + payload + "\":" + msg + "}", noInYesPrices))
                .isEqualTo(BookMessages.Kind.SNAPSHOT);
        return book.ticker() + " " + side(true) + " " + side(false);
    }

    private String side(boolean yes) {
        return Arrays.toString(Arrays.copyOf(book.prices(yes), book.levels(yes)))
                + Arrays.toString(Arrays.copyOf(book.counts(yes), book.levels(yes)));
    }

    @Test
    void deltasOfEveryGenerationAreRead() throws Exception {
        assertThat(delta(
                        "orderbook_delta",
                        "{\"market_ticker\":\"A\",\"market_id\":\"m\",\"price_dollars\":\"0.9600\",\"delta_fp\":\"-54.25\","
                                + "\"side\":\"yes\",\"ts\":\"2026-08-07T06:46:28.97871Z\",\"ts_ms\":1786085188978}"))
                .isEqualTo("A yes 960000 -5425 1786085188978710");
        assertThat(delta(
                        "orderbook_delta",
                        "{\"market_ticker\":\"A\",\"price_dollars\":\"0.0001\",\"delta_fp\":\"1.00\",\"side\":\"no\","
                                + "\"ts_ms\":1786085188978,\"client_order_id\":\"mine\",\"subaccount\":0}"))
                .isEqualTo("A no 100 100 1786085188978000 own");
        assertThat(
                        delta(
                                "orderbook_delta",
                                "{\"market_ticker\":\"A\",\"price\":96,\"price_dollars\":\"0.965\",\"delta\":-54,\"side\":\"yes\"}"))
                .isEqualTo("A yes 965000 -5400 -");
        assertThat(delta("orderbook_delta", "{\"market_ticker\":\"A\",\"price\":96,\"delta\":-54,\"side\":\"no\"}"))
                .isEqualTo("A no 960000 -5400 -");
        assertThat(delta("orderbook_update", "{\"market_ticker\":\"A\",\"price\":96,\"delta\":-54,\"side\":\"no\"}"))
                .isEqualTo("A no 960000 -5400 -");
        assertThat(delta(
                        "orderbook", "{\"ticker\":\"A\",\"price\":\"0.5\",\"delta\":\"2.5\",\"side\":\"no\",\"ts\":7}"))
                .isEqualTo("A no 500000 250 7000000");
    }

    @Test
    void snapshotsOfEveryGenerationAreRead() throws Exception {
        assertThat(snapshot(
                        "orderbook_snapshot",
                        "msg",
                        "{\"market_ticker\":\"A\",\"market_id\":\"m\",\"yes_dollars_fp\":[[\"0.0800\",\"300.00\"],[\"0.2200\",\"333.50\"]],"
                                + "\"no_dollars_fp\":[[\"0.5401\",\"20.00\"]]}",
                        false))
                .isEqualTo("A [80000, 220000][30000, 33350] [540100][2000]");
        assertThat(snapshot(
                        "orderbook_snapshot",
                        "msg",
                        "{\"market_ticker\":\"A\",\"yes\":[[8,300]],\"yes_dollars\":[[\"0.085\",300]],\"no\":[[54,20]],"
                                + "\"no_dollars\":null}",
                        false))
                .isEqualTo("A [85000][30000] [540000][2000]");
        assertThat(snapshot("orderbook_snapshot", "data", "{\"market_ticker\":\"A\",\"yes\":[[8,300]]}", false))
                .isEqualTo("A [80000][30000] [][]");
        assertThat(snapshot("orderbook", "data", "{\"market_ticker\":\"A\"}", true))
                .isEqualTo("A [][] [][]");
    }

    @Test
    void aSnapshotLeavesNothingOfTheOneBefore() throws Exception {
        StringBuilder levels = new StringBuilder();
        for (int i = 1; i < 500; i++) {
            levels.append(i == 1 ? "" : ",").append("[\"").append(i / 1000.0).append("\",\"1\"]");
        }
        String long500 = snapshot(
                "orderbook_snapshot", "msg", "{\"market_ticker\":\"A\",\"no_dollars_fp\":[" + levels + "]}", false);
        assertThat(long500).endsWith("100]");
        assertThat(book.levels(false)).isEqualTo(499);
        assertThat(snapshot("orderbook_snapshot", "msg", "{\"market_ticker\":\"B\"}", false))
                .isEqualTo("B [][] [][]");
    }

    @Test
    void aBidForNoInThePriceOfYesIsTurned() throws Exception {
        read(
                "{\"type\":\"orderbook_delta\",\"msg\":{\"market_ticker\":\"A\",\"price_dollars\":\"0.9600\",\"delta_fp\":\"1.00\",\"side\":\"no\"}}",
                true);
        assertThat(book.price()).isEqualTo(40_000);
        read(
                "{\"type\":\"orderbook_delta\",\"msg\":{\"market_ticker\":\"A\",\"price_dollars\":\"0.9600\",\"delta_fp\":\"1.00\",\"side\":\"yes\"}}",
                true);
        assertThat(book.price()).isEqualTo(960_000);
        assertThat(snapshot(
                        "orderbook_snapshot",
                        "msg",
                        "{\"market_ticker\":\"A\",\"yes_dollars_fp\":[[\"0.4000\",\"1\"]],\"no_dollars_fp\":[[\"0.4500\",\"2\"],[\"0.4600\",\"3\"]]}",
                        true))
                .isEqualTo("A [400000][100] [550000, 540000][200, 300]");
    }

    @Test
    void aMessageOfAnotherTypeIsNoneOfABook() throws Exception {
        assertThat(read("{\"type\":\"ticker\",\"msg\":{}}", false)).isEqualTo(BookMessages.Kind.OTHER);
        assertThat(read("{\"type\":\"\",\"msg\":null}", false)).isEqualTo(BookMessages.Kind.OTHER);
    }

    @Test
    void whatCannotBeReadIsNamedWithItsPlaceAndValue() {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry(
                        "{\"market_ticker\":\"A\",\"price_dollars\":\"x\",\"delta_fp\":\"1\",\"side\":\"no\"}",
                        "The exchange sent 'x' at $.msg.price_dollars, which is no price.\n"),
                Map.entry(
                        "{\"market_ticker\":\"A\",\"price_dollars\":\"0.1234567\",\"delta_fp\":\"1\",\"side\":\"no\"}",
                        "The exchange sent '0.1234567' at $.msg.price_dollars, which is no price.\n"),
                Map.entry(
                        "{\"market_ticker\":\"A\",\"price_dollars\":\"0.1\",\"delta_fp\":[],\"side\":\"no\"}",
                        "The exchange sent '[]' at $.msg.delta_fp, which is no number of contracts with at most two"
                                + " decimals.\n"),
                Map.entry(
                        "{\"market_ticker\":\"A\",\"price_dollars\":\"0.1\",\"delta_fp\":\"1.001\",\"side\":\"no\"}",
                        "The exchange sent '1.001' at $.msg.delta_fp, which is no number of contracts"),
                Map.entry(
                        "{\"market_ticker\":\"A\",\"price_dollars\":\"0.1\",\"delta_fp\":\"1\",\"side\":\"maybe\"}",
                        "The exchange sent 'maybe' at $.msg.side, which is no yes or no.\n"),
                Map.entry(
                        "{\"market_ticker\":\"A\",\"price_dollars\":\"0.1\",\"delta_fp\":\"1\",\"side\":\"no\",\"ts_ms\":\"soon\"}",
                        "The exchange sent 'soon' at $.msg.ts_ms, which is no time.\n"),
                Map.entry(
                        "{\"price_dollars\":\"0.1\",\"delta_fp\":\"1\",\"side\":\"no\"}",
                        "The exchange sent one of the messages orderbook_delta without its market_ticker, at $.msg.\n"),
                Map.entry(
                        "{\"market_ticker\":\"A\",\"delta_fp\":\"1\",\"side\":\"no\"}",
                        "The exchange sent one of the messages orderbook_delta without its price_dollars, at $.msg.\n"),
                Map.entry("[]", "The exchange sent one of the messages orderbook_delta without its msg, at $.\n"));
        wrong.forEach((msg, said) -> assertThatThrownBy(() -> delta("orderbook_delta", msg))
                .as(msg)
                .isInstanceOf(KalshiException.class)
                .hasMessageStartingWith(said));
        assertThatThrownBy(() -> snapshot(
                        "orderbook_snapshot", "msg", "{\"market_ticker\":\"A\",\"no\":[[1,2],[1,\"x\"]]}", false))
                .hasMessageStartingWith("The exchange sent 'x' at $.msg.no[1][1], which is no number of contracts");
        assertThatThrownBy(() ->
                        snapshot("orderbook_snapshot", "msg", "{\"market_ticker\":\"A\",\"no\":[[1,2],7]}", false))
                .hasMessageStartingWith("The exchange sent '7' at $.msg.no[1], which is no price and count");
        assertThatThrownBy(() -> snapshot("orderbook_snapshot", "msg", "{\"market_ticker\":\"A\",\"no\":{}}", false))
                .hasMessageStartingWith("The exchange sent '{}' at $.msg.no, which is no list of levels");
    }
}
