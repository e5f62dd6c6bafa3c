package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.testkit.Loopback;
import dev.kalshilab.testkit.TapeFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding by words, and tickers as users write them. */
@Timeout(60)
class FindTest {
    private static final String SERIES = "{\"series\":["
            + "{\"ticker\":\"KXCPI\",\"title\":\"Inflation\",\"category\":\"Economics\",\"tags\":[\"CPI\",\"Prices\"]},"
            + "{\"ticker\":\"KXHIGHNY\",\"title\":\"Highest temperature in NYC\",\"category\":\"Climate\",\"tags\":null,"
            + "\"categories\":[\"Climate\",\"Weather\"]}]}";
    private static final String EVENTS = "{\"events\":["
            + "{\"event_ticker\":\"KXHIGHNY-26NOV22\",\"title\":\"NYC high on Nov 22\",\"sub_title\":\"On Nov 22\"},"
            + "{\"event_ticker\":\"FED-26\",\"title\":\"Fed and inflation\",\"category\":\"Economics\"}],\"cursor\":\"\"}";

    @Test
    void allWordsAreLookedForWithoutCaseInTitlesTickersCategoriesAndTagsFetchedOnce() {
        try (Loopback exchange = Loopback.saying(target -> target.startsWith("/series") ? SERIES : EVENTS);
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThat(found(kalshi, "INFLATION")).isEqualTo("[KXCPI, FED-26]");
            assertThat(found(kalshi, "  inflation   fed ")).isEqualTo("[FED-26]");
            assertThat(found(kalshi, "prices")).isEqualTo("[KXCPI]");
            assertThat(found(kalshi, "economics")).isEqualTo("[KXCPI, FED-26]");
            assertThat(found(kalshi, "weather")).isEqualTo("[KXHIGHNY]");
            assertThat(found(kalshi, "kxhighny")).isEqualTo("[KXHIGHNY, KXHIGHNY-26NOV22]");
            assertThat(found(kalshi, "https://kalshi.com/markets/kxhighny/some-words/kxhighny-26nov22"))
                    .isEqualTo("[KXHIGHNY, KXHIGHNY-26NOV22]");
            assertThat(found(kalshi, "null")).isEqualTo("[]");
            assertThat(found(kalshi, ".*")).isEqualTo("[]");
            assertThatThrownBy(() -> kalshi.find("  ")).isInstanceOf(KalshiException.class);
            assertThat(exchange.requests()).containsExactly("GET /series", "GET /events?limit=200&status=open");
        }
    }

    private static String found(Kalshi kalshi, String words) {
        return kalshi.find(words).stringColumn("ticker").asList().toString();
    }

    @Test
    void aFailureIsNotRemembered() {
        int[] asked = {0};
        try (Loopback exchange = Loopback.answering(target -> asked[0]++ == 1
                        ? Loopback.status(400, "{}")
                        : Loopback.json(target.startsWith("/series") ? SERIES : EVENTS));
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThatThrownBy(() -> kalshi.find("x")).isInstanceOf(KalshiException.class);
            assertThat(found(kalshi, "cpi")).isEqualTo("[KXCPI]");
        }
    }

    @Test
    void aTapeWithoutTheListsSaysSo(@TempDir Path directory) {
        try (Kalshi kalshi =
                Kalshi.replay(new TapeFile().get("/series", "", SERIES).write(directory))) {
            var table = kalshi.find("inflation");
            assertThat(table.stringColumn("ticker").asList()).containsExactly("KXCPI");
            assertThat(Provenance.of(table).orElseThrow().notes())
                    .containsExactly("the list of open events is not recorded");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kxhighny-26nov22-b52, KXHIGHNY-26NOV22-B52",
        "KXhighNY, KXhighNY",
        "' kxbtc-26 ', KXBTC-26",
        "https://kalshi.com/markets/kxhighny/words/kxhighny-26nov22, KXHIGHNY-26NOV22",
        "https://kalshi.com/markets/kxhighny/words/kxhighny-26nov22/, KXHIGHNY-26NOV22",
        "https://www.kalshi.com/markets/KXHIGHNY/words/KXHIGHNY-26NOV22?tab=x, KXHIGHNY-26NOV22",
        "HTTPS://KALSHI.COM/Markets/kxhighny/words/kxhighny-26nov22, KXHIGHNY-26NOV22",
        "kalshi.com/markets/kxhighny/kxhighny-26nov22, KXHIGHNY-26NOV22",
        "https://kalshi.com/events/kxhighny-26nov22, KXHIGHNY-26NOV22",
        "https://kalshi.com/markets/kxhighny/words#kxhighny-26nov22, KXHIGHNY-26NOV22"
    })
    void anEventIsUnderstoodAsItIsWritten(String written, String ticker) {
        assertThat(Ticker.event(written)).isEqualTo(ticker);
    }

    @ParameterizedTest
    @CsvSource({
        "kxhighny-26nov22-b52, KXHIGHNY-26NOV22-B52",
        "https://kalshi.com/markets/kxhighny/words/kxhighny-26nov22/kxhighny-26nov22-b52, KXHIGHNY-26NOV22-B52",
        "https://kalshi.com/markets/kxhighny/words/kxhighny-26nov22?market_ticker=KXHIGHNY-26NOV22-B52,"
                + " KXHIGHNY-26NOV22-B52",
        "https://kalshi.com/markets/kxhighny/words/kxhighny-26nov22#kxhighny-26nov22-b52.5, KXHIGHNY-26NOV22-B52.5"
    })
    void aMarketIsUnderstoodAsItIsWritten(String written, String ticker) {
        assertThat(Ticker.market(written)).isEqualTo(ticker);
    }
}
