package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.wire.Page;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/**
 * One chain of pages: the call for a cursor, what is done with each page's rows, and how the next page is found.
 *
 * @param call the call for the page at a cursor; null for the first page
 * @param finish completes the rows of a page
 * @param next the cursor behind a page; empty when it is the last
 * @param byCursor true when that is what the exchange calls the cursor
 */
record Strand(
        Function<@Nullable String, Call<Page>> call,
        UnaryOperator<Columns> finish,
        Function<Page, String> next,
        boolean byCursor) {
    Strand(Function<@Nullable String, Call<Page>> call, UnaryOperator<Columns> finish) {
        this(call, finish, Page::cursor, true);
    }

    Strand(Function<@Nullable String, Call<Page>> call, UnaryOperator<Columns> finish, Function<Page, String> next) {
        this(call, finish, next, false);
    }
}
