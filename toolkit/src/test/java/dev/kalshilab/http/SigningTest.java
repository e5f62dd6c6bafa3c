package dev.kalshilab.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.testkit.AKey;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;

/** What is signed of requests, and how often. */
class SigningTest {
    private static final HttpUrl ROOT = HttpUrl.get("http://127.0.0.1/trade-api/v2");
    private static final String SIGNATURE = "KALSHI-ACCESS-SIGNATURE";
    private static final String TIMESTAMP = "KALSHI-ACCESS-TIMESTAMP";

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicInteger asked = new AtomicInteger();
    private final Credentials key = Credentials.of("of-a-test", AKey.file());
    private final Signing signing = new Signing(
            ROOT,
            () -> {
                asked.incrementAndGet();
                return key;
            },
            now::get);

    private Request signed(String method, String path) {
        Request request = new Request.Builder()
                .url(ROOT + path)
                .method(method, method.equals("GET") ? null : RequestBody.create(new byte[0]))
                .build();
        Request.Builder signed = request.newBuilder();
        signing.sign(signed, request);
        return signed.build();
    }

    private static Set<String> all(List<Request> requests, Function<Request, String> what) {
        return new HashSet<>(requests.stream().map(what).toList());
    }

    @Test
    void pagesOfOnePathThatAreAskedForAtOnceHaveOneSignature() {
        List<Request> pages = IntStream.range(0, 200)
                .parallel()
                .mapToObj(page -> signed("GET", "/markets/trades?cursor=" + page))
                .toList();

        assertThat(all(pages, page -> page.header(SIGNATURE))).hasSize(1);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aSignatureIsLessThanATenthOfASecondOldAndNeverOfALaterTime() {
        assertThat(time(signed("GET", "/markets"))).isEqualTo(NOON);
        now.set(NOON.plusMillis(99));
        assertThat(time(signed("GET", "/markets"))).isEqualTo(NOON);
        now.set(NOON.plusMillis(100));
        assertThat(time(signed("GET", "/markets"))).isEqualTo(NOON.plusMillis(100));
        now.set(NOON.plusMillis(60)); // the machine's clock was put right
        assertThat(time(signed("GET", "/markets"))).isEqualTo(NOON.plusMillis(60));
    }

    private static Instant time(Request request) {
        return Instant.ofEpochMilli(Long.parseLong(Objects.requireNonNull(request.header(TIMESTAMP))));
    }

    @Test
    void anotherPathAndWhatChangesSomethingAreSignedForThemselves() {
        List<Request> requests = List.of(
                signed("GET", "/markets"),
                signed("GET", "/events"),
                signed("POST", "/communications/rfqs"),
                signed("POST", "/communications/rfqs"),
                signed("DELETE", "/communications/rfqs"));

        assertThat(asked).hasValue(requests.size());
        assertThat(all(requests, request -> request.header(SIGNATURE))).hasSameSizeAs(requests);
    }

    @Test
    void anExchangeOnThisMachineIsAskedWithoutTls() {
        try (Connection plain = Connection.live("plain", ROOT.toString(), Clock.systemUTC())) {
            assertThat(plain.client().connectionSpecs()).noneMatch(ConnectionSpec::isTls);
        }
        try (Connection secure = Connection.live("secure", "https://127.0.0.1/trade-api/v2", Clock.systemUTC())) {
            assertThat(secure.client().connectionSpecs()).anyMatch(ConnectionSpec::isTls);
        }
    }
}
