package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Page;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** Lists of one cursor chain each, and single things, on one connection. */
final class Lists {
    /** For operations that have no pages, or no say in how long they are. */
    static final int AS_SERVED = 0;

    private final Known known;
    private final Connection connection;

    Lists(Known known) {
        this.known = known;
        this.connection = known.connection();
    }

    /** Lists of which nothing is kept. */
    Lists(Connection connection) {
        this(new Known(connection, null));
    }

    /** All pages of an operation, each of at most {@code limit} rows. */
    Pull all(Schema schema, int limit, Request request, Function<Map<String, String>, Call<Page>> call) {
        Parameters parameters = parameters(limit, request);
        return pull(
                schema,
                null,
                request,
                new Strand(cursor -> call.apply(parameters.at(cursor)), UnaryOperator.identity()));
    }

    /** All pages of an operation whose range is one of time, in whole seconds; rows outside of it are dropped here. */
    Pull timed(
            Schema schema,
            String timeColumn,
            int limit,
            Request request,
            Function<Map<String, String>, Call<Page>> call) {
        return timed(schema, timeColumn, limit, request, call, UnaryOperator.identity());
    }

    /** The same, of which only some rows are kept. */
    Pull timed(
            Schema schema,
            String timeColumn,
            int limit,
            Request request,
            Function<Map<String, String>, Call<Page>> call,
            UnaryOperator<Columns> kept) {
        Window window = Window.of(request.from(), request.to(), connection.clock());
        Parameters parameters =
                parameters(limit, request).with("min_ts", window.minTs()).with("max_ts", window.maxTs());
        return pull(
                schema,
                timeColumn,
                request,
                new Strand(
                        cursor -> call.apply(parameters.at(cursor)),
                        rows -> kept.apply(window.rows(timeColumn).apply(rows))));
    }

    /** The parameters of a question with one answer. */
    Map<String, String> only(Request request) {
        return Parameters.of(request, connection.clock()).at(null);
    }

    private Parameters parameters(int limit, Request request) {
        Parameters parameters = Parameters.of(request, connection.clock());
        return limit == AS_SERVED ? parameters : parameters.unless("limit", limit);
    }

    private Pull pull(Schema schema, @Nullable String timeColumn, Request request, Strand strand) {
        return new Pull(connection, schema, timeColumn, () -> List.of(new Chain(known, () -> strand, request.anew())));
    }

    /** The one row of an answer. */
    <R extends Record> R one(Records<R> records, Call<Page> call, String what) {
        Columns rows = Operation.one(connection, call, what);
        return records.read(rows, 0);
    }

    /** The one row of an answer that does not repeat the id that was asked for. */
    <R extends Record> R named(Records<R> records, Call<Page> call, String what, String column, String id) {
        Columns rows = Operation.one(connection, call, what);
        int at = rows.schema().index(column);
        if (rows.isMissing(at, 0)) {
            rows.replace(at, 0, id);
        }
        return records.read(rows, 0);
    }
}
