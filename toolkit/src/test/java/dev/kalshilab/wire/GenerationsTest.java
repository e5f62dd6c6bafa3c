package dev.kalshilab.wire;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Kind;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Generation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same amounts come out of every generation of the wire. */
class GenerationsTest {
    private static final List<String> MARKET_PRICES = List.of(
            "yes_bid",
            "yes_ask",
            "no_bid",
            "no_ask",
            "last_price",
            "previous_price",
            "previous_yes_bid",
            "previous_yes_ask",
            "liquidity",
            "notional_value",
            "settlement_value",
            "settlement_floor");
    private static final List<String> MARKET_COUNTS =
            List.of("yes_bid_size", "yes_ask_size", "volume", "volume_24h", "open_interest");
    private static final List<String> TRADE_PRICES = List.of("yes_price", "no_price");
    private static final List<String> TRADED =
            List.of("open", "high", "low", "close", "mean", "previous", "min", "max");
    private static final List<String> QUOTED = List.of("open", "high", "low", "close");

    private static Columns read(Answer answer, String body) {
        try {
            return answer.read(new Buffer().writeUtf8(body)).rows();
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        }
    }

    private static @Nullable BigDecimal amount(Columns rows, String column, int row) {
        int index = rows.schema().index(column);
        if (rows.isMissing(index, row)) {
            return null;
        }
        int scale = rows.schema().fields().get(index).kind() == Kind.COUNT ? 2 : 6;
        return BigDecimal.valueOf(rows.longAt(index, row), scale);
    }

