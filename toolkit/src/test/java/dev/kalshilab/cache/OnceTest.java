package dev.kalshilab.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OnceTest {
    private final Store store = Store.inMemory();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    /** A thread that asks, and what came of it. */
    private record Asking(Thread thread, CompletableFuture<String> result) {}

    private Asking asking(Supplier<String> ask) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(store.once("key", ask));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return new Asking(thread, result);
    }

    private String slow() {
        int number = asked.incrementAndGet();
        begun.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KalshiException("interrupted", e);
        }
        return "answer " + number;
    }

    private List<Asking> severalWaiting(int count) throws InterruptedException {
        List<Asking> all = new ArrayList<>();
        all.add(asking(this::slow));
        begun.await();
        for (int i = 1; i < count; i++) {
            Asking waiting = asking(this::slow);
            all.add(waiting);
            Eventually.holds("waits", () -> waiting.thread().getState() == Thread.State.WAITING);
        }
        return all;
    }

    @Test
    void whoAsksTheSameAtTheSameTimeSharesTheAnswer() throws Exception {
        List<Asking> all = severalWaiting(5);
        go.countDown();
        for (Asking each : all) {
            assertThat(each.result().get()).isEqualTo("answer 1");
        }
        assertThat(store.once("key", () -> "later")).isEqualTo("later");
    }

    @Test
    void theExceptionIsSharedToo() throws Exception {
        KalshiException refused = new KalshiException("refused");
        CountDownLatch open = new CountDownLatch(1);
        Supplier<String> ask = () -> {
            asked.incrementAndGet();
            begun.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw refused;
        };
        Asking first = asking(ask);
        begun.await();
        Asking second = asking(ask);
        Eventually.holds("waits", () -> second.thread().getState() == Thread.State.WAITING);
        open.countDown();
        assertThatThrownBy(() -> first.result().get()).hasCause(refused);
        assertThatThrownBy(() -> second.result().get()).hasCause(refused);
        assertThat(asked).hasValue(1);
    }

    @Test
    void oneThatWaitsCanBeInterruptedAlone() throws Exception {
        List<Asking> all = severalWaiting(3);
        all.get(1).thread().interrupt();
        assertThatThrownBy(() -> all.get(1).result().get())
                .hasRootCauseInstanceOf(InterruptedException.class)
                .hasMessageContaining("Run the cell again");
        go.countDown();
        assertThat(all.get(0).result().get()).isEqualTo("answer 1");
        assertThat(all.get(2).result().get()).isEqualTo("answer 1");
    }

    @Test
    void whenTheOneThatAsksIsInterruptedAnotherAsks() throws Exception {
        List<Asking> all = severalWaiting(4);
        all.get(0).thread().interrupt();
        assertThatThrownBy(() -> all.get(0).result().get()).hasMessageContaining("interrupted");
        Eventually.holds("asked again", () -> asked.get() == 2);
        go.countDown();
        for (Asking each : all.subList(1, 4)) {
            assertThat(each.result().get()).isIn("answer 2", "answer 3", "answer 4");
        }
    }

    @Test
    void anAnswerMayAskTheSameItself() {
        assertThat(store.once("key", () -> store.once("key", () -> "inner"))).isEqualTo("inner");
    }
}
