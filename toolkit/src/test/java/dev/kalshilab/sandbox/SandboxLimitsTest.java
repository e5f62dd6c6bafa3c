package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The exchange's limiter, which only counts when it is asked to. */
class SandboxLimitsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final TokenBuckets buckets = new TokenBuckets(nanos::get);

    private int served(String key, boolean write, int cost) {
        int served = 0;
        try {
            while (served < 10_000) {
                buckets.take(key, write, cost);
                served++;
            }
        } catch (Refusal refusal) {
            assertThat(refusal.status).isEqualTo(429);
        }
        return served;
    }

    @Test
    void aBucketIsSpentAndRefilledByTheSecond() {
        assertThat(served("k", false, 10)).isEqualTo(40);
        nanos.addAndGet(1_000_000_000L);
        assertThat(served("k", false, 10)).isEqualTo(20);
        nanos.addAndGet(60_000_000_000L);
        assertThat(served("k", false, 10)).isEqualTo(40);
        nanos.addAndGet(49_999_999L);
        assertThat(served("k", false, 10)).isZero();
    }

    @Test
    void readingWritingAndOtherKeysHaveTheirOwn() {
        assertThat(served("k", false, 10)).isEqualTo(40);
        assertThat(served("k", true, 2)).isEqualTo(50);
        assertThat(served("other", false, 10)).isEqualTo(40);
        assertThat(served("", false, 10)).isEqualTo(20);
    }

    @Test
    void costsAreThoseThatAreListed() {
        assertThat(TokenBuckets.cost("GET", "/portfolio/orders/{}")).isEqualTo(2);
        assertThat(TokenBuckets.cost("GET", "/communications/quotes/{}")).isEqualTo(2);
        assertThat(TokenBuckets.cost("DELETE", "/communications/rfqs/{}/quotes/{}"))
                .isEqualTo(2);
        assertThat(TokenBuckets.cost("GET", "/markets")).isEqualTo(10);
    }

    @Test
    void tooManyRequestsAreToldSoAndNothingElse() {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.usual().withLimits())) {
            Probe probe = new Probe(sandbox);
            HttpResponse<byte[]> last = probe.ask("GET", "/exchange/status");
            for (int i = 0; i < 2_000 && last.statusCode() == 200; i++) {
                last = probe.ask("GET", "/exchange/status");
            }
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(new String(last.body(), StandardCharsets.UTF_8)).isEqualTo("{\"error\":\"too many requests\"}");
            assertThat(last.headers().map()).doesNotContainKeys("retry-after", "x-ratelimit-remaining");
            Probe.signed(sandbox).get("/portfolio/balance");
            // Who signs is counted by the key, also where anybody may ask.
            Probe.signed(sandbox).get("/exchange/status");
        }
    }

    @Test
    void usuallyNothingIsCounted() {
        try (Sandbox sandbox = Sandbox.start()) {
            Probe probe = new Probe(sandbox);
            for (int i = 0; i < 200; i++) {
                probe.get("/exchange/status");
            }
        }
    }

    @Test
    void anImpossibleSpeedIsRefused() {
        assertThatThrownBy(() -> SandboxOptions.usual().withSpeed(-1)).hasMessageContaining("not between 0 and");
    }
}
