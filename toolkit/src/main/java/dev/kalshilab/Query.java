package dev.kalshilab;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.csv.Csv;
import dev.kalshilab.csv.CsvFile;
import dev.kalshilab.display.Display;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.model.Request;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.table.TableSource;
import dev.kalshilab.table.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * A question to the exchange: immutable, and asked only by a terminal, anew each time.
 *
 * <p>Filters return another query. The terminals are {@link #list}, {@link #stream}, {@link #first}, {@link #count},
 * {@link #table} and {@link #csv}; each follows the exchange's pages to their end, or to the limit.
 *
 * @param <R> the record of a row
 * @param <Q> the query itself
 */
public abstract class Query<R extends Record, Q extends Query<R, Q>> implements TableSource {
    /** From so many requests on, what a question costs is said before it is asked. */
    private static final long WORTH_SAYING = 50;

    private final String name;
    private final Records<R> records;
    private final Ask ask;

    Query(String name, Records<R> records, Ask ask) {
        this.name = name;
        this.records = records;
        this.ask = ask;
    }

    abstract Pull pull();

    /** The same kind of question, asking something else. */
    abstract Q with(Ask changed);

    /** What the question is about, before its parameters: tickers, mostly. */
    List<String> subject() {
        return List.of();
    }

    final Ask ask() {
        return ask;
    }

    final Request request() {
        return ask.request();
    }

    final Q with(Request changed) {
        return with(ask.of(changed));
    }

    final Q set(String parameter, @Nullable Object value) {
        return with(request().with(parameter, value));
    }

    /**
     * The same question with a parameter of the exchange's that has no method here, by its own name.
     *
     * <p>One that the operation does not take, or no longer takes, is refused before anything is sent.
     *
     * @param value text, a number, true or false, or an {@code Instant}, which is sent as seconds
     */
    public final Q parameter(String parameter, Object value) {
        return with(request().with(Collections.singletonMap(parameter, value)));
    }

    /** The same question, but for at most that many rows, the first that come; of several markets in no order that is promised. */
    public final Q limit(long rows) {
        if (rows < 1) {
            throw new KalshiException(
                    "limit(" + rows + ") asks for nothing.\nGive the most rows that are wanted, 1 or more.");
        }
        return with(new Ask(request(), rows, ask.columns()));
    }

    /**
     * The same question, but with only these columns in {@link #table()}, in this order.
     *
     * <p>A time that the exchange gives to the microsecond brings its column of microseconds along.
     */
    public final Q columns(String... names) {
        return with(new Ask(request(), ask.most(), List.of(names)));
    }

    /**
     * All rows as records.
     *
     * @throws dev.kalshilab.model.NotRecordedException on a tape that holds none of them
     */
    public final List<R> list() {
        Pull pull = whole();
        List<R> all = records.list(rows(pull));
        pull.requireRecorded();
        return all;
    }

    /** The rows as records, each page fetched when the stream comes to it. */
    public final Stream<R> stream() {
        Pull pull = pull();
        long[] given = {0};
        return Stream.iterate(step(pull, given), page -> page != null, ignored -> step(pull, given))
                .flatMap(page -> page == null ? Stream.empty() : records.list(page).stream());
    }

    private @Nullable Columns step(Pull pull, long[] given) {
        Columns page = next(pull, given[0]);
        if (page == null) {
            pull.requireRecorded();
        } else {
            given[0] += page.rows();
        }
        return page;
    }

    /**
     * The first row as a record.
     *
     * @throws KalshiException when there is none
     */
    public final R first() {
        Pull pull = pull();
        for (Columns page = pull.next(); page != null; page = pull.next()) {
            if (page.rows() > 0) {
                return records.read(page, 0);
            }
        }
        pull.requireRecorded();
        throw new KalshiException(question() + " has no rows, so there is no first one.\nWiden the filters; table()"
                + " shows an empty answer with its columns.");
    }

    /** How many rows there are; fetches them all, as the exchange does not count. */
    public final long count() {
        Pull pull = whole();
        long count = 0;
        try (Way way = new Way(question(), pull)) {
            way.begin();
            for (Columns page = next(pull, count); page != null; page = next(pull, count)) {
                count += page.rows();
            }
        }
        pull.requireRecorded();
        return count;
    }

    /** All rows as a table whose columns do not depend on the rows; {@code Provenance.of(table)} says what it holds. */
    @Override
    public final Table table() {
        Pull pull = whole();
        Columns all = rows(pull);
        Provenance provenance = pull.provenance(question(), all);
        return Tables.of(all, provenance, ask.columns());
    }

    /**
     * All rows as a CSV file, and beside it {@code FILE.meta.json} with types, units and where the rows come from.
     *
     * <p>An existing file is replaced only by a whole one. {@code Csv.read(file)} gives an equal table back.
     *
     * @throws KalshiException when the file cannot be written; said before anything is fetched
     */
    public final CsvFile csv(Path file) {
        return Csv.write(this, file);
    }

    /** The same question, asked of the exchange even where its answer is known. */
    public final Q refresh() {
        return with(request().askedAnew());
    }

    /**
     * What the question would cost, before it is asked: requests, time, and what is known already. Little is sent for
     * that, and no row: for a question about given markets where history begins, for many requests how fast the account
     * may make them.
     */
    public final Plan plan() {
        Markets before = source();
        if (before != null) {
            Plan markets = before.plan();
            List<String> notes = new ArrayList<>(markets.notes());
            notes.add("then at least one request for each market found, or for each hundred");
            return new Plan(question(), markets.requests(), false, markets.cached(), markets.time(), notes);
        }
        return plan(pull());
    }

    private Plan plan(Pull pull) {
        Pull.Cost cost = pull.cost();
        List<String> notes = new ArrayList<>(remarks());
        if (ask.most() != Ask.NO_LIMIT) {
            // The rows may be all there before the last request, or the first.
            boolean none = cost.requests() == 0 || cost.cached() > 0;
            boolean exact = cost.exact() && (cost.requests() == 0 || (!none && cost.requests() == 1));
            if (!exact) {
                notes.add("no more are made than " + ask.most() + " rows take");
            }
            return new Plan(question(), none ? 0 : 1, exact, cost.cached(), none ? Duration.ZERO : cost.time(), notes);
        }
        if (!cost.exact()) {
            notes.add(cost.more());
        }
        return new Plan(question(), cost.requests(), cost.exact(), cost.cached(), cost.time(), notes);
    }

    /** The query that finds whose rows are asked for; null when they are named. */
    @Nullable
    Markets source() {
        return null;
    }

    /** What the question leaves out by itself. */
    List<String> remarks() {
        return List.of();
    }

    /** The question as it is asked when all its rows are wanted; what takes long says so first. */
    private Pull whole() {
        if (ask.most() != Ask.NO_LIMIT) {
            return pull();
        }
        Pull pull = pull().together();
        Plan plan = plan(pull);
        if (plan.requests() >= WORTH_SAYING) {
            Display.note(plan.toString());
        }
        return pull;
    }

    /** All rows of a pull, to the limit. */
    final Columns rows(Pull pull) {
        Columns all = new Columns(pull.schema());
        try (Way way = new Way(question(), pull)) {
            way.begin();
            for (Columns page = next(pull, 0); page != null; page = next(pull, all.rows())) {
                all.addAll(page);
            }
        }
        return pull.inOrder(all);
    }

    /** The next page, cut where the limit is reached; null behind it. */
    private @Nullable Columns next(Pull pull, long given) {
        long most = ask.most();
        if (given >= most) {
            return null;
        }
        Columns page = pull.next();
        if (page == null || given + page.rows() <= most) {
            return page;
        }
        return page.head(most - given);
    }

    /** Its name and what it asks for, as {@code Markets[series=KXHIGHNY, settled]}. */
    final String question() {
        List<String> parts = new ArrayList<>(subject());
        Parts.request(parts, request());
        if (ask.most() != Ask.NO_LIMIT) {
            parts.add(String.format(Locale.ROOT, "at most %,d", ask.most()));
        }
        return parts.isEmpty() ? name : name + "[" + String.join(", ", parts) + "]";
    }

    @Override
    public final String toString() {
        return question() + ", nothing fetched yet";
    }
}
