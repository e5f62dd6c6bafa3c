package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Balance;
import dev.kalshilab.model.EventPosition;
import dev.kalshilab.model.Fill;
import dev.kalshilab.model.Order;
import dev.kalshilab.model.Position;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.Settlement;
import dev.kalshilab.wire.AccountShapes;
import dev.kalshilab.wire.Page;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
        Columns rows = Operation.run(connection, api.balance(Map.of())).page().rows();
        return BALANCE.read(rows, 0);
    }

    public Order order(String id) {
        return ORDERS.read(Operation.one(connection, api.order(id), "order " + id), 0);
    }

    /** Fills from {@code from} to before {@code to}. */
    public Pull fills(Request request) {
        return timed(AccountShapes.FILLS, "created_time", request, api::fills);
    }

    /** Orders placed from {@code from} to before {@code to}. */
    public Pull orders(Request request) {
        return timed(AccountShapes.ORDERS, "created_time", request, api::orders);
    }

    /** Settlements paid from {@code from} to before {@code to}. */
    public Pull settlements(Request request) {
        return timed(AccountShapes.SETTLEMENTS, "settled_time", request, api::settlements);
    }

    public Pull positions(Request request) {
        return untimed(AccountShapes.POSITIONS, request, api::positions);
    }

    public Pull eventPositions(Request request) {
        return untimed(AccountShapes.EVENT_POSITIONS, request, api::eventPositions);
    }

    private Pull untimed(Schema schema, Request request, Function<Map<String, String>, Call<Page>> call) {
        Parameters parameters = Parameters.of(request, connection.clock()).unless("limit", ROWS_A_PAGE);
        return pull(schema, null, new Strand(cursor -> call.apply(parameters.at(cursor)), UnaryOperator.identity()));
    }

    private Pull timed(
            Schema schema, String timeColumn, Request request, Function<Map<String, String>, Call<Page>> call) {
        Window window = Window.of(request.from(), request.to(), connection.clock());
        Parameters parameters = Parameters.of(request, connection.clock())
                .unless("limit", ROWS_A_PAGE)
                .with("min_ts", window.minTs())
                .with("max_ts", window.maxTs());
        return pull(
                schema, timeColumn, new Strand(cursor -> call.apply(parameters.at(cursor)), window.rows(timeColumn)));
    }

    private Pull pull(Schema schema, @Nullable String timeColumn, Strand strand) {
        List<Supplier<Strand>> strands = List.of(() -> strand);
        return new Pull(connection, schema, timeColumn, strands::iterator);
    }
}
