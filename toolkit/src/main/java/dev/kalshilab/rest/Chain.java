package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A part of one cursor chain, page behind page. */
final class Chain extends Part {
    private static final int MOST_EMPTY_PAGES = 100;

    private final Connection connection;
    private final Supplier<Strand> begin;
    private final Set<String> cursors = new HashSet<>();
    private @Nullable Strand strand;
    private @Nullable String cursor;
    private int pages;
    private int emptyPages;
    private boolean ended;

    /** @param begin asks whatever must be known before the first page */
    Chain(Connection connection, Supplier<Strand> begin) {
        this.connection = connection;
        this.begin = begin;
    }

    @Override
    Step ask() {
        Strand current = strand == null ? begin.get() : strand;
        strand = current;
        Operation.Result result = Operation.run(connection, current.call().apply(cursor));
        pages++;
        follow(current.next().apply(result.page()), result.page().rows());
        return Step.of(Given.of(result, current.finish().apply(result.page().rows())));
    }

    private void follow(String next, Columns rows) {
        emptyPages = rows.rows() == 0 ? emptyPages + 1 : 0;
        if (emptyPages > MOST_EMPTY_PAGES) {
            throw endless(emptyPages, rows, connection);
        }
        if (next.isEmpty()) {
            ended = true;
        } else if (!cursors.add(next)) {
            throw repeated(pages, rows, connection);
        }
        cursor = next;
    }

    static KalshiException endless(int emptyPages, Columns rows, Connection connection) {
        return new KalshiException("The exchange gave " + emptyPages + " empty pages one behind the other, each with"
                + " another cursor, for " + rows.schema().name() + " on " + connection.name()
                + ".\nNothing says that this ends; ask again, or for a narrower range.");
    }

    static KalshiException repeated(int pages, Columns rows, Connection connection) {
        return new KalshiException("The exchange gave the same cursor twice, after " + pages + " pages of "
                + rows.schema().name() + " on " + connection.name()
                + ".\nGoing on would repeat rows for ever; ask again, or for a narrower range.");
    }

    @Override
    boolean ended() {
        return ended;
    }
}
