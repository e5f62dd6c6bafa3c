package dev.kalshilab.rest;

import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.cache.Store;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.AccountLimits;
import dev.kalshilab.model.ApiKey;
import dev.kalshilab.model.Balance;
import dev.kalshilab.model.Deposit;
import dev.kalshilab.model.EndpointCost;
import dev.kalshilab.model.EventPosition;
import dev.kalshilab.model.Fill;
import dev.kalshilab.model.HistoricalCutoff;
import dev.kalshilab.model.Order;
import dev.kalshilab.model.OrderGroup;
import dev.kalshilab.model.Position;
import dev.kalshilab.model.QueuePosition;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.RestingOrderValue;
import dev.kalshilab.model.Settlement;
import dev.kalshilab.model.SubaccountBalance;
import dev.kalshilab.model.Withdrawal;
import dev.kalshilab.wire.AccountShapes;
import dev.kalshilab.wire.ExchangeShapes;
import dev.kalshilab.wire.FundsShapes;
import dev.kalshilab.wire.KeyShapes;
import dev.kalshilab.wire.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
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

    public static final Records<OrderGroup> ORDER_GROUPS = Records.of(OrderGroup.class, AccountShapes.ORDER_GROUPS);
    public static final Records<QueuePosition> QUEUE_POSITIONS =
            Records.of(QueuePosition.class, AccountShapes.QUEUE_POSITIONS);
    public static final Records<Deposit> DEPOSITS = Records.of(Deposit.class, FundsShapes.DEPOSITS);
    public static final Records<Withdrawal> WITHDRAWALS = Records.of(Withdrawal.class, FundsShapes.WITHDRAWALS);
    public static final Records<SubaccountBalance> SUBACCOUNT_BALANCES =
            Records.of(SubaccountBalance.class, FundsShapes.SUBACCOUNT_BALANCES);
    public static final Records<ApiKey> API_KEYS = Records.of(ApiKey.class, KeyShapes.API_KEYS);
    public static final Records<EndpointCost> ENDPOINT_COSTS = Records.of(EndpointCost.class, ExchangeShapes.COSTS);

    private static final Records<Balance> BALANCE = Records.of(Balance.class, AccountShapes.BALANCE);
    private static final Records<RestingOrderValue> RESTING_VALUE =
            Records.of(RestingOrderValue.class, FundsShapes.RESTING_VALUE);
    private static final Records<AccountLimits> LIMITS = Records.of(AccountLimits.class, ExchangeShapes.LIMITS);
    private static final Records<OrderGroup> ORDER_GROUP = Records.of(OrderGroup.class, AccountShapes.ORDER_GROUP);
    private static final Records<QueuePosition> QUEUE_POSITION =
            Records.of(QueuePosition.class, AccountShapes.QUEUE_POSITION);
    private static final int ROWS_A_PAGE = 1000;

    /** What the historical tier does not take is kept here by a column of the same name, where there is one. */
    private static final Set<String> KEPT_BY_ROW = Set.of("status", "order_id");

    private static final Set<String> TAKEN_BY_HISTORY = Set.of("limit", "ticker", "status", "order_id");
    private static final String RESTING = "resting";
    private static final int TRANSFERS_A_PAGE = 500;

    /** A settlement may be written down after its own time. */
    private static final Duration SETTLED_LATE = Duration.ofHours(1);

    private final Known known;
    private final Tiers tiers;
    private final Cutoffs cutoffs;
    private final Lists lists;
    private final AccountApi api;
    private final HistoryApi history;

    Account(Known known, Tiers tiers, Cutoffs cutoffs, Retrofit retrofit) {
        this.known = known;
        this.tiers = tiers;
        this.cutoffs = cutoffs;
        this.lists = new Lists(known);
        this.api = retrofit.create(AccountApi.class);
        this.history = retrofit.create(HistoryApi.class);
    }

    /** The balance; of one subaccount where the request names it. */
    public Balance balance(Request request) {
        return lists.one(BALANCE, api.balance(lists.only(request)), "the balance");
    }

    public Order order(String id) {
        return lists.one(ORDERS, api.order(id), "order " + id);
    }

    /** Fills from {@code from} to before {@code to}. */
    public Pull fills(Request request) {
        if (isKept(request)) {
            return keptFills(request);
        }
        return both(AccountShapes.FILLS, request, api::fills, history::fills, HistoricalCutoff::tradesCreatedTs);
    }

    /** Orders placed from {@code from} to before {@code to}. */
    public Pull orders(Request request) {
        return both(AccountShapes.ORDERS, request, api::orders, history::orders, HistoricalCutoff::ordersUpdatedTs);
    }

    /** True when it may come from the disk and go there: asked for by the user, of all or of one market. */
    private boolean isKept(Request request) {
        return known.store().filter(Store::keepsPrivate).isPresent()
                && known.connection().hasKey()
                && known.connection().tape().isEmpty()
                && !known.isRecorded()
                && !request.historical()
                && Set.of("limit", "ticker").containsAll(request.parameters().keySet());
    }

    private Pull keptFills(Request request) {
        Range range = Window.of(request.from(), request.to(), known.connection().clock())
                .range();
        return tiers.pull(AccountShapes.FILLS, () -> {
            Absence absence = new Absence();
            Tiers.Both both = new Tiers.Both(
                    line(
                            "fills live",
                            AccountShapes.FILLS,
                            "created_time",
                            request,
                            Tier.LIVE,
                            null, // an account is there, so a 404 is no answer
                            api::fills),
                    line(
                            "fills historical",
                            AccountShapes.FILLS,
                            "created_time",
                            request,
                            Tier.HISTORICAL,
                            absence,
                            history::fills),
                    subject("fills both", request),
                    null,
                    absence);
            return tiers.stitched(
                    List.of(both), range, request.anew(), HistoricalCutoff::tradesCreatedTs, tickers -> null);
        });
    }

    /** What tells these rows from all others; whose key it is too. */
    private String subject(String what, Request request) {
        return what + " of " + known.connection().keyMark().orElse("") + " " + new TreeMap<>(request.parameters());
    }

    private Timeline line(
            String what,
            Schema schema,
            String timeColumn,
            Request request,
            Tier tier,
            @Nullable Absence absence,
            Function<Map<String, String>, Call<Page>> call) {
        return new Timeline(
                known,
                subject(what, request),
                Shelf.PRIVATE,
                schema.index(timeColumn),
                (minTs, maxTs, cursor) ->
                        call.apply(Parameters.of(request, known.connection().clock())
                                .unless("limit", ROWS_A_PAGE)
                                .with("min_ts", tier == Tier.HISTORICAL ? null : minTs)
                                .with("max_ts", maxTs)
                                .at(cursor)),
                () -> null,
                tier,
                absence,
                schema == AccountShapes.SETTLEMENTS ? SETTLED_LATE : Duration.ZERO,
                new Seen(),
                request.anew());
    }

    /** Of both tiers, unless the historical one alone is asked for: that one behind the other, as rows move there. */
    private Pull both(
            Schema schema,
            Request request,
            Function<Map<String, String>, Call<Page>> live,
            Function<Map<String, String>, Call<Page>> historical,
            Function<HistoricalCutoff, @Nullable Instant> which) {
        if (request.historical()) {
            return older(schema, "created_time", request, historical);
        }
        Pull pull = lists.timed(schema, "created_time", ROWS_A_PAGE, request, live);
        if (known.connection().tape().isPresent()) {
            Map<String, String> asked = lists.only(request.with("limit", ROWS_A_PAGE));
            return known.isOnTape(historical.apply(asked))
                    ? pull.further(once(() ->
                            older(schema, "created_time", request, historical).parts()))
                    : pull;
        }
        if (RESTING.equals(request.text("status"))) {
            return pull; // what rests is live, however old it is
        }
        if (!TAKEN_BY_HISTORY.containsAll(request.parameters().keySet())) {
            pull.atEnd(() -> reachesBack(request, which)
                    ? schema.name() + " from before the cutoff are history, which is asked only by market, order and"
                            + " status"
                    : null);
            return pull;
        }
        return pull.further(once(() -> reachesBack(request, which)
                ? Chain.orNone(
                        older(schema, "created_time", request, historical).parts(), Instant.MAX)
                : List.of()));
    }

    /** True when rows of the historical tier are asked for too. */
    private boolean reachesBack(Request request, Function<HistoricalCutoff, @Nullable Instant> which) {
        Instant from = request.from() == null
                ? Instant.EPOCH
                : request.from().resolve(known.connection().clock());
        return cutoffs.mayBeArchived(from, System.nanoTime(), which);
    }

    /** The parts once, and none behind them. */
    static Supplier<List<Part>> once(Supplier<List<Part>> parts) {
        AtomicBoolean asked = new AtomicBoolean();
        return () -> asked.getAndSet(true) ? List.of() : parts.get();
    }

    /**
     * The historical tier takes the end of a range and the market alone; rows before the beginning, and those of other
     * orders and statuses, are dropped here.
     */
    private Pull older(
            Schema schema, String timeColumn, Request request, Function<Map<String, String>, Call<Page>> call) {
        Request taken = request;
        UnaryOperator<Columns> rows = UnaryOperator.identity();
        for (String column : request.historical() ? Set.<String>of() : KEPT_BY_ROW) {
            String wanted = request.text(column);
            if (wanted != null) {
                UnaryOperator<Columns> before = rows;
                int at = schema.index(column);
                taken = taken.with(column, null);
                rows = all -> before.apply(all).where(row -> wanted.equals(all.textAt(at, row)));
            }
        }
        return lists.timed(
                schema,
                timeColumn,
                ROWS_A_PAGE,
                taken,
                parameters -> {
                    Map<String, String> asked = new LinkedHashMap<>(parameters);
                    if (request.text("min_ts") == null) {
                        asked.remove("min_ts");
                    }
                    return call.apply(asked);
                },
                rows);
    }

    /** Settlements paid from {@code from} to before {@code to}: the exchange has all of them in one place. */
    public Pull settlements(Request request) {
        if (isKept(request)) {
            Range range = Window.of(
                            request.from(), request.to(), known.connection().clock())
                    .range();
            Timeline line = line(
                    "settlements",
                    AccountShapes.SETTLEMENTS,
                    "settled_time",
                    request,
                    Tier.LIVE,
                    null,
                    api::settlements);
            return new Pull(
                    known.connection(),
                    AccountShapes.SETTLEMENTS,
                    "settled_time",
                    () -> line.parts(range, request.anew()));
        }
        return lists.timed(AccountShapes.SETTLEMENTS, "settled_time", ROWS_A_PAGE, request, api::settlements);
    }

    /**
     * Positions that are not settled, or, of the historical tier, those that were settled and archived: never both, as
     * those hold nothing any more and the sums would mean nothing.
     */
    public Pull positions(Request request) {
        return lists.all(
                AccountShapes.POSITIONS,
                ROWS_A_PAGE,
                request,
                request.historical() ? history::positions : api::positions);
    }

    public Pull eventPositions(Request request) {
        return lists.all(AccountShapes.EVENT_POSITIONS, ROWS_A_PAGE, request, api::eventPositions);
    }

    public Pull orderGroups(Request request) {
        return lists.all(AccountShapes.ORDER_GROUPS, Lists.AS_SERVED, request, api::orderGroups);
    }

    /** One order group with its orders. */
    public OrderGroup orderGroup(String id, Request request) {
        return lists.named(ORDER_GROUP, api.orderGroup(id, lists.only(request)), "order group " + id, "id", id);
    }

    /** How many contracts are ahead of one order. */
    public QueuePosition queuePosition(String orderId) {
        return lists.named(
                QUEUE_POSITION, api.queuePosition(orderId), "the place of order " + orderId, "order_id", orderId);
    }

    public Pull queuePositions(Request request) {
        return lists.all(AccountShapes.QUEUE_POSITIONS, Lists.AS_SERVED, request, api::queuePositions);
    }

    public RestingOrderValue totalRestingOrderValue() {
        return lists.one(RESTING_VALUE, api.totalRestingOrderValue(), "the value of resting orders");
    }

    public Pull deposits(Request request) {
        return lists.all(FundsShapes.DEPOSITS, TRANSFERS_A_PAGE, request, api::deposits);
    }

    public Pull withdrawals(Request request) {
        return lists.all(FundsShapes.WITHDRAWALS, TRANSFERS_A_PAGE, request, api::withdrawals);
    }

    public Pull subaccountBalances(Request request) {
        return lists.all(FundsShapes.SUBACCOUNT_BALANCES, Lists.AS_SERVED, request, api::subaccountBalances);
    }

    public Pull apiKeys(Request request) {
        return lists.all(KeyShapes.API_KEYS, Lists.AS_SERVED, request, api::apiKeys);
    }

    public AccountLimits limits() {
        return lists.one(LIMITS, api.limits(), "the limits of the account");
    }

    public Pull endpointCosts(Request request) {
        return lists.all(ExchangeShapes.COSTS, Lists.AS_SERVED, request, api::endpointCosts);
    }
}
