package dev.kalshilab.testkit.judge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The exchange that judges: real sockets on 127.0.0.1, today's wire shapes, and a count of what was asked.
 *
 * <pre>{@code
 * var truth = new Truth(Truth.Size.small(7));
 * try (var judge = JudgeServer.of(truth); var kalshi = Kalshi.at(judge.url())) {
 *     judge.tiers(Tiers.BY_TIME).limit(200, 400).faults(Faults.NONE.refusals(0.05, 0.02, 2));
 *     kalshi.trades(truth.markets().get(0).ticker()).table();
 *     judge.tally()
 * }
 * }</pre>
 */
public final class JudgeServer implements AutoCloseable {
    /** How the live and the historical tier share what there is. */
    public enum Tiers {
        /** All is live. */
        ONE,
        /** A market that was settled before the cutoff is in the historical tier with all that belongs to it. */
        BY_MARKET,
        /** The same, and a tier's list of trades of a market of the other is empty instead of a 404. */
        BY_MARKET_EMPTY,
        /** As the specification says: trades and the account by their time, markets by their settlement. */
        BY_TIME
    }

    /** What the exchange's bounds in seconds mean. */
    public enum Bounds {
        /** Both seconds are in it, whole. */
        SECONDS,
        /** Both are instants, and in it. */
        INSTANTS,
        /** What lies between them, and no moment of either. */
        BETWEEN;

        /** The first microsecond that a lower bound lets in. */
        long from(long second) {
            return (this == BETWEEN ? second + 1 : second) * Truth.SECOND;
        }

        /** The first microsecond that an upper bound does not let in. */
        long to(long second) {
            return switch (this) {
                case SECONDS -> (second + 1) * Truth.SECOND;
                case INSTANTS -> second * Truth.SECOND + 1;
                case BETWEEN -> second * Truth.SECOND;
            };
        }
    }

    private static final String BASE = "/trade-api/v2";
    private static final int DEFAULT_COST = 10;

    private final Truth truth;
    private final Answers answers;
    private final Sockets sockets;
    private final ConcurrentLinkedQueue<Tally.Seen> seen = new ConcurrentLinkedQueue<>();
    private final AtomicInteger under = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger number = new AtomicInteger();
    private final Map<String, Integer> times = new ConcurrentHashMap<>();
    private final Map<Op, Integer> costs = new EnumMap<>(Op.class);
    private volatile Faults faults = Faults.NONE;
    private volatile Budget budget = new Budget(0, 0);
    private volatile Tiers tiers = Tiers.ONE;
    private volatile Bounds bounds = Bounds.SECONDS;
    private volatile long cutoff;
    private volatile int movesEvery;
    private volatile long movesBy;
    private volatile int movesFrom;
    private volatile long behind;
    private volatile boolean dated;
    private volatile @Nullable Failing failing;
    private volatile @Nullable String failingPath;

    /** A row without which there is no answer, by its place from the newest. */
    record Failing(String ticker, int row) {}

    /** How things stand while one request is answered. */
    record State(
            Tiers tiers,
            Bounds bounds,
            long cutoff,
            Faults faults,
            @Nullable Failing failing,
            boolean first) {
        /** True when the historical tier has that market. */
        boolean archived(Truth.Market market) {
            return tiers != Tiers.ONE && market.settled != 0 && market.settled * Truth.SECOND < cutoff;
        }
    }

    private JudgeServer(Truth truth) {
        this.truth = truth;
        this.cutoff = truth.now() - Duration.ofDays(90).toSeconds() * Truth.SECOND;
        this.answers = new Answers(truth);
        this.sockets = new Sockets(this::judged);
    }

    public static JudgeServer of(Truth truth) {
        return new JudgeServer(truth);
    }

    public Truth truth() {
        return truth;
    }

    /** How many connections clients keep open and ask nothing on. */
    public int idle() {
        return sockets.connections() - underWay();
    }

    public String url() {
        return "http://127.0.0.1:" + sockets.port() + BASE;
    }

    /** The bucket: tokens a second and the most of them; 0 for no limit. A request costs 10 unless said otherwise. */
    public JudgeServer limit(double tokensASecond, double burst) {
        budget = new Budget(tokensASecond, burst);
        return this;
    }

    /** What that operation costs. */
    public synchronized JudgeServer cost(Op op, int tokens) {
        costs.put(op, tokens);
        return this;
    }

    public Faults faults() {
        return faults;
    }

    public JudgeServer tiers(Tiers how) {
        tiers = how;
        return this;
    }

    public Tiers tiers() {
        return tiers;
    }

    public JudgeServer bounds(Bounds meaning) {
        bounds = meaning;
        return this;
    }

    /** Where the tiers meet, in microseconds; at first 90 days before the present. */
    public JudgeServer cutoff(long micros) {
        movesFrom = number.get();
        cutoff = micros;
        return this;
    }

