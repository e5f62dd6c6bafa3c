package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.pace.TokenBudget;
import dev.kalshilab.wire.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request under way: page after page, and what is known of them so far.
 *
 * <p>Nothing is asked before the first {@link #next()}. Each page is fetched when it is asked for, unless {@link
 * #together} says that all will be; then several are fetched at a time. A part that a tape does not hold gives no page
 * and a note. No row is given twice.
 */
public final class Pull {
    private final Connection connection;
    private final Schema schema;
    private final @Nullable String timeColumn;
    private final Supplier<List<Part>> plan;
    private final Distinct distinct;
    private boolean together;
    private volatile @Nullable Crew crew;
    private volatile Duration waitedBefore = Duration.ZERO;

    private volatile Sum sum = new Sum(0, 0, 0);
    private @Nullable Instant received;
    private boolean invented;
    private int misfits;
    private int absent;
    private int begun;
    private @Nullable NotRecordedException firstAbsent;
    private final Set<String> notes = new LinkedHashSet<>();
    private @Nullable Supplier<@Nullable String> last;
    private @Nullable Supplier<List<Part>> behind;
    private Supplier<@Nullable Runnable> whenAnswered = () -> null;
    private BooleanSupplier exact = () -> true;
    private List<String> tickers = List.of();
    private String more = "pages follow until the last one";

    /**
     * A request of those parts, in the order in which their rows are given.
     *
     * @param timeColumn the column that says when a row was; null when rows have no time
     * @param plan asks what must be known before the parts are
     */
    Pull(Connection connection, Schema schema, @Nullable String timeColumn, Supplier<List<Part>> plan) {
        this.connection = connection;
        this.schema = schema;
        this.timeColumn = timeColumn;
        this.plan = plan;
        this.distinct = Distinct.rowsOf(schema);
    }

    /**
     * A request of those cursor chains, each begun when its turn comes.
     *
     * @param anew whether the exchange is asked for what is known too
     */
    static Pull of(Known known, Schema schema, List<Supplier<Strand>> strands, boolean anew) {
        return new Pull(known.connection(), schema, timeColumn(schema), () -> chains(known, strands, anew));
    }

    static List<Part> chains(Known known, List<Supplier<Strand>> strands, boolean anew) {
        return strands.stream()
                .<Part>map(strand -> new Chain(known, strand, anew))
                .toList();
    }

    /** Says that this request was made from the rows of another: what those lack, these lack too. */
    public Pull after(Pull source) {
        invented |= source.invented;
        if (source.firstAbsent != null && source.absent == source.begun) {
            begun++;
            absent(source.firstAbsent);
        } else if (source.absent > 0) {
            notes.add(source.absent + " of " + source.begun + " parts of the " + source.schema.name() + " "
                    + Provenance.NOT_RECORDED);
        }
        source.notes.forEach(note -> notes.add(source.schema.name() + ": " + note));
        return this;
    }

    public Schema schema() {
        return schema;
    }

    /** Says that all rows will be asked for, one after the other and soon. */
    public Pull together() {
        together = true;
        return this;
    }

    /**
     * How many requests this takes.
     *
     * @param requests so many, or at least so many
     * @param exact whether it is just so many
     * @param cached parts that take none
     * @param time about how long they take at the rate that is allowed now
     * @param more why it may be more
     */
    public record Cost(long requests, boolean exact, long cached, Duration time, String more) {}

    /** What it will cost; what must be known for that is asked: for many requests how fast they may be made. */
    public Cost cost() {
        List<Part> parts = begun().left();
        long requests = parts.stream().mapToLong(Part::requests).sum();
        know(requests);
        long burst = connection.budget().burst();
        long waits = Math.max(0, requests - burst);
        long rate = Math.max(1, connection.budget().hundredthsASecond());
        boolean counted = exact.getAsBoolean() && parts.stream().allMatch(Part::exact);
        boolean learns = connection.budget().mayAsk(requests);
        return new Cost(
                requests,
                counted && !learns,
                parts.stream().filter(part -> part.requests() == 0).count(),
                Duration.ofMillis(waits * 100_000 / rate),
                counted ? "two more ask for the limits of the account when it has to wait" : more);
    }

    private void know(long requests) {
        try {
            connection.budget().know(requests);
        } catch (InterruptedException e) {
            throw begun().interrupted(e);
        }
    }

    /** What was given so far: written by one thread, seen by those that look how far it is. */
    private record Sum(long rows, int pages, int cached) {}

    /**
     * How far a pull is.
     *
     * @param left about how many requests are left
     * @param waited how long requests of the connection waited for the limit since the pull began
     * @param waiting how many wait for it now
     * @param troubled how many met some trouble and wait now to be made again
     */
    public record Far(long rows, int pages, int cached, long left, Duration waited, int waiting, int troubled) {}

    /** What has been given so far; for any thread. */
    public Far far() {
        Crew working = crew;
        TokenBudget budget = connection.budget();
        Sum given = sum;
        return new Far(
                given.rows(),
                given.pages(),
                given.cached(),
                working == null ? 0 : working.requestsLeft(),
                budget.waited().minus(waitedBefore),
                budget.waiting(),
                connection.retries().waiting());
    }

    private Crew begun() {
        Crew working = crew;
        if (working == null) {
            waitedBefore = connection.budget().waited();
            working = new Crew(connection, plan.get());
            working.whenAnswered(whenAnswered);
            if (together) {
                working.together();
            }
            crew = working;
        }
        return working;
    }

    /** The rows of the next page; null when all pages were given. */
    public @Nullable Columns next() {
        Crew working = begun();
        while (true) {
            Given given = working.next();
            if (given == null && further(working)) {
                continue;
            }
            if (given == null) {
                String note = last == null ? null : last.get();
                if (note != null) {
                    notes.add(note);
                }
                return null;
            }
            Columns page = take(given);
            if (page != null) {
                return page;
            }
        }
    }

    private boolean further(Crew working) {
        List<Part> more = List.of();
        try {
            more = behind == null ? more : behind.get();
        } catch (RuntimeException e) {
            boolean interrupted = Thread.interrupted();
            working.stop(); // somebody of the crew may ask for the same, and nobody wants it any more
            if (interrupted) {
                connection.closeIdle();
                Thread.currentThread().interrupt();
            }
            throw e;
        }
        working.add(more);
        return !more.isEmpty();
    }

    /** Its parts, for another pull that has them too. */
    List<Part> parts() {
        return plan.get();
    }

    /** Has further parts asked for when all were worked on, until there are none. */
    Pull further(Supplier<List<Part>> more) {
        return further(more, () -> false, this.more);
    }

    /**
     * @param surelyNone true when it is known already that there will be none
     * @param why what they are
     */
    Pull further(Supplier<List<Part>> more, BooleanSupplier surelyNone, String why) {
        this.more = why;
        behind = more;
        exact = surelyNone;
        return this;
    }

    /** Has a table of it give the rows of these markets one behind the other; null for as they come. */
    Pull inOrderOf(@Nullable List<String> markets) {
        tickers = markets == null ? List.of() : markets;
        return this;
    }

    /** Has a crew ask that as soon as all parts were answered, as {@link Crew#whenAnswered}. */
    Pull whenAnswered(Supplier<@Nullable Runnable> what) {
        whenAnswered = what;
        return this;
    }

    /** Says what may take more requests than are certain. */
    Pull moreAre(String what) {
        more = what;
        return this;
    }

    private @Nullable Columns take(Given given) {
        begun += given.first() ? 1 : 0;
        NotRecordedException missing = given.absent();
        if (missing != null && given.first()) {
            absent(missing);
        } else if (missing != null) {
            notes.add("later pages are " + Provenance.NOT_RECORDED);
            firstAbsent = firstAbsent == null ? missing : firstAbsent;
        }
        Columns page = given.rows();
        if (page == null) {
            return null;
        }
        page = distinct.of(page);
        Instant at = given.received();
        if (at != null && (received == null || at.isAfter(received))) {
            received = at;
        }
        invented |= given.invented();
        notes.addAll(given.notes());
        misfits += given.misfits();
        Sum before = sum;
        sum = new Sum(before.rows() + page.rows(), before.pages() + given.pages(), before.cached() + given.cached());
        return page;
    }

    private void absent(NotRecordedException e) {
        absent++;
        firstAbsent = firstAbsent == null ? e : firstAbsent;
    }

    /**
     * The rows of a whole pull in their order: what came from several places is put together by time, market for market.
     *
     * <p>Oldest first for candles, newest first else; by time alone, whatever their markets, where none were named. Rows
     * of one answer are in its order, and stay.
     */
    public Columns inOrder(Columns all) {
        String name = timeColumn;
        if (name == null || !all.schema().has("ticker") || connection.tape().isPresent()) {
            return all;
        }
        int time = all.schema().index(name);
        int ticker = all.schema().index("ticker");
        boolean ascending = schema == Shapes.CANDLES;
        boolean together = !ascending && tickers.isEmpty();
        Map<Object, Integer> places = new HashMap<>();
        tickers.forEach(each -> places.putIfAbsent(each, places.size()));
        Map<Object, Long> last = new HashMap<>();
        boolean byPlace = true;
        boolean byTime = true;
        int[] place = new int[all.rows()];
        for (int row = 0; row < all.rows(); row++) {
            Object market = together ? "" : String.valueOf(all.textAt(ticker, row));
            place[row] = places.computeIfAbsent(market, ignored -> places.size());
            long at = all.longAt(time, row);
            Long before = last.put(market, at);
            byTime &= before == null || (ascending ? before <= at : before >= at);
            byPlace &= row == 0 || place[row - 1] <= place[row];
        }
        if (byTime && (byPlace || tickers.isEmpty())) {
            return all;
        }
        List<List<Integer>> rows = Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
                .limit(places.size())
                .toList();
        for (int row = 0; row < all.rows(); row++) {
            rows.get(place[row]).add(row);
        }
        if (!byTime) {
            Comparator<Integer> oldestFirst = Comparator.comparingLong(row -> all.longAt(time, row));
            rows.forEach(some -> some.sort(ascending ? oldestFirst : oldestFirst.reversed()));
        }
        return all.pick(
                rows.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray());
    }

    /** Throws when a tape answered and lacks a part of what was asked: a list cannot say so by itself. */
    public void requireRecorded() {
        if (firstAbsent != null) {
            throw firstAbsent;
        }
    }

    /** Has a note asked for when all pages were given; null for none. */
    void atEnd(Supplier<@Nullable String> note) {
        last = note;
    }

    /** Adds what a reader must know of these rows; they are then not complete. */
    void note(String note) {
        notes.add(note);
    }

    /**
     * What is known of the rows given so far.
     *
     * @param query the question, as it prints itself
     * @param keptRows those of the rows that were kept
     */
    public Provenance provenance(String query, Columns keptRows) {
        long kept = keptRows.rows();
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        int column = timeColumn == null ? 0 : schema.index(timeColumn);
        for (int row = 0; row < kept && timeColumn != null; row++) {
            long at = keptRows.longAt(column, row);
            if (at != Columns.MISSING) {
                from = Math.min(from, at);
                to = Math.max(to, at);
            }
        }
        List<String> said = new ArrayList<>();
        Crew working = crew;
        boolean cut = working == null || !working.ended();
        if (absent > 0 && absent == begun) {
            said.add(Provenance.NOT_RECORDED);
        } else if (absent > 0) {
            said.add(absent + " of " + begun + " parts " + Provenance.NOT_RECORDED);
        }
        if (cut || kept < sum.rows()) {
            said.add("cut at " + kept + " rows, there may be more");
        }
        if (misfits > 0) {
            said.add(
                    misfits == 1
                            ? "1 value did not fit its column and is in 'unknown'"
                            : misfits + " values did not fit their columns and are in 'unknown'");
        }
        said.addAll(notes);
        return new Provenance(
                query,
                connection.name(),
                invented,
                sum.pages(),
                sum.cached(),
                kept,
                from > to ? null : Records.instant(from),
                from > to ? null : Records.instant(to),
                received == null ? connection.timeSoFar() : received,
                absent == 0 && !cut && kept == sum.rows() && misfits == 0 && notes.isEmpty(),
                said);
    }

    /** The instant column that says when a row of that schema was; null when rows are no points in time. */
    static @Nullable String timeColumn(Schema schema) {
        if (schema == Shapes.CANDLES) {
            return "end";
        }
        return schema == Shapes.TRADES ? "created_time" : null;
    }
}
