package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.wire.Shapes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request under way: page after page, each fetched when it is asked for, and what is known of them so far.
 *
 * <p>Nothing is asked before the first {@link #next()}. A strand that a tape does not hold gives no page and a note.
 */
public final class Pull {
    private static final int MOST_EMPTY_PAGES = 100;

    private final Connection connection;
    private final Schema schema;
    private final @Nullable String timeColumn;
    private final Supplier<Iterator<Supplier<Strand>>> plan;
    private @Nullable Iterator<Supplier<Strand>> strands;
    private @Nullable Strand strand;
    private @Nullable String cursor;
    private final Set<String> cursors = new HashSet<>();

    private int pages;
    private long rows;
    private @Nullable Instant received;
    private int emptyPages;
    private boolean invented;
    private int misfits;
    private int absent;
    private int begun;
    private @Nullable NotRecordedException firstAbsent;
    private final Set<String> notes = new LinkedHashSet<>();
    private @Nullable Supplier<@Nullable String> last;

    /**
     * A request of those strands, each made when its turn comes.
     *
     * @param timeColumn the column that says when a row was; null when rows have no time
     */
    Pull(Connection connection, Schema schema, @Nullable String timeColumn, Supplier<Iterator<Supplier<Strand>>> plan) {
        this.connection = connection;
        this.schema = schema;
        this.timeColumn = timeColumn;
        this.plan = plan;
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

    /** The rows of the next page; null when all pages were given. */
    public @Nullable Columns next() {
        if (strands == null) {
            strands = plan.get();
        }
        while (true) {
            if (strand == null && !beginStrand(strands)) {
                return null;
            }
            Columns page = strand == null ? null : page(strand);
            if (page != null) {
                return page;
            }
        }
    }

    private boolean beginStrand(Iterator<Supplier<Strand>> remaining) {
        if (!remaining.hasNext()) {
            String note = last == null ? null : last.get();
            if (note != null) {
                notes.add(note);
            }
            return false;
        }
        begun++;
        emptyPages = 0;
        cursor = null;
        cursors.clear();
        try {
            strand = remaining.next().get();
        } catch (NotRecordedException e) {
            absent(e);
        }
        return true;
    }

    private void absent(NotRecordedException e) {
        absent++;
        firstAbsent = firstAbsent == null ? e : firstAbsent;
        strand = null;
    }

    private @Nullable Columns page(Strand current) {
        Operation.Result result;
        try {
            result = Operation.run(connection, current.call().apply(cursor));
        } catch (NotRecordedException e) {
            if (cursor == null) {
                absent(e);
            } else {
                notes.add("later pages are " + Provenance.NOT_RECORDED);
                firstAbsent = firstAbsent == null ? e : firstAbsent;
                strand = null;
            }
            return null;
        }
        follow(current.next().apply(result.page()));
        emptyPages = result.page().rows().rows() == 0 ? emptyPages + 1 : 0;
        if (emptyPages > MOST_EMPTY_PAGES) {
            throw new KalshiException("The exchange gave " + emptyPages + " empty pages one behind the other, each with"
                    + " another cursor, for " + schema.name() + " on " + connection.name()
                    + ".\nNothing says that this ends; ask again, or for a narrower range.");
        }
        received = result.received();
        Columns page = current.finish().apply(result.page().rows());
        invented |= result.invented();
        if (result.note() != null) {
            notes.add(result.note());
        }
        misfits += result.page().misfits();
        pages++;
        rows += page.rows();
        return page;
    }

    private void follow(String next) {
        if (next.isEmpty()) {
            strand = null;
        } else if (!cursors.add(next)) {
            throw new KalshiException("The exchange gave the same cursor twice, after " + pages + " pages and " + rows
                    + " rows of " + schema.name() + " on " + connection.name()
                    + ".\nGoing on would repeat rows for ever; ask again, or for a narrower range.");
        }
        cursor = next;
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
        boolean cut = strands == null || strand != null || strands.hasNext();
        if (absent > 0 && absent == begun) {
            said.add(Provenance.NOT_RECORDED);
        } else if (absent > 0) {
            said.add(absent + " of " + begun + " parts " + Provenance.NOT_RECORDED);
        }
        if (cut || kept < rows) {
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
                pages,
                kept,
                from > to ? null : Records.instant(from),
                from > to ? null : Records.instant(to),
                received == null ? connection.clock().instant() : received,
                absent == 0 && !cut && kept == rows && misfits == 0 && notes.isEmpty(),
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