    /** Where the tiers meet now, in microseconds. */
    public long cutoff() {
        long moved = movesEvery == 0 ? 0 : (number.get() - movesFrom) / movesEvery * movesBy;
        return Math.min(truth.now() - behind, cutoff + moved);
    }

    /** Has the cutoff move on by so much each time that so many requests were answered from now on; 0 to hold it. */
    public JudgeServer cutoffMoves(int everyRequests, Duration by) {
        cutoff(cutoff());
        movesEvery = everyRequests;
        movesBy = by.toMillis() * 1_000;
        return this;
    }

    /** Has the cutoff never come nearer to the present, wherever it leaps or moves to. */
    public JudgeServer cutoffBehind(Duration present) {
        behind = present.toMillis() * 1_000;
        return this;
    }

    /** Has each answer say what time it is at the exchange. */
    public JudgeServer dated() {
        dated = true;
        return this;
    }

    public JudgeServer faults(Faults what) {
        faults = what;
        return this;
    }

    /** Has each answer fail, with 500, that would hold that page of 1,000 trades of a market, counted from 1 at the newest. */
    public JudgeServer failing(String ticker, int page) {
        failing = new Failing(ticker, 1_000 * page - 500);
        return this;
    }

    /** Has each request fail, with 500, whose path begins so behind the version. */
    public JudgeServer failing(String path) {
        failingPath = path;
        return this;
    }

    /** Ends what {@link #failing} began. */
    public JudgeServer mend() {
        failing = null;
        failingPath = null;
        return this;
    }

    /** What was asked since the beginning or {@link #forget}. */
    public Tally tally() {
        List<Tally.Seen> all = new ArrayList<>(seen);
        all.sort(Comparator.comparingLong(Tally.Seen::arrived));
        return new Tally(all, most.get());
    }

    /** Requests that arrived and are not answered yet. */
    public int underWay() {
        return under.get();
    }

    /** Begins to count anew; what strikes the same request again goes on as it was. */
    public JudgeServer forget() {
        seen.clear();
        most.set(under.get());
        return this;
    }

    @Override
    public void close() {
        sockets.close();
    }

    private int cost(Asked asked) {
        synchronized (this) {
            return costs.getOrDefault(asked.op, DEFAULT_COST);
        }
    }

    private Sockets.Reply judged(String method, String target, Map<String, String> headers) {
        long arrived = System.nanoTime();
        most.accumulateAndGet(under.incrementAndGet(), Math::max);
        int turn = number.getAndIncrement();
        String date = date(); // before the answer: what happens while it is made may be missing from it
        String within = target.startsWith(BASE) ? target.substring(BASE.length()) : target;
        Asked asked = new Asked(within);
        boolean signed = headers.containsKey("kalshi-access-key")
                && headers.containsKey("kalshi-access-timestamp")
                && headers.containsKey("kalshi-access-signature");
        boolean paid = budget.take(cost(asked), arrived);
        Faults now = faults;
        int before = times.merge(within, 1, Integer::sum) - 1;
        Verdict verdict;
        try {
            verdict = verdict(asked, method, signed, paid, now, before);
        } catch (Asked.Outside e) {
            verdict = new Verdict(
                    400,
                    refusal("bad_request", "bad request", e.getMessage()),
                    0,
                    Sockets.How.WHOLE,
                    "",
                    e.getMessage());
        } catch (RuntimeException e) {
            // A fault of the judge's own: it must be seen.
            verdict = new Verdict(
                    599, refusal("judge", String.valueOf(e), ""), 0, Sockets.How.WHOLE, "judge", e.toString());
        }
        long jitter = now.jitter().toNanos();
        long latency =
                now.latency().toNanos() + (jitter == 0 ? 0 : Long.remainderUnsigned(now.die(within + turn, 0), jitter));
        sleepUntil(arrived + latency);
        Verdict said = verdict;
        Sockets.Body body = new Sockets.Body(said.body());
        int bytes = said.how() == Sockets.How.NOTHING
                ? 0
                : said.how() == Sockets.How.HALF ? body.length() / 2 : body.length();
        // Before it is sent: who has the answer finds it counted.
        seen.add(new Tally.Seen(
                asked.op,
                within,
                signed,
                arrived,
                (System.nanoTime() - arrived) / 1_000,
                said.how() == Sockets.How.NOTHING ? 0 : said.status(),
                bytes,
                said.rows(),
                said.fault(),
                said.outside()));
        return new Sockets.Reply(said.status(), body, said.how(), date, under::decrementAndGet);
    }

    private String date() {
        return dated
                ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        Instant.ofEpochSecond(truth.now() / Truth.SECOND).atOffset(ZoneOffset.UTC))
                : "";
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    /** What is answered, and what to say of it. */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    private record Verdict(int status, byte[] body, int rows, Sockets.How how, String fault, String outside) {
        Verdict struck(Sockets.How other, String what) {
            return new Verdict(status, body, rows, other, what, outside);
        }
    }

