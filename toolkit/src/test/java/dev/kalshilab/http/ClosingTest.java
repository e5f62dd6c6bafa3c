package dev.kalshilab.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.Loopback;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** What a connection leaves when it is closed while its calls are under way. */
class ClosingTest {
    @Test
    void aSocketWhoseCallWasJustReadToItsEndIsNotKept() {
        try (Loopback exchange = Loopback.answering(target -> Loopback.json("{}"))) {
            List<ConnectionPool> pools = new ArrayList<>();
            for (int round = 0; round < 100; round++) {
                Connection connection = Connection.live("closing", exchange.url(), Clock.systemUTC());
                pools.add(connection.client().connectionPool());
                for (int i = 0; i < 4; i++) {
                    connection
                            .calls()
                            .newCall(new Request.Builder()
                                    .url(exchange.url() + "/" + i)
                                    .build())
                            .enqueue(reading());
                }
                int calls = round % 5;
                Eventually.holds("some are answered", () -> connection.requests() >= calls);
                connection.close();
            }
            Eventually.holds("no socket is kept", () -> pools.stream().allMatch(pool -> pool.connectionCount() == 0));
            assertThat(pools).hasSize(100);
        }
    }

    private static Callback reading() {
        return new Callback() {
            @Override
            public void onResponse(Call call, Response response) throws IOException {
                try (response) {
                    response.body().string();
                }
            }

            @Override
            public void onFailure(Call call, IOException e) {
                // closed meanwhile
            }
        };
    }
}
