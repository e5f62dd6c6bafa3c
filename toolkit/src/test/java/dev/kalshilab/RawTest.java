package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.Loopback;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;

/** Answers as they came: never from anywhere but the exchange's API, and as a table whatever they hold. */
@Timeout(60)
class RawTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://elsewhere.example/x",
                "https://elsewhere.example/x",
                "//elsewhere.example/x",
                "\\\\elsewhere.example\\x",
                "..",
                ".",
                "../v1/x",
                "markets/../../x",
                "markets/./x",
                "%2e%2e/x",
                "%2E%2e/%2e./x",
                "markets/.%2e/x",
                "markets/..%2f..%2fx",
                "markets/%2e%2e%2fx",
                "markets/..%5cx",
                "markets//x",
                "markets/",
                "",
                " ",
                "/",
                "///",
                "markets?limit=1",
                "markets#x",
                "markets;x",
                "mar kets",
                "markets\nx",
                "user@host:80/x",
                "/trade-api/v2/",
                "/trade-api/v2/../x"
            })
    void aPathThatIsNoneNeverLeaves(String path) {
        try (Loopback exchange = Loopback.saying(target -> "{}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThatThrownBy(() -> kalshi.raw("GET", path))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageEndingWith(" is no path of the exchange's API.\nWrite it as the reference does, such as"
                            + " \"milestones\" or \"live_data/batch\", and the parameters as a map.");
            assertThat(exchange.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "milestones, milestones",
        "/milestones, milestones",
        "/trade-api/v2/milestones, milestones",
        "trade-api/v2/milestones, milestones",
        "markets/KX-26.5, markets/KX-26.5",
        "markets/A%2FB, markets/A%2FB",
        "markets/A%20B, markets/A%20B",
        "x/a..b, x/a..b",
        "elsewhere.example/x, elsewhere.example/x"
    })
    void aPathStaysWithinTheApi(String path, String sent) {
        try (Loopback exchange = Loopback.saying(target -> "{}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThat(kalshi.raw("GET", path).json()).isEqualTo("{}");
            assertThat(exchange.requests()).containsExactly("GET /" + sent);
        }
    }

    @Test
    void onlyGetIsAsked() {
        try (Loopback exchange = Loopback.saying(target -> "{}");
                Kalshi kalshi = Kalshi.at(exchange.url()).allowWrites()) {
            for (String method : List.of("POST", "DELETE", "PUT", "", "get it")) {
                assertThatThrownBy(() -> kalshi.raw(method, "milestones"))
                        .isInstanceOf(KalshiException.class)
                        .hasMessageContaining("raw requests only read.\n");
            }
            assertThat(exchange.requests()).isEmpty();
        }
    }

    @Test
    void parametersAreEscapedAndAListIsSentAsSeveral() {
        try (Loopback exchange = Loopback.saying(target -> "{}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            kalshi.raw("GET", "milestones", Map.of("a&b", List.of("x&y=z#", 1, true)));
            assertThat(exchange.requests()).containsExactly("GET /milestones?a%26b=x%26y%3Dz%23&a%26b=1&a%26b=true");
            assertThatThrownBy(() -> kalshi.raw("GET", "milestones", Collections.singletonMap("a", null)))
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("The parameter 'a' was given null, which says nothing.\nLeave it out.");
            assertThatThrownBy(() -> kalshi.raw("GET", "milestones", Map.of("a", Arrays.asList("x", null))))
                    .isInstanceOf(KalshiException.class);
        }
    }

    @Test
    void aParameterThatIsGoneIsRefusedAndSettledPositionsComeFromSettlements() {
        String settlements = "{\"settlements\":[{\"ticker\":\"T\"}],\"cursor\":\"\"}";
        try (Loopback exchange = Loopback.saying(target -> settlements);
                Kalshi kalshi = Kalshi.at(exchange.url(), Credentials.of("id", AKey.file()))) {
            Raw settled =
                    kalshi.raw("GET", "portfolio/positions", Map.of("settlement_status", "settled", "ticker", "T"));
            assertThat(exchange.requests()).containsExactly("GET /portfolio/settlements?ticker=T");
            assertThat(settled.table().stringColumn("ticker").asList()).containsExactly("T");
            assertThat(Provenance.of(settled.table()).orElseThrow().notes())
                    .containsExactly("settlement_status went away on 2025-12-11: answered from settlements");
            assertThatThrownBy(() -> kalshi.raw("GET", "portfolio/positions", Map.of("settlement_status", "unsettled")))
                    .hasMessageStartingWith("The exchange took the parameter 'settlement_status' away from GET"
                            + " /portfolio/positions on 2025-12-11.\n");
            assertThatThrownBy(() -> kalshi.portfolio()
                            .positions()
                            .parameter("settlement_status", "settled")
                            .list())
                    .hasMessageContaining("portfolio().positions().settled() gives the others");
            assertThatThrownBy(() -> kalshi.raw("GET", "portfolio/fills", Map.of("use_dollars", true)))
                    .hasMessageContaining("on 2026-03-12.\n");
            for (String filter : List.of("market_ticker", "event_ticker")) {
                assertThatThrownBy(() -> kalshi.raw("GET", "communications/quotes", Map.of(filter, "X")))
                        .hasMessageContaining("on 2026-06-20.\nAsk for the quotes of a request: rfqs().");
                assertThatThrownBy(() -> kalshi.communications()
                                .quotes()
                                .parameter(filter, "X")
                                .list())
                        .hasMessageContaining("'" + filter + "'")
                        .hasMessageContaining("on 2026-06-20.\n");
            }
            assertThat(exchange.requests()).hasSize(1);
            assertThat(kalshi.portfolio()
                            .positions()
                            .held()
                            .ticker("t")
                            .limit(5)
                            .settled()
                            .list())
                    .hasSize(1);
            assertThat(exchange.requests())
                    .hasSize(2)
                    .last()
                    .isEqualTo("GET /portfolio/settlements?limit=1000&ticker=T");
        }
    }

    private static Table table(String body) {
        try (Loopback exchange = Loopback.saying(target -> body);
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            Raw raw = kalshi.raw("GET", "milestones");
            assertThat(raw.json()).isEqualTo(body);
            return raw.table();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":[{\"x\":1},{\"x\":2}]} | x | 1;2",
                "[{\"x\":1},{\"y\":\"t\"}] | x;y | 1,;,t",
                "[1,2] | value | 1;2",
                "[] | |",
                "{} | | ``",
                "{\"a\":[],\"cursor\":\"\"} | |",
                "5 | value | 5",
                "\"text\" | value | text",
                "null | value | ``",
                "true | value | true",
                "[null,{\"x\":null}] | value;x | ,;,",
                "{\"a\":[{\"x\":1},{\"x\":\"1\"}]} | x | 1;1",
                "{\"a\":[{\"x\":{\"y\":1}},{\"x\":[2]}]} | x | {\"y\":1};[2]",
                "{\"a\":[{\"x\":123456789012345678},{\"x\":0.5}]} | x | 123456789012345678;0.5",
                "{\"a\":[{\"x\":12345678901234567890}]} | x | 12345678901234567890",
                "{\"a\":[{\"x\":1e400},{\"x\":1e-400}]} | x | 1e400;1e-400",
                "{\"a\":[{\"x\":0.1234567890123456789}]} | x | 0.1234567890123456789",
                "{\"a\":[{\"x\":1,\"X\":2,\"\":3,\"_\":4}]} | x;X_;_;__ | 1,2,3,4",
                "{\"only\":{\"x\":\"0.5600\",\"y\":true}} | x;y | 0.5600,true",
                "{\"x\":1,\"y\":{\"z\":2}} | x;y | 1,{\"z\":2}",
            })
    void anyJsonIsATable(String body, String names, String rows) {
        Table table = table(body);
        assertThat(String.join(";", table.columnNames())).isEqualTo(names == null ? "" : names);
        StringBuilder all = new StringBuilder();
        for (int row = 0; row < table.rowCount(); row++) {
            all.append(row == 0 ? "" : ";");
            for (int column = 0; column < table.columnCount(); column++) {
                all.append(column == 0 ? "" : ",")
                        .append(
                                table.get(row, column) == null
                                                || table.column(column).isMissing(row)
                                        ? ""
                                        : table.get(row, column));
            }
        }
        assertThat(all.toString()).isEqualTo(rows == null ? "" : rows);
    }

    @Test
    void valuesKeepTheirKinds() {
        Table table = table("{\"a\":[{\"i\":1,\"n\":0.5,\"b\":true,\"t\":\"x\",\"m\":1,\"z\":null},{\"m\":0.25}]}");
        assertThat(table.typeArray())
                .containsExactly(
                        ColumnType.LONG,
                        ColumnType.DOUBLE,
                        ColumnType.BOOLEAN,
                        ColumnType.STRING,
                        ColumnType.DOUBLE,
                        ColumnType.STRING);
    }

    @Test
    void onePageOfSeveralSaysSo() {
        assertThat(Provenance.of(table("{\"a\":[{\"x\":1}],\"cursor\":\"next\"}"))
                        .orElseThrow()
                        .complete())
                .isFalse();
        assertThat(Provenance.of(table("{\"a\":[{\"x\":1}],\"next_cursor\":\"\"}"))
                        .orElseThrow()
                        .complete())
                .isTrue();
    }
}