    private static void assertAmounts(Columns rows, List<String> columns, Map<String, BigDecimal> expected) {
        for (String column : columns) {
            BigDecimal wanted = expected.get(column);
            if (wanted == null) {
                assertThat(amount(rows, column, 0)).as(column).isNull();
            } else {
                assertThat(amount(rows, column, 0)).as(column).isEqualByComparingTo(wanted);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void marketsKeepEveryAmountAndMissNoneThatIsThere(Generation generation) {
        forAll(300, random -> {
            Map<String, BigDecimal> expected = new HashMap<>();
            List<String> members = new ArrayList<>(List.of("\"ticker\":\"T\"", "\"news\":{\"unknown\":[1]}"));
            members.addAll(generation.prices(random, MARKET_PRICES, expected));
            members.addAll(generation.counts(random, MARKET_COUNTS, expected));

            Columns rows = read(Answer.MARKETS, "{\"markets\":[" + Generation.object(random, members) + "]}");

            assertAmounts(rows, MARKET_PRICES, expected);
            assertAmounts(rows, MARKET_COUNTS, expected);
        });
    }

    @ParameterizedTest
    @EnumSource
    void tradesKeepEveryAmount(Generation generation) {
        forAll(300, random -> {
            Map<String, BigDecimal> expected = new HashMap<>();
            List<String> members = new ArrayList<>(List.of("\"ticker\":\"T\"", "\"trade_id\":\"1\""));
            members.addAll(generation.prices(random, TRADE_PRICES, expected));
            members.addAll(generation.counts(random, List.of("count"), expected));
            members.add("\"price\":0.99"); // a double of the same; deprecated, never read

            Columns rows = read(Answer.TRADES, "{\"trades\":[" + Generation.object(random, members) + "]}");

            assertAmounts(rows, TRADE_PRICES, expected);
            assertAmounts(rows, List.of("count"), expected);
        });
    }

    @ParameterizedTest
    @EnumSource
    void candlesKeepEveryAmount(Generation generation) {
        forAll(300, random -> {
            Map<String, BigDecimal> expected = new LinkedHashMap<>();
            String candle = candle(random, generation, expected);

            Columns rows = read(Answer.CANDLES, "{\"candlesticks\":[" + candle + "]}");

            assertCandle(rows, expected);
        });
    }

    private static String candle(Random random, Generation generation, Map<String, BigDecimal> expected) {
        List<String> members = new ArrayList<>(List.of("\"end_period_ts\":1760500800"));
        Map<String, BigDecimal> price = new HashMap<>();
        members.add("\"price\":" + Generation.object(random, generation.prices(random, TRADED, price)));
        price.forEach(expected::put);
        for (String side : List.of("yes_bid", "yes_ask")) {
            Map<String, BigDecimal> quotes = new HashMap<>();
            members.add("\"" + side + "\":" + Generation.object(random, generation.prices(random, QUOTED, quotes)));
            quotes.forEach((name, value) -> expected.put(side + "_" + name, value));
        }
        members.addAll(generation.counts(random, List.of("volume", "open_interest"), expected));
        return Generation.object(random, members);
    }

    private static void assertCandle(Columns rows, Map<String, BigDecimal> expected) {
        List<String> columns = new ArrayList<>(TRADED);
        for (String side : List.of("yes_bid", "yes_ask")) {
            QUOTED.forEach(name -> columns.add(side + "_" + name));
        }
        columns.addAll(List.of("volume", "open_interest"));
        assertAmounts(rows, columns, expected);
    }

    @Test
    void bareNamesOfHistoricalCandlesAreDollarsWhenTheyAreStrings() {
        Columns rows = read(Answer.CANDLES, """
                {"candlesticks":[{"end_period_ts":1760500800,"volume":"12.34","open_interest":"5.00",
                 "price":{"open":"0.0600","high":"0.5","low":"0.055500","close":"1","mean":"0.123456","previous":null},
                 "yes_bid":{"open":"0.0000","high":"0.01","low":null,"close":"0.0200"},
                 "yes_ask":{"open":"1.0000"}}]}""");

        Map<String, BigDecimal> expected = new HashMap<>();
        expected.put("open", new BigDecimal("0.06"));
        expected.put("high", new BigDecimal("0.5"));
        expected.put("low", new BigDecimal("0.0555"));
        expected.put("close", BigDecimal.ONE);
        expected.put("mean", new BigDecimal("0.123456"));
        expected.put("yes_bid_open", BigDecimal.ZERO);
        expected.put("yes_bid_high", new BigDecimal("0.01"));
        expected.put("yes_bid_close", new BigDecimal("0.02"));
        expected.put("yes_ask_open", BigDecimal.ONE);
        expected.put("volume", new BigDecimal("12.34"));
        expected.put("open_interest", new BigDecimal("5"));
        assertCandle(rows, expected);
    }

    @Test
    void theDollarTwinWinsInEitherOrder() {
        for (String members : List.of(
                "\"yes_bid\":0,\"yes_bid_dollars\":\"0.5600\"", "\"yes_bid_dollars\":\"0.5600\",\"yes_bid\":0")) {
            Columns rows = read(Answer.MARKET, "{\"market\":{\"ticker\":\"T\"," + members + "}}");
            assertThat(amount(rows, "yes_bid", 0)).isEqualByComparingTo("0.56");
        }
        for (String members : List.of("\"count\":0,\"count_fp\":\"14.18\"", "\"count_fp\":\"14.18\",\"count\":0")) {
            Columns rows = read(Answer.TRADES, "{\"trades\":[{\"ticker\":\"T\",\"trade_id\":\"1\"," + members + "}]}");
            assertThat(amount(rows, "count", 0)).isEqualByComparingTo("14.18");
        }
    }

    @Test
    void aTwinThatIsNullOrEmptyLeavesTheOther() {
        for (String twin : List.of("null", "\"\"")) {
            Columns rows = read(
                    Answer.MARKET, "{\"market\":{\"ticker\":\"T\",\"yes_bid\":7,\"yes_bid_dollars\":" + twin + "}}");
            assertThat(amount(rows, "yes_bid", 0)).isEqualByComparingTo("0.07");
        }
    }

    @Test
    void liquidityMayBeNegativeAndLarge() {
        Columns rows = read(
                Answer.MARKETS,
                "{\"markets\":[{\"ticker\":\"A\",\"liquidity\":-12345},{\"ticker\":\"B\",\"liquidity_dollars\":\"-123456789.0100\"}]}");

        assertThat(amount(rows, "liquidity", 0)).isEqualByComparingTo("-123.45");
        assertThat(amount(rows, "liquidity", 1)).isEqualByComparingTo("-123456789.01");
    }

    @Test
    void theUnitFollowsNameAndTypeNeverTheSize() {
        Columns rows = read(Answer.MARKETS, """
                {"markets":[{"ticker":"A","yes_bid":1},{"ticker":"B","yes_bid":"1"},
                 {"ticker":"C","yes_bid_dollars":1},{"ticker":"D","yes_bid_dollars":"1"},{"ticker":"E","yes_bid":0.5},
                 {"ticker":"F","tick_size":1,"risk_limit_cents":250000}]}""");

        assertThat(amount(rows, "yes_bid", 0)).isEqualByComparingTo("0.01");
        assertThat(amount(rows, "yes_bid", 1)).isEqualByComparingTo("1");
        assertThat(amount(rows, "yes_bid", 2)).isEqualByComparingTo("1");
        assertThat(amount(rows, "yes_bid", 3)).isEqualByComparingTo("1");
        assertThat(amount(rows, "yes_bid", 4)).isEqualByComparingTo("0.005");
        assertThat(amount(rows, "tick_size", 5)).isEqualByComparingTo("0.01");
        assertThat(amount(rows, "risk_limit", 5)).isEqualByComparingTo("2500");
    }

    /** A whole market of today, by name and JSON value; what each column says of it stands in the same row. */
    private static final Map<String, String> MARKET = Map.ofEntries(
            Map.entry("ticker", "\"T\""),
            Map.entry("event_ticker", "\"E\""),
            Map.entry("title", "\"t\""),
            Map.entry("status", "\"active\""),
            Map.entry("result", "\"\""),
            Map.entry("yes_bid_dollars", "\"0.5\""),
            Map.entry("volume_fp", "\"10.00\""),
            Map.entry("open_time", "\"2026-01-12T15:00:20Z\""),
            Map.entry("can_close_early", "true"),
            Map.entry("settlement_timer_seconds", "60"),
            Map.entry("floor_strike", "1.5"),
            Map.entry("custom_strike", "{\"a\":\"b\"}"),
            Map.entry("price_ranges", "[{\"start\":\"0\"}]"),
            Map.entry("exchange_index", "0"),
            Map.entry("liquidity_dollars", "\"0.0000\""));

    @Test
    void aMarketWithFieldsDroppedNulledOrRetypedFailsOnlyWithoutItsTicker() {
        forAll(1000, random -> {
            List<String> members = new ArrayList<>();
            List<String> gone = new ArrayList<>();
            MARKET.forEach((name, value) -> {
                switch (random.nextInt(5)) {
                    case 0 -> gone.add(name);
                    case 1 -> {
                        gone.add(name);
                        members.add("\"" + name + "\":null");
                    }
                    case 2 -> members.add("\"" + name + "\":" + retyped(value));
                    default -> members.add("\"" + name + "\":" + value);
                }
            });
            String body = "{\"market\":" + Generation.object(random, members) + "}";
            try {
                Columns rows = read(Answer.MARKET, body);
                assertThat(gone).doesNotContain("ticker");
                for (String name : gone) {
                    String column = name.replaceAll("_(dollars|fp)$", "");
                    assertThat(rows.isMissing(rows.schema().index(column), 0))
                            .as(column)
                            .isTrue();
                }
            } catch (KalshiException e) {
                assertThat(gone).as(body).contains("ticker");
            }
        });
    }

    /** A number where a string was, and the other way about. */
    private static String retyped(String value) {
        if (value.matches("\"[\\d.]+\"")) {
            return value.substring(1, value.length() - 1);
        }
        return value.matches("[\\d.]+|true") ? "\"" + value + "\"" : value;
    }
}
