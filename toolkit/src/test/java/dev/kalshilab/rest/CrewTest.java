package dev.kalshilab.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CrewTest {
    /** A part whose answer cannot be taken in. */
    private static class Bad extends Part {
        @Override
        Step ask() {
            return Step.of(new Given(null, 1, 0, false, 0, List.of(), null, null, false));
        }

        @Override
        Given taken(Given given) {
            throw new KalshiException("This goes on for ever.\nAsk for less.");
        }

        @Override
        boolean ended() {
            return false;
        }
    }

    @Test
    void anAnswerThatAHiredThreadCannotTakeInEndsThePullWithItsReason() {
        try (Connection connection = Connection.live("here", "http://127.0.0.1:1/trade-api/v2", Clock.systemUTC())) {
            for (boolean together : List.of(false, true)) {
                Crew crew = new Crew(connection, List.of(new Bad(), new Bad(), new Bad()));
                if (together) {
                    crew.together();
                }
                for (int times = 0; times < 2; times++) {
                    assertThatThrownBy(crew::next)
                            .isInstanceOf(KalshiException.class)
                            .hasMessageContaining("for ever");
                }
                assertThat(crew.ended()).isFalse();
            }
        }
    }

    @Test
    void whoeverAsksHowFarAPullIsDoesNotWaitForTheDisk() {
        try (Connection connection = Connection.live("here", "http://127.0.0.1:1/trade-api/v2", Clock.systemUTC())) {
            AtomicReference<Crew> crew = new AtomicReference<>();
            AtomicInteger answers = new AtomicInteger();
            class Slow extends Bad {
                @Override
                void leave() {
                    Thread other = new Thread(() -> {
                        crew.get().requestsLeft();
                        answers.incrementAndGet();
                    });
                    other.start();
                    try {
                        other.join(); // for ever, if it needs what this one holds
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            }
            crew.set(new Crew(connection, List.of(new Slow(), new Slow())));
            assertThatThrownBy(() -> crew.get().next()).hasMessageContaining("for ever");
            crew.get().stop();
            assertThat(answers.get()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void whoStopsAPullWhosePartFailedDoesNotWaitForTheOthers() throws InterruptedException {
        try (Connection connection = Connection.live("here", "http://127.0.0.1:1/trade-api/v2", Clock.systemUTC())) {
            CountDownLatch under = new CountDownLatch(1);
            class Hanging extends Bad {
                @Override
                Step ask() {
                    under.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new KalshiException("It was stopped.\nRun it again.");
                }
            }
            class Failing extends Bad {
                @Override
                Step ask() {
                    try {
                        under.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new KalshiException("It is refused.\nAsk for less.");
                }
            }
            Crew crew = new Crew(connection, List.of(new Failing(), new Hanging()));
            crew.together();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread cell = new Thread(() -> thrown.set(catchThrowable(crew::next)));
            cell.start();
            under.await();
            cell.join(300); // it waits for the one that hangs
            cell.interrupt();
            cell.join(5_000);
            assertThat(cell.isAlive()).isFalse();
            assertThat(thrown.get()).isInstanceOf(KalshiException.class);
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(each -> each.getName().startsWith("kalshi-pull"));
        }
    }

    @Test
    void pagesThatAreFullOfFewerRowsAreNoWaste() {
        Sharing sharing = new Sharing();
        sharing.shared(2);
        for (int page = 0; page < 50; page++) {
            sharing.asked(1);
            sharing.filled(100);
            sharing.came(1, 100, false);
        }
        assertThat(sharing.allows(3)).isTrue();
        Sharing wasteful = new Sharing();
        wasteful.shared(2);
        for (int page = 0; page < 50; page++) {
            wasteful.asked(1);
            wasteful.filled(100);
            wasteful.came(1, 50, false);
        }
        assertThat(wasteful.allows(3)).isFalse();
    }
}
