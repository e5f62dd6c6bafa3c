package dev.kalshilab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the stream of an exchange is, and what ends with a connection. */
class StreamAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://external-api.kalshi.com/trade-api/v2, https://external-api-ws.kalshi.com/trade-api/ws/v2",
        "https://external-api.demo.kalshi.co/trade-api/v2, https://external-api-ws.demo.kalshi.co/trade-api/ws/v2",
        "https://api.elections.kalshi.com/trade-api/v2/, https://api.elections.kalshi.com/trade-api/ws/v2",
        "https://demo-api.kalshi.co/trade-api/v2, https://demo-api.kalshi.co/trade-api/ws/v2",
        "http://127.0.0.1:8080/trade-api/v2, http://127.0.0.1:8080/trade-api/ws/v2",
        "http://127.0.0.1:8080/behind/trade-api/v2, http://127.0.0.1:8080/behind/trade-api/ws/v2",
        "http://127.0.0.1:8080, http://127.0.0.1:8080/ws"
    })
    void theStreamIsBesideTheApi(String api, String stream) {
        try (Connection connection = Connection.live("here", api, Clock.systemUTC())) {
            assertThat(connection.webSocketRequest().url()).hasToString(stream);
            assertThat(connection.webSocketRequest().method()).isEqualTo("GET");
        }
    }

    @Test
    void aClosedConnectionHasNoStream() {
        Connection connection = Connection.live("here", "http://127.0.0.1:1/trade-api/v2", Clock.systemUTC());
        connection.close();

        assertThatThrownBy(connection::webSocketRequest).isInstanceOf(KalshiException.class);
    }

    @Test
    void whatBelongsToAConnectionEndsWithIt() {
        Connection connection = Connection.live("here", "http://127.0.0.1:1/trade-api/v2", Clock.systemUTC());
        AtomicInteger ended = new AtomicInteger();
        Runnable forgotten = () -> ended.addAndGet(100);
        connection.whenClosed(ended::incrementAndGet);
        connection.whenClosed(forgotten);
        connection.forget(forgotten);
        connection.close();
        assertThat(ended).hasValue(1);

        connection.whenClosed(() -> ended.addAndGet(10));
        assertThat(ended).hasValue(11);
    }
}
