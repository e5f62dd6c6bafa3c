package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.MixedQuestions.Age;
import dev.kalshilab.MixedQuestions.Question;
import dev.kalshilab.MixedQuestions.When;
import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.ForAll;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Bounds;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/**
 * Questions of all kinds one behind the other on one cache, while the exchange lives on and things go wrong: each answer
 * is what was true at its moment, or an error.
 *
 * <p>{@code -Dcases=N} tries as many sequences, {@code -Dseed=N} begins with that one.
 */
class MixedPullsTest {
    private static final int CASES = Integer.getInteger("cases", 60);
    private static final long FIRST = Long.getLong("seed", 20_261_123L);
    private static final int STEPS = 12;

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    @Test
    void eachAnswerIsTheTruthOfItsMomentWhateverWasAskedBefore() {
        int[] whole = {0};
        ForAll.forAll("cases=1 -Dseed", FIRST, CASES, (seed, random) -> {
            settings.cache(directory.resolve("case" + seed));
            settings.set("dev.kalshilab.cache.account", Boolean.toString(random.nextInt(3) > 0));
            try (Sequence sequence = new Sequence(seed, random)) {
                for (int step = 0; step < STEPS; step++) {
                    sequence.step();
                }
                whole[0] += sequence.whole;
            }
        });
        assertThat(whole[0]).isGreaterThan(CASES < 10 ? 0 : CASES * STEPS / 3);
    }

    /** What became of a question. */
    private record Said(
            Question question,
            When before,
            When after,
            @Nullable List<String> rows,
            boolean complete,
            @Nullable RuntimeException failed,
            long most) {}

    /** One exchange, one cache, and the clients of both. */
    private static final class Sequence implements AutoCloseable {
        private final Random random;
        private final Truth truth;
        private final JudgeServer judge;
        private final MixedQuestions questions;
        private final Instant last;
        private final List<Kalshi> clients = new ArrayList<>();
        /** How many markets were archived when a client was opened. */
        private final IdentityHashMap<Kalshi, Long> archived = new IdentityHashMap<>();

        private final List<Question> asked = new ArrayList<>();
        private final List<When> moments = new ArrayList<>();
        private final List<String> story = new ArrayList<>();
        private When begun;
        private @Nullable When failed;
        private boolean hopeless;
        private boolean muted;
        private int whole;

        Sequence(long seed, Random random) {
            this.random = random;
            Instant here = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            // The machine's clock is right, or hours slow; or it is fast, and every answer says so.
            boolean fast = random.nextInt(3) > 0;
            this.last = here.plus(Duration.ofHours(fast ? -1 - random.nextInt(900) : 20));
            this.truth = new Truth(Truth.Size.small(seed)
                    .trades(List.of(10, 400, 400, 2_500).get(random.nextInt(4)))
                    .markets(1 + random.nextInt(5), 1 + random.nextInt(4))
                    .density(random.nextBoolean() ? 0.02 : 0.4)
                    .apart(Duration.ofHours(random.nextInt(300)))
                    .present(last, Duration.ofDays(20 + random.nextInt(180))));
            truth.advance(fast ? Duration.ofHours(-random.nextInt(900)) : Duration.ofHours(-20));
            this.judge = JudgeServer.of(truth)
                    .tiers(TruthRows.one(random, List.of(Tiers.values())))
                    .bounds(TruthRows.one(random, List.of(Bounds.values())))
                    // What was settled just now is in no history yet.
                    .cutoffBehind(Duration.ofDays(2))
                    .cutoff(truth.now() - random.nextInt(200 * 24) * 3_600_000_000L);
            if (fast) {
                judge.dated();
            }
            this.questions = new MixedQuestions(judge);
            this.begun = questions.now();
            moments.add(begun);
            tell(fast + " dated, " + judge.tiers());
            open();
        }

        private void tell(String what) {
            story.add(what);
        }

        private void open() {
            Kalshi client = Kalshi.at(judge.url(), Credentials.of("judged", AKey.file()));
            clients.add(client);
            archived.put(client, questions.archived(questions.now()));
        }

        @Override
        public void close() {
            clients.forEach(Kalshi::close);
            judge.close();
        }

        void step() {
            try {
                change();
                moments.add(questions.now());
                faults();
                ask();
                judge.faults(Faults.NONE);
                hopeless = false;
                muted = false;
                assertThat(judge.tally().outside()).isEmpty();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\nafter " + String.join("\n  ", story), e);
            }
        }

