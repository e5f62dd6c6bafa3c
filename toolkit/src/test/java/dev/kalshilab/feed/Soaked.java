package dev.kalshilab.feed;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The rows that were drained from one table of a feed, as whole numbers in a file; missing is -1. */
final class Soaked implements AutoCloseable {
    /** Each row of this many numbers. */
    interface Row {
        void at(long[] numbers);
    }

    private final Path file;
    private final DataOutputStream out;
    private final int width;
    private long rows;

    Soaked(Path file, int width) {
        this.file = file;
        this.width = width;
        try {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long rows() {
        return rows;
    }

    private void add(long[] numbers) {
        try {
            for (long number : numbers) {
                out.writeLong(number);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows++;
    }

    /** Trades: id, time, market, price, count, yes taker, from REST, received. */
    void trades(Table table) {
        Column<?> id = table.column("trade_id");
        Column<?> ticker = table.column("ticker");
        Column<?> taker = table.column("taker_side");
        Column<?> origin = table.column("origin");
        LongColumn time = table.longColumn("created_time_us");
        LongColumn received = table.longColumn("received_us");
        DoubleColumn price = table.doubleColumn("yes_price");
        DoubleColumn count = table.doubleColumn("count");
        for (int i = 0; i < table.rowCount(); i++) {
            add(new long[] {
                Long.parseLong(id.getString(i).substring(5)),
                time.getLong(i),
                market(ticker.getString(i)),
                units(price, i, 10_000),
                units(count, i, 100),
                taker.getString(i).equals("yes") ? 1 : 0,
                origin.getString(i).equals("rest") ? 1 : 0,
                received.getLong(i)
            });
        }
    }

    /** Tickers: time, market, bid, offer, their sizes, volume, received. */
    void tickers(Table table) {
        Column<?> ticker = table.column("ticker");
        LongColumn time = table.longColumn("time_us");
        LongColumn received = table.longColumn("received_us");
        DoubleColumn bid = table.doubleColumn("yes_bid");
        DoubleColumn ask = table.doubleColumn("yes_ask");
        DoubleColumn bidSize = table.doubleColumn("yes_bid_size");
        DoubleColumn askSize = table.doubleColumn("yes_ask_size");
        DoubleColumn volume = table.doubleColumn("volume");
        for (int i = 0; i < table.rowCount(); i++) {
            add(new long[] {
                time.getLong(i),
                market(ticker.getString(i)),
                units(bid, i, 10_000),
                units(ask, i, 10_000),
                units(bidSize, i, 100),
                units(askSize, i, 100),
                units(volume, i, 100),
                received.getLong(i)
            });
        }
    }

    /**
     * Books: delta, time, market, yes, price, delta, count, bid, offer, their sizes, depths, valid, seq, received.
     */
    void books(Table table) {
        Column<?> type = table.column("type");
        Column<?> ticker = table.column("ticker");
        Column<?> side = table.column("side");
        Column<?> valid = table.column("valid");
        LongColumn time = table.longColumn("time_us");
        LongColumn seq = table.longColumn("seq");
        LongColumn received = table.longColumn("received_us");
        DoubleColumn price = table.doubleColumn("price");
        DoubleColumn delta = table.doubleColumn("delta");
        DoubleColumn count = table.doubleColumn("count");
        DoubleColumn bid = table.doubleColumn("yes_bid");
        DoubleColumn ask = table.doubleColumn("yes_ask");
        DoubleColumn bidSize = table.doubleColumn("yes_bid_size");
        DoubleColumn askSize = table.doubleColumn("yes_ask_size");
        DoubleColumn yesDepth = table.doubleColumn("yes_depth");
        DoubleColumn noDepth = table.doubleColumn("no_depth");
        for (int i = 0; i < table.rowCount(); i++) {
            boolean change = type.getString(i).equals("delta");
            add(new long[] {
                change ? 1 : 0,
                change ? time.getLong(i) : -1,
                market(ticker.getString(i)),
                side.getString(i).equals("yes") ? 1 : 0,
                units(price, i, 10_000),
                units(delta, i, 100),
                units(count, i, 100),
                units(bid, i, 10_000),
                units(ask, i, 10_000),
                units(bidSize, i, 100),
                units(askSize, i, 100),
                units(yesDepth, i, 100),
                units(noDepth, i, 100),
                valid.getString(i).equals("true") ? 1 : 0,
                seq.getLong(i),
                received.getLong(i)
            });
        }
    }

    private static long market(String ticker) {
        return Long.parseLong(ticker.substring(ticker.lastIndexOf('T') + 1));
    }

    private static long units(DoubleColumn column, int row, int unit) {
        double value = column.getDouble(row);
        return Double.isNaN(value) ? -1 : Math.round(value * unit);
    }

    /** Each row, in the order in which they were drained. */
    void forEach(Row row) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            long[] numbers = new long[width];
            for (long i = 0; i < rows; i++) {
                for (int k = 0; k < width; k++) {
                    numbers[k] = in.readLong();
                }
                row.at(numbers);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
