package dev.kalshilab.rest;

import dev.kalshilab.cache.CacheStats;
import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.cache.Store;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.tape.Recorder;
import dev.kalshilab.wire.Body;
import dev.kalshilab.wire.Drift;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import dev.kalshilab.wire.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Invocation;

/**
 * Asks what is not known yet: each answer is kept for as long as what it says cannot have changed.
 *
 * <p>Final are markets that were paid, lists of markets paid in a stretch that is over, and all that the historical tier
 * has of one market. The list of series is good for hours, markets that trade and their books for seconds.
 */
final class Known {
    private static final Duration HOURS = Duration.ofHours(6);
    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Duration SECONDS = Duration.ofSeconds(3);
    /** A list of settled markets may still grow for so long after the end of its range. */
    private static final Duration SETTLED_FOR = Duration.ofHours(1);
    /** Pages that a failed pull had read are good for so long. */
    private static final Duration RESUMABLE = Duration.ofMinutes(10);

    private static final String ANSWER = "answer";
    private static final String INVENTED = "invented";
    private static final String OF_ACCOUNT = "account";
    private static final int STATUS = Shapes.MARKETS.index("status");

    private final Connection connection;
    private final @Nullable Store store;
    private final Store facts;
    private final Map<String, Resumable> resumable = new ConcurrentHashMap<>();
    private volatile boolean offline;

    /** @param store null to know nothing */
    Known(Connection connection, @Nullable Store store) {
        this.connection = connection;
        this.store = connection.tape().isPresent() ? null : store;
        this.facts = this.store == null ? Store.inMemory() : this.store;
    }

    Connection connection() {
        return connection;
    }

    /** True while all that arrives goes onto a tape: it is asked for as if nothing were known. */
    boolean isRecorded() {
        return connection.recorder().isPresent();
    }

    /** True when a tape has an answer to that call. */
    boolean isOnTape(Call<Page> call) {
        return connection.tape().isPresent() && connection.recorded(call.request());
    }

    /** The store; empty when nothing is kept. */
    Optional<Store> store() {
        return Optional.ofNullable(store);
    }

    void offline(boolean only) {
        offline = only;
    }

    /** True while nothing may be sent. */
    boolean isOffline() {
        return offline;
    }

    /** The answer to a call: one that is still good, else asked now. */
    Operation.Result run(Call<Page> call, boolean anew) {
        Store known = store;
        Request request = Operation.named(connection, call);
        if (known == null || !request.method().equals("GET")) {
            return asked(call);
        }
        String address = address(request.url());
        if (connection.needsKey(request)) {
            return asked(call);
        }
        return known.once("GET " + address, () -> {
            Optional<Kept> kept = anew || isRecorded() ? Optional.empty() : known.answer(address, now());
            return kept.isPresent() ? read(kept.get()) : keep(known, address, call, asked(call));
        });
    }

    /** True when the answer to a call is known and good now, so that {@link #run} would not ask. */
    boolean holds(Call<Page> call, boolean anew) {
        Request request = call.request();
        return store != null
                && !anew
                && !isRecorded()
                && !connection.needsKey(request)
                && store.holds(address(request.url()), now());
    }

    /** As {@link #run}, asked in any case. */
    Operation.Result asked(Call<Page> call) {
        if (offline) {
            throw new KalshiException(
                    call.request().method() + " /" + address(call.request().url()) + " is not in the"
                            + " cache of " + connection.name()
                            + ", and this connection is offline.\nAsk for what was asked before, or go"
                            + " online again: kalshi.cache().online().");
        }
        Operation.Result result = Operation.run(connection, call);
        if (store != null) {
            store.seen(result.identity());
        }
        return result;
    }

    private Operation.Result keep(Store known, String address, Call<Page> call, Operation.Result result) {
        Good good = good(call.request().url(), result.page());
        Kept kept = kept(call, result);
        if (good != null && kept != null) {
            known.keep(address, kept, good.until(), good.shelf());
        }
        return result;
    }

    /** The pages that a chain had read when it failed, by their addresses. */
    private record Resumable(Map<String, Kept> pages, Instant until, long generation) {}

    /** Keeps the pages of a chain that failed behind them: the same chain, if it is asked for soon, goes on from there. */
    void keepForResuming(List<Kept> pages) {
        if (store != null && !pages.isEmpty()) {
            Map<String, Kept> byAddress = new LinkedHashMap<>();
            pages.forEach(page -> byAddress.put(page.address(), page));
            Instant now = now();
            resumable.values().removeIf(each -> now.isAfter(each.until()));
            resumable.put(pages.get(0).address(), new Resumable(byAddress, now.plus(RESUMABLE), store.generation()));
        }
    }

    /** The pages of a chain that failed, which begins with that call; none when it came to its end, or is asked anew. */
    Map<String, Kept> resumed(Call<Page> first, boolean anew) {
        String address = address(first.request().url());
        Resumable found = resumable.get(address);
        if (found == null || store == null || isRecorded()) {
            return Map.of();
        }
        if (anew || now().isAfter(found.until()) || found.generation() != store.generation()) {
            resumable.remove(address);
            return Map.of();
        }
        return found.pages();
    }

    /** Says that a chain came to its end: what was kept for that is not for others. */
    void ended(List<Kept> pages) {
        if (!pages.isEmpty()) {
            resumable.remove(pages.get(0).address());
        }
    }

    /** How long an answer is good; a null time is for ever. */
    private record Good(@Nullable Instant until, Shelf shelf) {}