        /** Something happens between two questions. */
        private void change() {
            switch (random.nextInt(14)) {
                case 0, 1 -> pass(Duration.ofMinutes(random.nextInt(20)));
                case 2 -> pass(Duration.ofHours(random.nextInt(24 * 12)));
                case 3, 4 -> {
                    judge.cutoff(judge.cutoff() + random.nextInt(24 * 60) * 3_600_000_000L);
                    tell("cutoff leaps to " + TruthRows.instant(judge.cutoff()));
                }
                case 5, 6 -> {
                    int every = 1 + random.nextInt(5);
                    Duration by = Duration.ofHours(1 + random.nextInt(random.nextBoolean() ? 48 : 24 * 30));
                    judge.cutoffMoves(every, by);
                    tell("cutoff creeps every " + every + " by " + by);
                }
                case 7 -> {
                    judge.cutoffMoves(0, Duration.ZERO);
                    tell("cutoff stands at " + TruthRows.instant(judge.cutoff()));
                }
                case 8, 9 -> {
                    clients.remove(random.nextInt(clients.size())).close();
                    open();
                    tell("restart");
                }
                case 10 -> {
                    if (clients.size() < 2) {
                        open();
                    }
                }
                case 11 -> {
                    if (random.nextBoolean()) {
                        clients.forEach(client -> client.cache().clear());
                        begun = questions.now();
                        failed = null;
                        moments.clear();
                        tell("clear");
                    }
                }
                default -> {}
            }
        }

        private void pass(Duration by) {
            Duration left = Duration.between(TruthRows.instant(truth.now()), last);
            truth.advance(by.compareTo(left) < 0 ? by : left);
            tell("time passes to " + TruthRows.instant(truth.now()));
        }

        private void faults() {
            Faults none = Faults.NONE.seed(random.nextLong());
            Faults faults =
                    switch (random.nextInt(16)) {
                        case 0 -> none.refusals(0.2, 0.2, 1 + random.nextInt(2));
                        case 1 -> none.refusals(0, 0.3, 1_000);
                        case 2 -> none.breaks(0.2, 0.2, 0.1);
                        case 3 -> none.cursors(0.2, false);
                        case 4 -> none.cursors(0, true);
                        case 5 -> none.pages(1 + random.nextInt(20), 0.4, 0);
                        case 6 -> none.pages(0, 0, 0.3);
                        // A historical tier that knows nothing is one without rows, so it may not come and go.
                        case 7 -> random.nextInt(3) > 0 ? none : none.mute(Faults.Mute.LIVE);
                        default -> none;
                    };
            hopeless = faults.burst() > 10;
            muted = faults.mute() != Faults.Mute.NONE;
            judge.faults(faults);
            if (!faults.equals(none)) {
                tell(faults.toString());
            }
        }

        private Question question() {
            if (!asked.isEmpty() && random.nextInt(5) < 2) {
                Question again = TruthRows.one(random, asked);
                return random.nextInt(4) == 0 ? again.refreshed() : again;
            }
            Question question = questions.any(random);
            asked.add(question);
            return question;
        }

        private void ask() {
            Kalshi client = TruthRows.one(random, clients);
            Question question = question();
            switch (random.nextInt(20)) {
                case 0, 1, 2 -> early(client, question);
                case 3 -> offline(client, question);
                case 4, 5 -> interrupted(client, question);
                case 6, 7, 8 -> together(client, question);
                case 9, 10 -> planned(client, question);
                case 11 -> market(client);
                default -> judge(said("table", question, () -> client));
            }
            if (hopeless || muted) {
                judge.faults(Faults.NONE);
                hopeless = false;
                muted = false;
                judge(said("again", question, () -> client));
            }
        }

        private Said said(String how, Question question, Supplier<Kalshi> client) {
            tell(how + ": " + question.what() + " of client " + clients.indexOf(client.get()));
            return asked(question, client.get());
        }

        private Said asked(Question question, Kalshi client) {
            When before = questions.now();
            try {
                Table table = question.asked().apply(client).table();
                boolean complete = Provenance.of(table).orElseThrow().complete();
                return new Said(
                        question, before, questions.now(), question.row().apply(table), complete, null, Long.MAX_VALUE);
            } catch (KalshiException e) {
                return new Said(question, before, questions.now(), null, false, e, Long.MAX_VALUE);
            }
        }

