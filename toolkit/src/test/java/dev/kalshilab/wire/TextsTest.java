package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static List<String> tickers() {
        List<String> tickers = new ArrayList<>();
        for (int day = 1; day <= 25; day++) {
            for (int strike = 70; strike < 90; strike++) {
                tickers.add(String.format("KXHIGHNY-26AUG%02d-T%d", day, strike));
            }
        }
        return tickers;
    }

    @Test
    void fewTickersOfALadderTakeThePlacesOfOthers() {
        Texts texts = new Texts();
        int met = 0;
        for (int round = 0; round < 2; round++) {
            for (String ticker : tickers()) {
                String message = "{\"" + ticker + "\"}";
                assertThat(texts.of(message, message.toCharArray(), 2, 2 + ticker.length()))
                        .isEqualTo(ticker);
                met += texts.found() ? 1 : 0;
            }
        }
        // 500 of 8,192 places: chance alone leaves some 94 % alone at theirs.
        assertThat(met).isGreaterThan(440);
    }

    @Test
    void everyLengthIsGivenAsItIs() {
        Texts texts = new Texts();
        for (int length = 0; length < 200; length++) {
            String text = "x".repeat(length);
            String message = "\"" + text + "\"";
            for (int again = 0; again < 2; again++) {
                assertThat(texts.of(message, message.toCharArray(), 1, 1 + length))
                        .isEqualTo(text);
                assertThat(texts.found()).isEqualTo(again == 1 && length <= 64);
            }
        }
    }
}
