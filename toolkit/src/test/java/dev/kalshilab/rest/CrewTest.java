package dev.kalshilab.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import java.time.Clock;
import java.util.List;
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
}
