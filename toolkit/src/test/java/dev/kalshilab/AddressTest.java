package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.feed.Feed;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.testkit.Loopback;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** A sandbox that is reached by its address is as the one that is opened here: its time is its own. */
class AddressTest {
    @Test
    void relativeTimesAreCountedFromTheSandboxsNowFromItsFirstAnswerOn() {
        try (Sandbox sandbox = Sandbox.start();
                Kalshi kalshi = Kalshi.at(sandbox.url())) {
            kalshi.exchange().status();
            Table candles = kalshi.candles(sandboxCandles())
                    .hourly()
                    .last(Duration.ofDays(7))
                    .table();

            assertThat(candles.rowCount()).isPositive();
            assertThat(kalshi.clock().instant()).isEqualTo(sandbox.clock().instant());
            sandbox.step(Duration.ofHours(5));
            kalshi.exchange().status();
            assertThat(kalshi.clock().instant()).isEqualTo(sandbox.clock().instant());
        }
    }

    private static String sandboxCandles() {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            return kalshi.example("candles").ticker();
        }
    }

    @Test
    void aStreamIsReceivedAtTheSandboxsTime() {
        try (Sandbox sandbox = Sandbox.start();
                Kalshi kalshi = Kalshi.at(
                        sandbox.url(),
                        Credentials.of(sandbox.rsa().id(), sandbox.rsa().file()));
                Feed feed = kalshi.feed().trades().open()) {
            assertThat(feed.await(20, Duration.ofSeconds(30))).isTrue();
            Table trades = feed.trades();
            for (int row = 0; row < trades.rowCount(); row++) {
                long apart = trades.longColumn("received_us").get(row)
                        - trades.longColumn("created_time_us").get(row);
                assertThat(Math.abs(apart)).isLessThan(Duration.ofHours(1).toMillis() * 1000);
            }
        }
    }

    @Test
    void anotherExchangeHasTheTimeOfThisMachine() {
        try (Loopback exchange = Loopback.saying(target -> "{\"markets\":[]}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThat(kalshi.clock().instant()).isCloseTo(Instant.now(), within(1));
            kalshi.markets().table();
            assertThat(kalshi.clock().instant()).isCloseTo(Instant.now(), within(1));
            assertThat(exchange.requests()).hasSize(1);
        }
    }

    private static org.assertj.core.data.TemporalUnitOffset within(long minutes) {
        return org.assertj.core.api.Assertions.within(minutes, ChronoUnit.MINUTES);
    }
}