    private @Nullable Good good(HttpUrl url, Page page) {
        Deque<String> path = new ArrayDeque<>(List.of(path(url).split("/")));
        boolean archived = Tier.of(path(url)) == Tier.HISTORICAL;
        if (archived) {
            path.remove();
        }
        String first = path.isEmpty() ? "" : path.peekFirst();
        boolean list = path.size() == 1;
        if (first.equals("markets") && list && !archived && settledLongAgo(url)) {
            return new Good(null, Shelf.PUBLIC);
        }
        if (first.equals("markets") && path.size() == 2 && !path.getLast().equals("orderbooks")) {
            boolean paid = page.rows().rows() == 1
                    && page.rows().schema() == Shapes.MARKETS
                    && "finalized".equals(page.rows().textAt(STATUS, 0));
            return paid ? new Good(null, Shelf.PUBLIC) : shortly(SECONDS);
        }
        return switch (first) {
            case "series" -> path.size() <= 2 ? later(HOURS, Shelf.PUBLIC) : null;
            case "cutoff" -> shortly(MINUTES);
            case "markets" -> archived ? shortly(MINUTES) : path.contains("trades") ? null : shortly(SECONDS);
            case "events" -> path.size() <= 2 ? shortly(SECONDS) : null;
            default -> null;
        };
    }

    /** A sandbox's own clock may stand or leap: what is good for a while elsewhere is good for none there. */
    private @Nullable Good shortly(Duration good) {
        return later(good, Shelf.MEMORY);
    }

    private @Nullable Good later(Duration good, Shelf shelf) {
        return connection.isSandbox() ? null : new Good(now().plus(good), shelf);
    }

    private boolean settledLongAgo(HttpUrl url) {
        String until = url.queryParameter("max_settled_ts");
        return "settled".equals(url.queryParameter("status"))
                && until != null
                && until.matches("\\d{1,11}")
                && isSettled(Instant.ofEpochSecond(Long.parseLong(until)), now());
    }

    /** True when from then on nothing was settled any more with a time before that. */
    boolean isSettled(Instant until, Instant then) {
        return until.isBefore(then.minus(SETTLED_FOR).minus(connection.fast()));
    }

    Instant now() {
        return connection.timeSoFar();
    }

    /**
     * That moment, or now where it is earlier there: an answer may have been the first to tell the time, or say that this
     * machine's clock is fast. What is final goes by this, and never by a time that has not come there.
     */
    Instant atMost(Instant moment) {
        Instant now = now();
        return (now.isBefore(moment) ? now : moment).minus(connection.fast());
    }

    /** What arrived, to be read again; null where it was not held on to. */
    @Nullable
    Kept kept(Call<Page> call, Operation.Result result) {
        Body raw = result.page().raw();
        Invocation declared = call.request().tag(Invocation.class);
        Reads reads = declared == null ? null : declared.method().getAnnotation(Reads.class);
        if (raw == null || reads == null) {
            return null;
        }
        return kept(
                address(call.request().url()), reads.value(), result, connection.needsKey(call.request()), raw.bytes());
    }

    static Kept kept(String address, Reads.Kind kind, Operation.Result result, boolean ofAccount, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ANSWER, kind.name());
        if (result.invented()) {
            headers.put(INVENTED, "true");
        }
        if (ofAccount) {
            headers.put(OF_ACCOUNT, "true");
        }
        return new Kept(address, result.received(), headers, body);
    }

    /** What was kept, as if it had just arrived; on the tape too, when one is recorded. */
    Operation.Result read(Kept kept) {
        boolean invented = kept.headers().containsKey(INVENTED);
        try {
            Reads.Kind kind = Reads.Kind.valueOf(String.valueOf(kept.headers().get(ANSWER)));
            Page page = kind.answer().read(kept.body(), new Drift().of(kept.address()));
            Tier.of(kept.address()).mark(page.rows());
            connection.recorder().ifPresent(recorder -> record(recorder, kept, invented));
            return new Operation.Result(page, invented, null, kept.received(), true, "");
        } catch (Unreadable | IllegalArgumentException e) {
            throw new KalshiException(
                    "What the cache of " + connection.name() + " has of /" + kept.address()
                            + " cannot be read.\nAsk anew: kalshi.cache().clear().",
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("no file is read here", e);
        }
    }

    private void record(Recorder recorder, Kept kept, boolean invented) {
        int query = kept.address().indexOf('?');
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        if (invented) {
            headers.put(Connection.SANDBOX_HEADER, "invented data");
        }
        recorder.http(
                new Recorder.Exchanged(
                        kept.received(),
                        "GET",
                        connection.url().encodedPath()
                                + (query < 0 ? kept.address() : kept.address().substring(0, query)),
                        query < 0 ? "" : kept.address().substring(query + 1),
                        "",
                        200,
                        headers,
                        new String(kept.body(), StandardCharsets.UTF_8)),
                kept.headers().containsKey(OF_ACCOUNT),
                List.of());
    }

    private String path(HttpUrl url) {
        String address = address(url);
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query);
    }

    /** Path and query within the API. */
    String address(HttpUrl url) {
        String query = url.encodedQuery();
        String path = url.encodedPath();
        String base = connection.url().encodedPath();
        return (path.startsWith(base) ? path.substring(base.length()) : path) + (query == null ? "" : "?" + query);
    }

    /** A fact that never changes; asked for where it is not known. */
    @Nullable
    String fact(String kind, String key) {
        return facts.fact(kind, key);
    }

    boolean knows(String kind, String key) {
        return facts.knows(kind, key);
    }

    void fact(String kind, String key, String value) {
        facts.fact(kind, key, value);
    }

    CacheStats stats() {
        return facts.stats();
    }

    void clear() {
        facts.clear();
        resumable.clear();
    }

    /** Has one thread ask for all that come with the same key meanwhile. */
    <T extends @Nullable Object> T once(String key, Supplier<T> ask) {
        return facts.once(key, ask);
    }

    /** Questions answered from what was known. */
    long hits() {
        return facts.stats().hits();
    }
}