        /** Terminals that stop before the end. */
        private void early(Kalshi client, Question question) {
            long most = 1L + random.nextInt(random.nextBoolean() ? 3 : 1_500);
            Question some = new Question(
                    question.what() + " at most " + most,
                    kalshi -> (Query<?, ?>) question.asked().apply(kalshi).limit(most),
                    question.row(),
                    question.truth(),
                    question.ordered(),
                    question.whole(),
                    question.age());
            if (random.nextInt(3) == 0) {
                tell("first of " + question.what());
                When before = questions.now();
                try {
                    question.asked().apply(client).first();
                    assertThat(union(question, before, questions.now())).isNotEmpty();
                } catch (KalshiException e) {
                    assertThat(hopeless
                                    || muted
                                    || sure(question, before, questions.now()).isEmpty())
                            .as(e.getMessage())
                            .isTrue();
                }
                fails(before);
                return;
            }
            Said said = said("early", some, () -> client);
            judge(new Said(some, said.before(), said.after(), said.rows(), true, said.failed(), most));
            fails(said.before());
        }

        private void offline(Kalshi client, Question question) {
            client.cache().offline();
            judge.forget();
            try {
                Said said = said("offline", question, () -> client);
                assertThat(judge.tally().seen()).as("sent offline").isEmpty();
                if (said.failed() == null) {
                    judge(said);
                } else {
                    fails(said.before());
                }
            } finally {
                client.cache().online();
            }
        }

