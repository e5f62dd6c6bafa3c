package dev.kalshilab;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.rest.RawCalls;
import dev.kalshilab.table.TableSource;
import dev.kalshilab.table.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.Table;

/** An answer of the exchange as it came, as JSON and as a table of its top-level list. */
public final class Raw implements TableSource {
    private final RawCalls.Body body;
    private final String source;
    private final Instant fetched;

    Raw(RawCalls.Body body, String source, Instant fetched) {
        this.body = body;
        this.source = source;
        this.fetched = fetched;
    }

    /** The body as it was sent. */
    public String json() {
        return body.json();
    }

    /**
     * The rows of the first list of objects in the body, or the body itself as one row.
     *
     * <p>A column a member, by its name: whole numbers, numbers, true and false as such; texts as they are, amounts of
     * dollars too; lists and objects as JSON. A column whose values are of several kinds is text.
     *
     * @throws dev.kalshilab.model.KalshiException when the body is no JSON
     */
    @Override
    public Table table() {
        Columns rows = body.rows();
        List<String> notes = new ArrayList<>();
        if (!body.note().isEmpty()) {
            notes.add(body.note());
        }
        if (body.more()) {
            notes.add("one page; the answer has a cursor, so there may be more");
        }
        return Tables.of(
                rows,
                new Provenance(
                        "raw GET /" + body.path(),
                        source,
                        body.invented(),
                        1,
                        rows.rows(),
                        null,
                        null,
                        fetched,
                        notes.isEmpty(),
                        notes));
    }

    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "Raw[GET /%s, %,d characters]",
                        body.path(),
                        body.json().length())
                + (body.note().isEmpty() ? "" : " " + body.note());
    }
}
