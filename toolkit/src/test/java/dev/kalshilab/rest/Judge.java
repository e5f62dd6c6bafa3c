package dev.kalshilab.rest;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.http.Connection;
import dev.kalshilab.http.Manners;
import dev.kalshilab.pace.TokenBudget;
import dev.kalshilab.retry.Retries;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.Loopback;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mockwebserver3.MockResponse;

/** An exchange that keeps exactly the bucket that it states, counted when a request arrives. */
final class Judge implements AutoCloseable {
    private static final String LIMITS = "{\"usage_tier\":\"basic\",\"grants\":[],\"read\":{\"refill_rate\":%d,"
            + "\"bucket_capacity\":%d},\"write\":{\"refill_rate\":100,\"bucket_capacity\":100}}";

    private final Loopback server;
    private final long refill;
    private final long capacity;
    private final AtomicInteger refused = new AtomicInteger();
    private double tokens;
    private long last = System.nanoTime();

    /** Requests a second and at once; the way there and back takes so many milliseconds, more or less. */
    Judge(long stated, long kept, long burst, int millis) {
        this.refill = kept * 10;
        this.capacity = burst * 10;
        this.tokens = (double) capacity;
        this.server = Loopback.answering(target -> {
            long way =
                    millis == 0 ? 0 : millis / 2 + ThreadLocalRandom.current().nextLong(-millis / 4, millis / 4 + 1);
            LockSupport.parkNanos(way * 1_000_000);
            MockResponse answer = !take()
                    ? Loopback.status(429, "{\"error\":\"too many requests\"}")
                    : Loopback.json(
                            target.startsWith("/account/limits")
                                    ? LIMITS.formatted(stated * 10, capacity)
                                    : target.startsWith("/account/endpoint_costs")
                                            ? "{\"default_cost\":10,\"endpoint_costs\":[]}"
                                            : "{\"milestones\":[]}");
            return answer.newBuilder()
                    .headersDelay(millis - way, TimeUnit.MILLISECONDS)
                    .build();
        });
    }

    private synchronized boolean take() {
        long now = System.nanoTime();
        tokens = Math.min((double) capacity, tokens + (now - last) * 1e-9 * refill);
        last = now;
        if (tokens < 10) {
            refused.incrementAndGet();
            return false;
        }
        tokens -= 10;
        return true;
    }

    int refused() {
        return refused.get();
    }

    List<String> requests() {
        return server.requests();
    }

    List<Loopback.Asked> asked() {
        return server.asked();
    }

    static boolean isSigned(Loopback.Asked asked) {
        return asked.headers().containsKey("kalshi-access-signature");
    }

    Connection connection(boolean key) {
        return Connection.live(
                "judge",
                server.url(),
                Clock.systemUTC(),
                key ? () -> Credentials.of("b7a1f0c4-0000-4000-8000-5d0c1f6a9e21", AKey.file()) : null,
                new Manners(TokenBudget.cautious(), Retries.usual()));
    }

    /** Has so many threads make so many requests together. */
    static void ask(Connection connection, int requests, int threads) throws InterruptedException {
        Rest rest = new Rest(connection);
        AtomicInteger left = new AtomicInteger(requests);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread one = new Thread(() -> {
                while (left.getAndDecrement() > 0) {
                    rest.raw().get("milestones", Map.of());
                }
            });
            one.start();
            all.add(one);
        }
        for (Thread one : all) {
            one.join();
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** Measures: the arguments are requests a second, burst, requests, milliseconds and threads, again and again. */
    public static void main(String[] args) throws InterruptedException {
        for (int i = 0; i + 4 < args.length; i += 5) {
            int rate = Integer.parseInt(args[i]);
            int burst = Integer.parseInt(args[i + 1]);
            int requests = Integer.parseInt(args[i + 2]);
            try (Judge judge = new Judge(rate, rate, burst, Integer.parseInt(args[i + 3]));
                    Connection connection = judge.connection(true)) {
                var ignored = connection.key();
                long began = System.nanoTime();
                ask(connection, requests, Integer.parseInt(args[i + 4]));
                double seconds = (System.nanoTime() - began) * 1e-9;
                System.out.printf(
                        "r=%d B=%d N=%d: %.2f s, allowed %.2f s; %d of %d refused; now %s, waited %s%n",
                        rate,
                        burst,
                        requests,
                        seconds,
                        1.1 * (requests - burst) / rate + 0.24,
                        judge.refused(),
                        judge.requests().size(),
                        connection.budget(),
                        connection.budget().waited());
            }
        }
    }
}
