package dev.kalshilab.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.testkit.AKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private final List<Long> asked = Collections.synchronizedList(new ArrayList<>());
    private final Credentials key = Credentials.of("of-a-test", AKey.file());
    private final Signing signing = new Signing(ROOT, () -> {
        asked.add(System.nanoTime());
        return key;
    });

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
    void pagesOfOnePathThatAreAskedForAtOnceHaveOneSignatureAMoment() {
        List<Request> pages = IntStream.range(0, 200)
                .parallel()
                .mapToObj(page -> signed("GET", "/markets/trades?cursor=" + page))
                .toList();

        // Each is of another tenth of a second, whatever else this machine does meanwhile.
        Set<String> times = all(pages, page -> page.header(TIMESTAMP));
        assertThat(all(pages, page -> page.header(SIGNATURE)))
                .hasSameSizeAs(times)
                .hasSameSizeAs(asked);
        List<Long> tenths = times.stream().map(Long::valueOf).sorted().toList();
        for (int i = 1; i < tenths.size(); i++) {
            assertThat(tenths.get(i) - tenths.get(i - 1)).isGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void aSignatureIsAtMostATenthOfASecondOld() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            long before = Instant.now().toEpochMilli();
            Request request = signed("GET", "/markets");
            assertThat(Long.parseLong(request.header(TIMESTAMP))).isGreaterThanOrEqualTo(before - 100);
            Thread.sleep(15);
        }
    }

    @Test
    void anotherPathAndWhatChangesSomethingAreSignedForThemselves() {
        List<Request> requests = List.of(
                signed("GET", "/markets"),
                signed("GET", "/events"),
                signed("POST", "/communications/rfqs"),
                signed("POST", "/communications/rfqs"),
                signed("DELETE", "/communications/rfqs"));

        assertThat(asked).hasSize(requests.size());
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
