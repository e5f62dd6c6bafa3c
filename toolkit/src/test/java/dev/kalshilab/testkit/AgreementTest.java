package dev.kalshilab.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.sandbox.SandboxOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agrees is found to agree, and what was tampered with is found, by its name. */
class AgreementTest {
    private static final Sandbox SANDBOX = Sandbox.start();
    private static final Agreement.Answers SERVED = Agreement.at(SANDBOX.url(), Signer.of(SANDBOX.ed25519()));

    private static @Nullable Sandbox left;

    @AfterAll
    static void close() {
        SANDBOX.close();
        if (left != null) {
            assertThat(left.toString()).as("looked at and closed").endsWith(", closed]");
        }
    }

    @Test
    void whatIntegrationTestsLeaveOpenIsLookedAtAndClosedForThem() {
        left = Sandboxes.start();
        assertThat(left.toString()).doesNotContain("closed");
    }

    @Test
    void theSandboxAgreesWithItself() {
        assertThat(new Agreement(SERVED).sample()).isEmpty();
    }

    @Test
    void itStillDoesWhenItsTimeHasMoved() {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.usual().withSeed(7).withSpeed(0))) {
            sandbox.step(Duration.ofHours(30).plusSeconds(1234));
            assertThat(new Agreement(Agreement.at(sandbox.url(), Signer.of(sandbox.ed25519()))).sample())
                    .isEmpty();
        }
    }

    @Test
    void theExchangeOfAutumn2025DoesToo() {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.usual().inCents())) {
            assertThat(new Agreement(Agreement.at(sandbox.url(), Signer.of(sandbox.ed25519()))).sample())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/markets?, volume_fp, volume is",
        "/markets?, volume_24h_fp, volume_24h is",
        "/markets?, last_price_dollars, last_price is",
        "/markets?, yes_bid_size_fp, 'book, best yes size is'",
        "/markets?, yes_bid_dollars, no_ask is",
        "/markets?tickers, status, there is a book",
        "/markets/trades, yes_price_dollars, last_price is",
        "/markets/trades, count_fp, volume is",
        "/series/, volume_fp, volume is",
        "/series/, mean_dollars, mean is",
        "/series/, previous_dollars, previous is",
        "/series/, open_interest_fp, 'last candle, open_interest is'",
        "/portfolio/fills, count_fp, position is",
        "/portfolio/fills, fee_cost, balance_dollars is",
        "/portfolio/fills, is_taker, is_taker is",
        "/portfolio/fills, trade_id, is no trade",
        "/portfolio/positions, position_fp, position is",
        "/portfolio/positions, market_exposure_dollars, exposure is",
        "/portfolio/positions, realized_pnl_dollars, realized_pnl is",
        "/portfolio/positions, event_exposure_dollars, exposure is",
        "/portfolio/settlements, revenue, settlement revenue is",
        "/portfolio/settlements, market_result, settlement result is",
        "/portfolio/settlements, yes_count_fp, settlement count is",
        "/portfolio/deposits, amount_cents, balance_dollars is",
        "/portfolio/balance, balance_dollars, balance_dollars is",
        "/portfolio/balance, portfolio_value, portfolio_value is"
    })
    void whatIsTamperedWithIsNamed(String path, String field, String words) {
        List<String> found = new Agreement(asked -> {
                    Map<String, Object> body = SERVED.get(asked);
                    return asked.startsWith(path) ? Raw.object(tampered(body, field)) : body;
                })
                .sample();
        System.out.println(
                field + " of " + path + ": " + found.stream().findFirst().orElse("nothing"));
        assertThat(found).anyMatch(line -> line.contains(words));
    }

    /** The body with that field off by one, or by a cent, or another text, wherever it stands. */
    private static @Nullable Object tampered(@Nullable Object value, String field) {
        if (value instanceof Map<?, ?> members) {
            Map<String, @Nullable Object> other = new LinkedHashMap<>();
            members.forEach((name, each) ->
                    other.put(String.valueOf(name), field.equals(name) ? off(each) : tampered(each, field)));
            return other;
        }
        if (value instanceof List<?> elements) {
            List<@Nullable Object> others = new ArrayList<>();
            elements.forEach(each -> others.add(tampered(each, field)));
            return others;
        }
        return value;
    }

    private static @Nullable Object off(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number.add(BigDecimal.ONE);
        }
        if (value instanceof Boolean flag) {
            return !flag;
        }
        String text = String.valueOf(value);
        if (text.matches("-?\\d+\\.\\d+")) {
            BigDecimal number = new BigDecimal(text);
            return number.add(BigDecimal.ONE.movePointLeft(2)).toPlainString();
        }
        return value == null ? null : text.equals("active") ? "closed" : text + "X";
    }
}
