package dev.kalshilab.pace;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.testkit.Eventually;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens by a clock that stands still until somebody waits. */
@Timeout(60)
class TokenBudgetTest {
    private static final List<String> MARKETS = List.of("markets");
    private static final long SECOND = 1_000_000_000L;

    private static final class Clock implements TimeMeter {
        private long nanos = -SECOND; // a clock may count from anywhere

        @Override
        public synchronized long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }

        synchronized void pass(long more) {
            nanos += more;
        }
    }

    private final Clock clock = new Clock();
    private final TokenBudget budget = new TokenBudget(clock, clock::pass);
    private final AtomicInteger questions = new AtomicInteger();

    private TokenBudget.Source stating(Limits limits) {
        return () -> {
            questions.incrementAndGet();
            return limits;
        };
    }

    private static Limits reads(long refill, long capacity) {
        return new Limits(new Limits.Allowance(refill, capacity), null, null, List.of());
    }

    private TokenBudget.Ticket read(TokenBudget.Source source) throws InterruptedException {
        budget.statedBy(source);
        return read();
    }

    private TokenBudget.Ticket read() throws InterruptedException {
        return budget.take("GET", MARKETS);
    }

    private long millis() {
        return (clock.currentTimeNanos() + SECOND) / 1_000_000;
    }

    @Test
    void untilLimitsAreKnownEightReadsGoAtOnceAndThenEightASecond() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            read();
        }
        assertThat(millis()).isZero();
        assertThat(budget.waited()).isZero();
        for (int i = 0; i < 16; i++) {
            read();
        }
        assertThat(millis()).isBetween(1_990L, 2_001L);
        assertThat(budget.waited()).isBetween(Duration.ofMillis(1_990), Duration.ofMillis(2_001));
        assertThat(budget.requestsASecond()).isEqualTo(8);
        assertThat(budget.burst()).isEqualTo(8);
    }

    @Test
    void writesAreFiveASecondAndPaidFromABucketOfTheirOwn() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            read();
        }
        for (int i = 0; i < 15; i++) {
            budget.take(i % 2 == 0 ? "POST" : "DELETE", List.of("communications", "rfqs"));
        }
        assertThat(millis()).isBetween(1_990L, 2_001L);
    }

    @Test
    void limitsAreAskedForOnceAndNotBeforeSomebodyWouldWait() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            read(stating(reads(200, 400)));
        }
        assertThat(questions).hasValue(0);
        for (int i = 0; i < 100; i++) {
            read(stating(reads(200, 400)));
        }
        assertThat(questions).hasValue(1);
        assertThat(budget.requestsASecond()).isEqualTo(19.8);
        assertThat(budget.burst()).isEqualTo(39);
        // 39 at once, two of them the questions; then 19.8 a second
        assertThat(millis()).isBetween(71_000L * 10 / 198 - 5, 71_000L * 10 / 198 + 5);
    }

    @Test
    void anExchangeThatDoesNotTellLeavesTheDefault() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            read(stating(null));
        }
        assertThat(questions).hasValue(1);
        assertThat(budget.requestsASecond()).isEqualTo(8);
    }

    @Test
    void manyExpectedRequestsBeginTheQuestionBeforeAnyWaitsAndFewDoNot() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        budget.statedBy(new TokenBudget.Source() {
            @Override
            public void begin() {
                begun.incrementAndGet();
            }

            @Override
            public Limits ask() {
                questions.incrementAndGet();
                return reads(200, 400);
            }
        });
        budget.expect(8);
        budget.know(8);
        assertThat(begun).hasValue(0);
        assertThat(questions).hasValue(0);
        budget.expect(9);
        assertThat(begun).hasValue(1);
        assertThat(questions).hasValue(0);
        budget.know(9);
        assertThat(questions).hasValue(1);
        assertThat(budget.available()).isEqualTo(390 - 20); // less the questions
        budget.expect(1_000);
        budget.know(1_000);
        assertThat(begun).hasValue(1);
        assertThat(questions).hasValue(1);
    }

    @Test
    void limitsThatSomeTroubleKeptBackAreAskedForAgainAfterFiveSeconds() throws InterruptedException {
        budget.statedBy(() -> {
            if (questions.getAndIncrement() < 2) {
                throw new IOException("status 503");
            }
            return reads(200, 400);
        });
        for (int i = 0; i < 8 + 40; i++) {
            read();
        }
        assertThat(millis()).isBetween(4_990L, 5_010L);
        assertThat(questions).hasValue(1);
        read();
        read();
        assertThat(questions).hasValue(2);
        clock.pass(9 * SECOND);
        for (int i = 0; i < 8 + 2; i++) {
            read();
        }
        assertThat(questions).hasValue(2); // longer than before
        clock.pass(SECOND);
        for (int i = 0; i < 9; i++) {
            read();
        }
        assertThat(questions).hasValue(3);
        assertThat(budget.requestsASecond()).isEqualTo(19.8);
    }

    @Test
    void theLimitsOf2025AreRequestsASecond() {
        assertThat(Limits.Allowance.of(null, null, 20L)).isEqualTo(new Limits.Allowance(200, 200));
        assertThat(Limits.Allowance.of(300L, null, 20L)).isEqualTo(new Limits.Allowance(300, 300));
        assertThat(Limits.Allowance.of(300L, 600L, null)).isEqualTo(new Limits.Allowance(300, 600));
        assertThat(Limits.Allowance.of(null, 600L, null)).isNull();
        assertThat(Limits.Allowance.of(0L, 600L, null)).isNull();
        assertThat(Limits.Allowance.of(null, null, Long.MAX_VALUE)).isNotNull();
    }

    @Test
    void aBucketOfOneRequestStillServes() throws InterruptedException {
        for (int i = 0; i < 28; i++) {
            read(stating(reads(200, 10)));
        }
        assertThat(budget.burst()).isEqualTo(1);
        assertThat(millis()).isBetween(1_000L, 1_300L);
    }

    @Test
    void anExchangeThatKeepsTheStatedBucketRefusesNobodyWhoseRequestsArriveWithinATwentiethOfASecond() {
        forAll(200, random -> {
            Clock time = new Clock();
            TokenBudget asked = new TokenBudget(time, time::pass);
            long refill = 50L + random.nextInt(2_000);
            // as much as a second's refill, and what is always there: two requests beyond the leeway
            long capacity = Math.max(refill, 30 + refill / 20) + random.nextInt(2_000);
            List<Long> arrivals = new ArrayList<>();
            try {
                asked.statedBy(() -> {
                    arrivals.add(time.currentTimeNanos());
                    time.pass(random.nextLong(SECOND));
                    arrivals.add(time.currentTimeNanos());
                    return reads(refill, capacity);
                });
                int known = random.nextInt(20); // somebody expects many requests before or behind the first wait
                for (int i = 0; i < 500; i++) {
                    if (i == known) {
                        asked.know(100);
                    }
                    asked.take("GET", MARKETS);
                    arrivals.add(time.currentTimeNanos() + random.nextLong(50_000_000));
                    if (random.nextInt(100) == 0) {
                        time.pass(random.nextLong(3 * SECOND));
                    }
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Collections.sort(arrivals);
            double tokens = (double) capacity;
            long last = arrivals.get(0);
            int refused = 0;
            for (long at : arrivals) {
                tokens = Math.min((double) capacity, tokens + (at - last) * 1e-9 * refill);
                last = at;
                if (tokens >= 10) {
                    tokens -= 10;
                } else {
                    refused++;
                }
            }
            // The first requests go by the default, which may be more than a small account has.
            assertThat(refused).as("refill %s, capacity %s", refill, capacity).isLessThanOrEqualTo(refill < 80 ? 5 : 0);
        });
    }

    @Test
    void aRefusalSlowsDownByAQuarterAndThoseUnderWaySayNothingNew() throws InterruptedException {
        TokenBudget.Ticket first = read();
        TokenBudget.Ticket second = read();
        clock.pass(2 * SECOND);
        budget.refused(first);
        assertThat(budget.requestsASecond()).isEqualTo(6);
        assertThat(budget.available()).isZero();
        clock.pass(2 * SECOND);
        budget.refused(second);
        assertThat(budget.requestsASecond()).isEqualTo(6);
        TokenBudget.Ticket third = read();
        budget.refused(third);
        assertThat(budget.requestsASecond()).isEqualTo(4.5);
        budget.refused(read());
        assertThat(budget.requestsASecond()).isEqualTo(4.5); // within the same second
        assertThat(budget.refusals()).isEqualTo(4);
    }

    @Test
    void afterAQuietMinuteItClimbsBackInSmallSteps() throws InterruptedException {
        budget.refused(read());
        clock.pass(59 * SECOND);
        read();
        assertThat(budget.requestsASecond()).isEqualTo(6);
        clock.pass(SECOND);
        read();
        assertThat(budget.requestsASecond()).isEqualTo(6.4);
        clock.pass(10 * SECOND);
        read();
        assertThat(budget.requestsASecond()).isEqualTo(6.8);
        clock.pass(3_600 * SECOND);
        read();
        assertThat(budget.requestsASecond()).isEqualTo(8);
    }

    @Test
    void refusalsWithoutEndStillLeaveARequestEveryTwoSeconds() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            clock.pass(2 * SECOND);
            budget.refused(read());
        }
        assertThat(budget.requestsASecond()).isEqualTo(0.5);
    }

    @Test
    void whatWasLearntFromARefusalStaysWhenTheLimitsBecomeKnown() throws InterruptedException {
        budget.refused(read());
        read(stating(reads(200, 400)));
        assertThat(budget.requestsASecond()).isEqualTo(14.85);
    }

    @Test
    void anInterruptedWaitEndsAtOnceAndGivesItsTokensBack() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        TokenBudget patient = new TokenBudget(clock, nanos -> {
            waits.countDown();
            new CountDownLatch(1).await(); // until it is interrupted
        });
        for (int i = 0; i < 8; i++) {
            patient.take("GET", MARKETS);
        }
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            try {
                patient.take("GET", MARKETS);
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        waiter.start();
        waits.await();
        assertThat(patient.available()).isEqualTo(-10);
        waiter.interrupt();
        waiter.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(patient.available()).isZero();
    }

    @Test
    void othersWaitForTheOneThatAsksAndWhenItIsInterruptedTheNextAsks() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        for (int i = 0; i < 8; i++) {
            read();
        }
        Thread first = new Thread(() -> assertThatThrownBy(() -> read(() -> {
                    asking.countDown();
                    new CountDownLatch(1).await(); // until it is interrupted
                    return null;
                }))
                .isInstanceOf(InterruptedException.class));
        first.start();
        asking.await();
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread other = new Thread(() -> {
                try {
                    read(stating(reads(2_000, 4_000)));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            other.start();
            others.add(other);
        }
        for (Thread other : others) {
            Eventually.holds("it waits", () -> other.getState() == Thread.State.WAITING);
        }
        assertThat(questions).hasValue(0);
        first.interrupt();
        for (Thread other : others) {
            other.join();
        }
        assertThat(questions).hasValue(1);
    }

    @Test
    void liftingEndsAllWaiting() throws Exception {
        TokenBudget real = TokenBudget.cautious();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Thread one = new Thread(() -> {
                try {
                    real.take("GET", MARKETS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            one.start();
            all.add(one);
        }
        real.lift();
        for (Thread one : all) {
            one.join();
        }
        assertThat(real.requestsASecond()).isInfinite();
        assertThat(real).hasToString("TokenBudget[no limit]");
    }

    @Test
    void operationsCostWhatIsListed() {
        Costs costs = new Costs(
                7,
                List.of(
                        new Limits.Cost("GET", "/trade-api/v2/portfolio/orders/:order_id", 2),
                        new Limits.Cost("GET", "/portfolio/orders/{order_id}/queue_position", 3),
                        new Limits.Cost("GET", "/portfolio/orders/queue_positions", 4),
                        new Limits.Cost("GET", "/cfbenchmarks/*endpoint", 50)));
        assertThat(costs.of("GET", List.of("portfolio", "orders", "X"))).isEqualTo(2);
        assertThat(costs.of("GET", List.of("portfolio", "orders", "X", "queue_position")))
                .isEqualTo(3);
        assertThat(costs.of("GET", List.of("portfolio", "orders", "queue_positions")))
                .isEqualTo(4);
        assertThat(costs.of("DELETE", List.of("portfolio", "orders", "X"))).isEqualTo(7);
        assertThat(costs.of("GET", List.of("portfolio", "orders"))).isEqualTo(7);
        assertThat(costs.of("GET", List.of("cfbenchmarks", "a", "b"))).isEqualTo(50);
        assertThat(Costs.DOCUMENTED.of("GET", List.of("communications", "quotes", "Q")))
                .isEqualTo(2);
        assertThat(Costs.DOCUMENTED.of("GET", MARKETS)).isEqualTo(10);
    }

    @Test
    void whatWentOutOnceMoreIsPaidForByWhatComesAfterIt() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            read();
        }
        budget.sentAgain("GET", MARKETS);
        read();
        assertThat(millis()).isBetween(245L, 255L); // two at eight a second
    }

    @Test
    void whileSomebodyAsksForTheLimitsAgainOthersGoOn() throws InterruptedException {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        budget.statedBy(() -> {
            if (questions.incrementAndGet() > 1) {
                asking.countDown();
                over.await();
            }
            throw new IOException("not now");
        });
        for (int i = 0; i < 9; i++) {
            read();
        }
        clock.pass(6 * SECOND);
        for (int i = 0; i < 8; i++) {
            read();
        }
        Thread asker = new Thread(() -> {
            try {
                read();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        asker.start();
        asking.await();
        read(); // would wait for the one that asks
        over.countDown();
        asker.join();
        assertThat(questions).hasValue(2);
    }
}