        private void interrupted(Kalshi client, Question question) {
            judge.faults(Faults.NONE.latency(Duration.ofMillis(1), Duration.ofMillis(2)));
            tell("interrupted: " + question.what());
            CompletableFuture<Said> said = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    said.complete(asked(question, client));
                } catch (RuntimeException | Error e) {
                    said.completeExceptionally(e);
                }
            });
            thread.start();
            LockSupport.parkNanos(random.nextInt(random.nextBoolean() ? 5_000_000 : 40_000_000));
            thread.interrupt();
            Said result = said.join();
            LockSupport.parkNanos(20_000_000); // the server may not have read yet what was sent before
            if (result.failed() == null) {
                judge(result);
            } else {
                fails(result.before());
            }
            judge.faults(Faults.NONE);
            judge(said("again", question, () -> client));
        }

        /** Two ask at once, while something happens. */
        private void together(Kalshi client, Question question) {
            Kalshi another = TruthRows.one(random, clients);
            Question other = random.nextInt(3) == 0 ? question : question();
            tell("together on " + clients.indexOf(client) + " and " + clients.indexOf(another) + ": " + question.what()
                    + " and " + other.what());
            int seconds = random.nextInt(30);
            long leap = random.nextInt(24 * 40) * 3_600_000_000L;
            int what = random.nextInt(4);
            int after = random.nextInt(5_000_000);
            CompletableFuture<Said> one = CompletableFuture.supplyAsync(() -> asked(question, client));
            CompletableFuture<Said> two = CompletableFuture.supplyAsync(() -> asked(other, another));
            LockSupport.parkNanos(after);
            switch (what) {
                case 0 -> pass(Duration.ofSeconds(seconds));
                case 1 -> judge.cutoff(judge.cutoff() + leap);
                case 2 -> another.cache().clear();
                default -> {}
            }
            tell("and meanwhile "
                    + List.of("time passes", "the cutoff leaps", "clear", "nothing")
                            .get(what));
            Said first = one.join();
            Said second = two.join();
            moments.add(questions.now());
            judge(first);
            judge(second);
        }

        private void planned(Kalshi client, Question question) {
            Plan plan;
            try {
                plan = question.asked().apply(client).plan();
            } catch (ExchangeException e) {
                assertThat(hopeless).as(e.getMessage()).isTrue();
                return; // where the tiers meet belongs to it, and nobody says that
            }
            boolean quiet =
                    judge.faults().equals(Faults.NONE.seed(judge.faults().seed()));
            judge.forget();
            When before = questions.now();
            Said said = said("planned " + plan, question, () -> client);
            judge(said);
            // That a market which was seen alive is archived since, on a day that the client's clock knows nothing of,
            // is
            // in no plan.
            boolean stood = Objects.equals(archived.get(client), questions.archived(before));
            if (quiet && stood && before.cutoff() == questions.now().cutoff()) {
                int sent = judge.tally().requests();
                assertThat(plan.requests() == sent || (!plan.exact() && plan.requests() < sent))
                        .as("%s, sent %s", plan, judge.tally().seen())
                        .isTrue();
            }
        }

        private void market(Kalshi client) {
            Truth.Market market = TruthRows.one(random, truth.markets());
            tell("market " + market.ticker());
            try {
                Market is = client.market(market.ticker());
                assertThat(is.ticker()).isEqualTo(market.ticker());
                assertThat(questions.isStatus(market, String.valueOf(is.status()), begun, questions.now()))
                        .as(market.ticker() + " is " + is.status())
                        .isTrue();
            } catch (KalshiException e) {
                assertThat(hopeless || muted).as(e.getMessage()).isTrue();
            }
        }

        private void fails(When before) {
            if (failed == null) {
                failed = before;
            }
        }

        private List<When> moments(Question question, When before, When after) {
            When since =
                    switch (question.age()) {
                        case NONE -> before;
                        case SINCE_A_FAILURE -> failed == null ? before : failed;
                        case REMEMBERED -> begun;
                    };
            List<When> all = new ArrayList<>(List.of(since, before));
            moments.stream()
                    .filter(when -> when.here() > since.here())
                    .filter(when -> when.here() < after.here())
                    .filter(when -> question.age() != Age.NONE || when.here() > before.here())
                    .forEach(all::add);
            all.add(after);
            return all;
        }

        private List<String> sure(Question question, When before, When after) {
            List<String> sure = new ArrayList<>(question.truth().apply(before));
            moments(question, before, after)
                    .forEach(when ->
                            sure.retainAll(new HashSet<>(question.truth().apply(when))));
            return sure;
        }

        private Set<String> union(Question question, When before, When after) {
            Set<String> may = new LinkedHashSet<>();
            moments(question, before, after)
                    .forEach(when -> may.addAll(question.truth().apply(when)));
            return may;
        }

        private void judge(Said said) {
            Question question = said.question();
            if (said.failed() != null) {
                fails(said.before());
                // A last page that names itself is known for the end when it stays the same; where rows go, it does
                // not.
                if (!hopeless && !muted && !judge.faults().cursorAtEnd()) {
                    throw new AssertionError(question.what() + " failed: " + said.failed(), said.failed());
                }
                return;
            }
            List<String> rows = Objects.requireNonNull(said.rows());
            List<String> sure = muted ? List.of() : sure(question, said.before(), said.after());
            Set<String> may = union(question, said.before(), said.after());
            Set<String> distinct = new HashSet<>(rows);
            List<String> missing =
                    sure.stream().filter(row -> !distinct.contains(row)).toList();
            List<String> tooMany =
                    rows.stream().filter(row -> !may.contains(row)).toList();
            boolean cut = rows.size() >= said.most();
            if (!tooMany.isEmpty() || distinct.size() != rows.size() || (!missing.isEmpty() && !cut)) {
                throw new AssertionError(question.what() + ": " + rows.size() + " rows for " + sure.size() + " to "
                        + may.size() + ", missing " + missing.size() + " "
                        + missing.stream().limit(3).toList()
                        + ", too many " + tooMany.size() + " "
                        + tooMany.stream().limit(3).toList() + ", twice "
                        + (rows.size() - distinct.size()) + ", tiers meet at "
                        + TruthRows.instant(said.before().cutoff()) + ", now "
                        + TruthRows.instant(said.before().exchange()) + ", asked "
                        + judge.tally().seen().stream()
                                .skip(Math.max(0, judge.tally().requests() - 30))
                                .toList());
            }
            assertThat((long) rows.size()).isLessThanOrEqualTo(said.most());
            if (question.ordered() && sure.size() == may.size()) {
                // Which rows come first where not all are wanted is not promised: a market may just have been archived.
                assertThat(rows)
                        .isEqualTo(sure.stream().filter(distinct::contains).toList());
            }
            if (question.whole() && !muted) {
                assertThat(said.complete()).as("complete: " + question.what()).isTrue();
            }
            if (!sure.isEmpty()) {
                whole++;
            }
        }
    }
}
