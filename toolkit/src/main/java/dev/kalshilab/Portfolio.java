package dev.kalshilab;

import dev.kalshilab.csv.Csv;
import dev.kalshilab.csv.CsvFile;
import dev.kalshilab.model.AccountLimits;
import dev.kalshilab.model.ApiKey;
import dev.kalshilab.model.Balance;
import dev.kalshilab.model.Deposit;
import dev.kalshilab.model.EndpointCost;
import dev.kalshilab.model.Order;
import dev.kalshilab.model.OrderGroup;
import dev.kalshilab.model.QueuePosition;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.RestingOrderValue;
import dev.kalshilab.model.SubaccountBalance;
import dev.kalshilab.model.Withdrawal;
import dev.kalshilab.rest.Account;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The account of the connection's key: what it has, holds, traded and was paid. It only reads. */
public final class Portfolio {
    private final Account account;

    Portfolio(Account account) {
        this.account = account;
    }

    /** Cash and the value of all positions, asked now. */
    public Balance balance() {
        return account.balance(Request.ALL);
    }

    /** The account's own trades. */
    public Fills fills() {
        return new Fills(account, Ask.ALL);
    }

    /** What it holds, by market; settled markets are in {@link #settlements()}. */
    public Positions positions() {
        return new Positions(account, Ask.ALL);
    }

    /** What it holds, by event. */
    public EventPositions eventPositions() {
        return new EventPositions(account, Ask.ALL);
    }

    /** What it was paid for settled markets, however long ago: the exchange archives none of it. */
    public Settlements settlements() {
        return new Settlements(account, Ask.ALL);
    }

    /** Its orders. */
    public Orders orders() {
        return new Orders(account, Ask.ALL);
    }

    /** One order, asked now. */
    public Order order(String orderId) {
        return account.order(orderId);
    }

    /** The balance of one subaccount, asked now; 0 is the primary one. */
    public Balance balance(int subaccount) {
        return account.balance(Request.ALL.with("subaccount", subaccount));
    }

    /** The balance, with parameters of the exchange's by their own names: {@code subaccount, exchange_index}. */
    public Balance balance(Map<String, ?> parameters) {
        return account.balance(Request.ALL.with(parameters));
    }

    /** Its order groups; those of one subaccount with {@code .parameter("subaccount", n)}. */
    public Rows<OrderGroup> orderGroups() {
        return new Rows<>("OrderGroups", Account.ORDER_GROUPS, account::orderGroups);
    }

    /** One order group with its orders, asked now. */
    public OrderGroup orderGroup(String orderGroupId) {
        return account.orderGroup(orderGroupId, Request.ALL);
    }

    /** As {@link #orderGroup(String)}, with parameters of the exchange's by their own names: {@code subaccount}. */
    public OrderGroup orderGroup(String orderGroupId, Map<String, ?> parameters) {
        return account.orderGroup(orderGroupId, Request.ALL.with(parameters));
    }

    /** How many contracts are ahead of its resting orders; the exchange wants markets or an event to be named. */
    public Rows<QueuePosition> queuePositions() {
        return new Rows<>("QueuePositions", Account.QUEUE_POSITIONS, account::queuePositions);
    }

    /** How many contracts are ahead of one order, asked now. */
    public QueuePosition queuePosition(String orderId) {
        return account.queuePosition(orderId);
    }

    /** The value of all resting orders, asked now: for members that clear for others; the exchange refuses it else. */
    public RestingOrderValue totalRestingOrderValue() {
        return account.totalRestingOrderValue();
    }

    /** What was paid in. */
    public Rows<Deposit> deposits() {
        return new Rows<>("Deposits", Account.DEPOSITS, account::deposits);
    }

    /** What was paid out. */
    public Rows<Withdrawal> withdrawals() {
        return new Rows<>("Withdrawals", Account.WITHDRAWALS, account::withdrawals);
    }

    /** The cash of each subaccount. */
    public Rows<SubaccountBalance> subaccountBalances() {
        return new Rows<>("SubaccountBalances", Account.SUBACCOUNT_BALANCES, account::subaccountBalances);
    }

    /** Its API keys: ids, names and what they may do, never a key. */
    public Rows<ApiKey> apiKeys() {
        return new Rows<>("ApiKeys", Account.API_KEYS, account::apiKeys);
    }

    /** How fast it may ask, asked now. */
    public AccountLimits limits() {
        return account.limits();
    }

    /** What a request of each operation costs in tokens, where it is not the default. */
    public Rows<EndpointCost> endpointCosts() {
        return new Rows<>("EndpointCosts", Account.ENDPOINT_COSTS, account::endpointCosts);
    }

    /**
     * Writes the account's year to CSV files in that directory: {@code fills, orders, settlements} of the year in US
     * Eastern time, and {@code positions, event_positions} as they are now. Returns what was written.
     *
     * <p>Files of an earlier export are replaced once all five new ones are whole on the disk.
     */
    public List<CsvFile> export(Path directory, int year) {
        Map<Path, Query<?, ?>> files = new LinkedHashMap<>();
        files.put(directory.resolve("fills-" + year + ".csv"), fills().year(year));
        files.put(directory.resolve("orders-" + year + ".csv"), orders().year(year));
        files.put(
                directory.resolve("settlements-" + year + ".csv"), settlements().year(year));
        files.put(directory.resolve("positions.csv"), positions());
        files.put(directory.resolve("event-positions.csv"), eventPositions());
        return Csv.write(files);
    }

    @Override
    public String toString() {
        return "Portfolio[balance() fills() positions() eventPositions() settlements() orders() orderGroups() queuePositions()"
                + " totalRestingOrderValue() deposits() withdrawals() subaccountBalances() apiKeys() limits()"
                + " endpointCosts()]";
    }
}
