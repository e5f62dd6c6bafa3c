package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Balance;
import dev.kalshilab.model.EventPosition;
import dev.kalshilab.model.Fill;
import dev.kalshilab.model.Order;
import dev.kalshilab.model.PortfolioRequest;
import dev.kalshilab.model.Position;
import dev.kalshilab.model.Settlement;
import dev.kalshilab.wire.AccountShapes;
import dev.kalshilab.wire.Page;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Retrofit;

/** Executes what is asked of the account. */
public final class Account {
    public static final Records<Fill> FILLS = Records.of(Fill.class, AccountShapes.FILLS);
    public static final Records<Order> ORDERS = Records.of(Order.class, AccountShapes.ORDERS);
    public static final Records<Position> POSITIONS = Records.of(Position.class, AccountShapes.POSITIONS);
    public static final Records<EventPosition> EVENT_POSITIONS =
            Records.of(EventPosition.class, AccountShapes.EVENT_POSITIONS);
    public static final Records<Settlement> SETTLEMENTS = Records.of(Settlement.class, AccountShapes.SETTLEMENTS);

    private static final Records<Balance> BALANCE = Records.of(Balance.class, AccountShapes.BALANCE);
    private static final int ROWS_A_PAGE = 1000;

    private final Connection connection;
    private final AccountApi api;

    Account(Connection connection, Retrofit retrofit) {
        this.connection = connection;
        this.api = retrofit.create(AccountApi.class);
    }

    public Balance balance() {
        Columns rows = Operation.run(connection, api.balance()).page().rows();
        return BALANCE.read(rows, 0);
    }

    public Order order(String id) {
        return ORDERS.read(Operation.one(connection, api.order(id), "order " + id), 0);
    }

    /** Fills from {@code from} to before {@code to}. */
    public Pull fills(PortfolioRequest request) {
        return timed(
                AccountShapes.FILLS,
                "created_time",
                request,
                (window, cursor) -> api.fills(
                        ROWS_A_PAGE, cursor, request.ticker(), request.order(), window.minTs(), window.maxTs()));
    }

    /** Orders placed from {@code from} to before {@code to}. */
    public Pull orders(PortfolioRequest request) {
        return timed(
                AccountShapes.ORDERS,
                "created_time",
                request,
                (window, cursor) -> api.orders(
                        ROWS_A_PAGE,
                        cursor,
                        request.ticker(),
                        request.event(),
                        request.status(),
                        window.minTs(),
                        window.maxTs()));
    }

    /** Settlements paid from {@code from} to before {@code to}. */
    public Pull settlements(PortfolioRequest request) {
        return timed(
                AccountShapes.SETTLEMENTS,
                "settled_time",
                request,
                (window, cursor) -> api.settlements(
                        ROWS_A_PAGE, cursor, request.ticker(), request.event(), window.minTs(), window.maxTs()));
    }

    public Pull positions(PortfolioRequest request) {
        Strand strand = new Strand(
                cursor -> api.positions(ROWS_A_PAGE, cursor, request.ticker(), request.event(), request.countFilter()),
                UnaryOperator.identity());
        return pull(AccountShapes.POSITIONS, null, strand);
    }

    public Pull eventPositions(PortfolioRequest request) {
        Strand strand = new Strand(
                cursor -> api.eventPositions(ROWS_A_PAGE, cursor, request.event(), request.countFilter()),
                UnaryOperator.identity());
        return pull(AccountShapes.EVENT_POSITIONS, null, strand);
    }

    private Pull timed(
            Schema schema,
            String timeColumn,
            PortfolioRequest request,
            BiFunction<Window, @Nullable String, Call<Page>> call) {
        Window window = Window.of(request.from(), request.to(), connection.clock());
        Strand strand = new Strand(cursor -> call.apply(window, cursor), window.rows(timeColumn));
        return pull(schema, timeColumn, strand);
    }

    private Pull pull(Schema schema, @Nullable String timeColumn, Strand strand) {
        List<Supplier<Strand>> strands = List.of(() -> strand);
        return new Pull(connection, schema, timeColumn, strands::iterator);
    }
}
