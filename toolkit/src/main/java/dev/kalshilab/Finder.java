package dev.kalshilab;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import dev.kalshilab.table.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/** Finds series and events by their words, in lists that are fetched once. */
final class Finder {
    static final Schema SCHEMA = new Schema(
            "find",
            List.of(
                    Field.derived(Kind.TEXT, "kind", "series or event"),
                    Field.derived(Kind.TEXT, "ticker", "its ticker"),
                    Field.derived(Kind.TEXT, "title", "what it is about"),
                    Field.derived(Kind.TEXT, "category", "the exchange's category"),
                    Field.derived(Kind.TEXTS, "tags", "the exchange's tags")));

    private final Rest rest;
    private final Connection connection;
    private @Nullable Known known;

    Finder(Rest rest, Connection connection) {
        this.rest = rest;
        this.connection = connection;
    }

    private record Entry(
            String kind,
            String ticker,
            @Nullable String title,
            @Nullable String category,
            @Nullable List<String> tags,
            String words) {
        /** 0 when the title has all the words, 1 when only the rest has. */
        int rank(List<String> wanted) {
            String lower = String.valueOf(title).toLowerCase(Locale.ROOT);
            return wanted.stream().allMatch(lower::contains) ? 0 : 1;
        }
    }

    private record Known(List<Entry> entries, List<String> notes, int pages, Instant fetched) {}

    Table find(String text) {
        String asked = text.strip();
        if (asked.isEmpty()) {
            throw new KalshiException("find(\"\") was given no word.\nGive some: kalshi.find(\"inflation\").");
        }
        // The page of a series or event is found by its ticker.
        String search = asked.toLowerCase(Locale.ROOT).contains("kalshi.com") ? Ticker.series(asked) : asked;
        List<String> words = List.of(search.toLowerCase(Locale.ROOT).split("\\s+", -1));
        Known all = known();
        List<Entry> found = all.entries().stream()
                .filter(entry -> words.stream().allMatch(entry.words()::contains))
                .sorted(Comparator.comparing((Entry entry) -> entry.kind().equals("series") ? 0 : 1)
                        .thenComparing(entry -> entry.rank(words))
                        .thenComparing(Entry::ticker))
                .toList();
        Columns rows = new Columns(SCHEMA);
        for (Entry entry : found) {
            rows.set(0, entry.kind());
            rows.set(1, entry.ticker());
            rows.set(2, entry.title());
            rows.set(3, entry.category());
            rows.set(4, entry.tags());
            rows.endRow();
        }
        return Tables.of(
                rows,
                new Provenance(
                        "find(" + asked + ")",
                        connection.name(),
                        connection.isSandbox(),
                        all.pages(),
                        rows.rows(),
                        null,
                        null,
                        all.fetched(),
                        all.notes().isEmpty(),
                        all.notes()));
    }

    /** Has the lists fetched anew. */
    synchronized void forget() {
        known = null;
    }

    private synchronized Known known() {
        Known all = known;
        if (all == null) {
            List<Entry> entries = new ArrayList<>();
            List<String> notes = new ArrayList<>();
            int pages = read(rest.series(Request.ALL), "series", entries, notes)
                    + read(rest.events(Request.ALL.with("status", "open")), "event", entries, notes);
            all = new Known(entries, notes, pages, connection.clock().instant());
            known = all;
        }
        return all;
    }

    private static int read(Pull pull, String kind, List<Entry> entries, List<String> notes) {
        int pages = 0;
        for (Columns page = pull.next(); page != null; page = pull.next()) {
            pages++;
            for (int row = 0; row < page.rows(); row++) {
                entries.add(kind.equals("series") ? series(page, row) : event(page, row));
            }
        }
        try {
            pull.requireRecorded();
        } catch (NotRecordedException e) {
            notes.add("the list of " + (kind.equals("series") ? "series" : "open events") + " is "
                    + Provenance.NOT_RECORDED);
        }
        return pages;
    }

    private static Entry series(Columns page, int row) {
        List<?> tags = (List<?>) page.objectAt(page.schema().index("tags"), row);
        List<String> texts =
                tags == null ? null : tags.stream().map(Object::toString).toList();
        List<?> categories = (List<?>) page.objectAt(page.schema().index("categories"), row);
        String more = (texts == null ? "" : texts) + " " + (categories == null ? "" : categories);
        return entry("series", page, row, "ticker", "title", texts, more);
    }

    private static Entry event(Columns page, int row) {
        return entry("event", page, row, "event_ticker", "title", null, text(page, row, "sub_title"));
    }

    private static Entry entry(
            String kind, Columns page, int row, String ticker, String title, @Nullable List<String> tags, String more) {
        String words =
                String.join(" ", text(page, row, ticker), text(page, row, title), text(page, row, "category"), more);
        return new Entry(
                kind,
                text(page, row, ticker),
                page.textAt(page.schema().index(title), row),
                page.textAt(page.schema().index("category"), row),
                tags,
                words.toLowerCase(Locale.ROOT));
    }

    private static String text(Columns page, int row, String column) {
        String text = page.textAt(page.schema().index(column), row);
        return text == null ? "" : text;
    }
}