    private Verdict verdict(Asked asked, String method, boolean signed, boolean paid, Faults now, int before) {
        if (!paid) {
            return refused(429, "{\"error\":\"too many requests\"}", "");
        }
        if (!method.equals("GET")) {
            return refused(405, text(refusal("method_not_allowed", "method not allowed", "")), "judge");
        }
        if (asked.op.account() && !signed) {
            Verdict plain = refused(401, text(refusal("unauthorized", "unauthorized", "")), "");
            return new Verdict(plain.status(), plain.body(), 0, plain.how(), "", "is not signed");
        }
        Verdict struck = struck(asked, now, before);
        if (struck != null) {
            return struck;
        }
        boolean muted = now.mute() == Faults.Mute.HISTORICAL
                ? asked.op.historical()
                : now.mute() == Faults.Mute.LIVE && asked.op.tiered() && !asked.op.historical();
        if (muted) {
            return refused(404, text(refusal("not_found", "not found", "")), "mute");
        }
        if (asked.op == Op.LIMITS || asked.op == Op.COSTS) {
            return whole(asked, limits(asked.op), 1);
        }
        String path = failingPath;
        if (path != null && asked.target.startsWith(path)) {
            return refused(500, text(refusal("internal", "internal server error", "")), "failing path");
        }
        State state = new State(tiers, bounds, cutoff(), now, failing, before == 0);
        Answers.Said said = answers.to(asked, state);
        if (said == null) {
            return refused(404, text(refusal("not_found", "not found", "")), "");
        }
        if (said.failing()) {
            return refused(500, text(refusal("internal", "internal server error", "")), "failing page");
        }
        Verdict verdict = whole(asked, said.body().done(), said.rows());
        String turn = asked.target + "#" + before;
        if (before < 2 && now.strikes(now.halved(), turn, 4)) {
            return verdict.struck(Sockets.How.HALF, "halved");
        }
        if (before < 2 && now.strikes(now.truncated(), turn, 5)) {
            byte[] all = verdict.body();
            byte[] some = java.util.Arrays.copyOf(all, 1 + Mix.below(now.die(turn, 6), all.length - 1));
            return new Verdict(200, some, 0, Sockets.How.WHOLE, "truncated", verdict.outside());
        }
        return verdict;
    }

    private static @Nullable Verdict struck(Asked asked, Faults now, int before) {
        String turn = asked.target + "#" + before;
        if (before < 2 && now.strikes(now.unanswered(), turn, 1)) {
            return refused(200, "", "unanswered").struck(Sockets.How.NOTHING, "unanswered");
        }
        if (before < now.burst() && now.strikes(now.broken(), asked.target, 2)) {
            int[] statuses = {500, 502, 503, 504};
            int status = statuses[Mix.below(now.die(turn, 2), 4)];
            String body =
                    status == 502 ? "<html>bad gateway</html>" : text(refusal("internal", "internal server error", ""));
            return refused(status, body, "broken");
        }
        if (before < 2 && now.strikes(now.tooMany(), turn, 3)) {
            return refused(429, "{\"error\":\"too many requests\"}", "too many");
        }
        return null;
    }

    private static Verdict whole(Asked asked, byte[] body, int rows) {
        return new Verdict(200, body, rows, Sockets.How.WHOLE, "", asked.passedOver());
    }

    private static Verdict refused(int status, String body, String fault) {
        return new Verdict(status, body.getBytes(StandardCharsets.UTF_8), 0, Sockets.How.WHOLE, fault, "");
    }

    private static byte[] refusal(String code, String message, String details) {
        Out out = new Out();
        out.open().name("error").open().text("code", code).text("message", message);
        if (!details.isEmpty()) {
            out.text("details", details);
        }
        return out.close().close().done();
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private synchronized byte[] limits(Op op) {
        Out out = new Out();
        if (op == Op.COSTS) {
            out.open()
                    .number("default_cost", DEFAULT_COST)
                    .name("endpoint_costs")
                    .list();
            costs.forEach((costly, tokens) -> out.open()
                    .text("method", "GET")
                    .text("path", costly.route())
                    .number("cost", tokens)
                    .close());
            return out.end().close().done();
        }
        out.open().text("usage_tier", "basic");
        for (String bucket : List.of("read", "write")) {
            // Without a limit of its own the judge says what the exchange's basic tier has.
            boolean limited = budget.rate() > 0;
            out.name(bucket)
                    .open()
                    .number("refill_rate", limited ? budget.rate() : 200)
                    .number("bucket_capacity", limited ? budget.capacity() : 400)
                    .close();
        }
        return out.name("grants").list().end().close().done();
    }
}
