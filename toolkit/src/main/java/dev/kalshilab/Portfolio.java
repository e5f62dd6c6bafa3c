package dev.kalshilab;

import dev.kalshilab.csv.Csv;
import dev.kalshilab.csv.CsvFile;
import dev.kalshilab.model.Balance;
import dev.kalshilab.model.Order;
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
        return account.balance();
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

    /** What it was paid for settled markets. */
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
        return "Portfolio[balance() fills() positions() eventPositions() settlements() orders()]";
    }
}
