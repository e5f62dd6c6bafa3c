package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import retrofit2.Call;

/** Asks for order books, a hundred together where there are several. */
final class BookReads {
    private static final int TICKERS_A_REQUEST = 100;

    private final Known known;
    private final Connection connection;
    private final MarketData api;

    BookReads(Known known, MarketData api) {
        this.known = known;
        this.connection = known.connection();
        this.api = api;
    }

    /** A level of a book a row, the books in the order in which they were named. */
    Pull of(List<String> tickers, Request request) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        if (tickers.size() > 1 && together(tickers)) {
            for (List<String> some : Batch.cut(tickers, TICKERS_A_REQUEST)) {
                strands.add(() -> batchOfBooks(some, request));
            }
            return Batch.of(known, tickers, Shapes.BOOK, strands, request.anew());
        }
        for (String ticker : tickers) {
            strands.add(() -> book(ticker, request));
        }
        return Pull.of(known, Shapes.BOOK, strands, request.anew());
    }

    /** True when several books are asked for at once: not on a tape that does not hold them so. */
    private boolean together(List<String> tickers) {
        List<String> some = Batch.cut(tickers, TICKERS_A_REQUEST).get(0);
        return connection.tape().isEmpty()
                || connection.recorded(api.books(some, Map.of()).request());
    }

    private Strand batchOfBooks(List<String> tickers, Request request) {
        Rest.ours(request, "tickers", "each market is named to book(…)");
        // The exchange gives whole books here: the depth is cut below.
        Map<String, String> others =
                Parameters.of(request.with("depth", null), connection.clock()).at(null);
        Call<Page> call = api.books(tickers, others);
        UnaryOperator<Columns> shallow = shallow(request);
        return new Strand(cursor -> call.clone(), rows -> shallow.apply(inOrder(rows, tickers)));
    }

    /** The rows of those markets, as they were named and not as they were served. */
    private static Columns inOrder(Columns rows, List<String> tickers) {
        int ticker = rows.schema().index("ticker");
        Columns ordered = new Columns(rows.schema());
        for (String wanted : new LinkedHashSet<>(tickers)) {
            ordered.addAll(rows.where(row -> wanted.equals(rows.textAt(ticker, row))));
        }
        return ordered;
    }

    private Strand book(String ticker, Request request) {
        int name = Shapes.BOOK.index("ticker");
        UnaryOperator<Columns> shallow = shallow(request);
        Call<Page> call =
                api.book(ticker, Parameters.of(request, connection.clock()).at(null));
        return new Strand(cursor -> call.clone(), rows -> {
            for (int row = 0; row < rows.rows(); row++) {
                rows.replace(name, row, ticker);
            }
            return shallow.apply(rows);
        });
    }

    /** Keeps so many levels a side as were asked for. */
    private static UnaryOperator<Columns> shallow(Request request) {
        int level = Shapes.BOOK.index("level");
        String depth = request.text("depth");
        long deepest = depth == null ? Long.MAX_VALUE : Long.parseLong(depth);
        return rows -> rows.where(row -> rows.longAt(level, row) <= deepest);
    }
}
