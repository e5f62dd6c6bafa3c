package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The candles of a market: its stream of quotes and trades, by the minute, the hour or the US Eastern day.
 *
 * <p>A period is (start, end]; one in which neither book nor tape moved has no candle.
 */
final class Candles {
    private static final List<String> NO_TRADE = List.of("close", "high", "low", "mean", "open");

    private final Past past;
    private final long interval;

    /** @param minutes 1, 60 or 1440 */
    Candles(Past past, long minutes) {
        this.past = past;
        this.interval = minutes * Time.MINUTE;
    }

    /** One candle; {@code open} is 0 when nothing was traded, {@code previous} 0 when nothing was before. */
    static final class Candle {
        final long end;
        int open;
        int low;
        int high;
        int close;
        int mean;
        int previous;
        final int[] bid;
        final int[] ask;
        long volume;
        long openInterest;

        Candle(long end, int bid, int ask) {
            this.end = end;
            this.bid = new int[] {bid, bid, bid, bid};
            this.ask = new int[] {ask, ask, ask, ask};
        }

        void write(Json json) {
            json.object().number("end_period_ts", end / Time.SECOND).count("open_interest_fp", openInterest);
            json.object("price");
            if (open != 0) {
                json.dollars("close_dollars", close)
                        .dollars("high_dollars", high)
                        .dollars("low_dollars", low)
                        .dollars("mean_dollars", mean)
                        .dollars("open_dollars", open);
            } else if (json.cents) {
                NO_TRADE.forEach(json::none);
            }
            json.then(out -> out.none("max").none("min"));
            if (previous != 0) {
                json.dollars("previous_dollars", previous);
            } else {
                json.then(out -> out.none("previous"));
            }
            json.endObject().count("volume_fp", volume);
            quote(json, "yes_ask", ask);
            quote(json, "yes_bid", bid);
            json.endObject();
        }

        /** As the historical tier has it: no suffixes, and nothing is left out. */
        void writeHistorical(Json json) {
            json.object().number("end_period_ts", end / Time.SECOND);
            json.name("open_interest").hundredths(openInterest);
            json.object("price");
            historical(json, "close", close);
            historical(json, "high", high);
            historical(json, "low", low);
            historical(json, "mean", mean);
            historical(json, "open", open);
            historical(json, "previous", previous);
            json.endObject().name("volume").hundredths(volume);
            historical(json, "yes_ask", ask);
            historical(json, "yes_bid", bid);
            json.endObject();
        }

        private static void historical(Json json, String name, int price) {
            if (price == 0) {
                json.none(name);
            } else {
                json.exact(name, price);
            }
        }

        private static void historical(Json json, String name, int[] prices) {
            json.object(name)
                    .exact("close", prices[3])
                    .exact("high", prices[1])
                    .exact("low", prices[2])
                    .exact("open", prices[0])
                    .endObject();
        }

        private static void quote(Json json, String name, int[] prices) {
            json.object(name)
                    .dollars("close_dollars", prices[3])
                    .dollars("high_dollars", prices[1])
                    .dollars("low_dollars", prices[2])
                    .dollars("open_dollars", prices[0])
                    .endObject();
        }
    }

    /** Those that end from {@code first} to {@code last}, both included. */
    List<Candle> ending(long first, long last) {
        List<Candle> candles = new ArrayList<>();
        int row = past.until(before(boundary(first)));
        while (row < past.size) {
            long end = boundary(past.time(row));
            if (end > last) {
                break;
            }
            int next = past.until(end);
            candles.add(of(row, next, end));
            row = next;
        }
        return candles;
    }

    /**
     * The latest candle before {@code first} carried forward to the first boundary from there on: no prices of its
     * own, only what was known. Null when there is none, or when a candle of that period exists anyway.
     */
    @Nullable
    Candle latestBefore(long first) {
        long end = boundary(first);
        int rows = past.until(before(end));
        if (rows == 0 || past.until(end) > rows) {
            return null;
        }
        Candle candle = new Candle(end, past.bidAfter(rows), past.askAfter(rows));
        candle.previous = past.lastPrice(rows);
        candle.openInterest = past.openInterestAfter(rows);
        return candle;
    }

    /** The end of the period that {@code time} lies in. */
    private long boundary(long time) {
        if (interval != Time.DAY) {
            return -Math.floorDiv(-time, interval) * interval;
        }
        long midnight = Time.easternMidnight(Time.easternDate(time));
        return midnight == time
                ? time
                : Time.easternMidnight(Time.easternDate(time).plusDays(1));
    }

    /** The end of the period before the one that ends at {@code end}. */
    private long before(long end) {
        return interval == Time.DAY ? Time.easternMidnight(Time.easternDate(end).minusDays(1)) : end - interval;
    }

    private Candle of(int row, int next, long end) {
        Candle candle = new Candle(end, past.bidAfter(row), past.askAfter(row));
        candle.previous = past.lastPrice(row);
        long worth = 0;
        for (int i = row; i < next; i++) {
            stretch(candle.bid, past.bid(i));
            stretch(candle.ask, past.ask(i));
            int price = past.price(i);
            if (price != 0) {
                candle.low = candle.open == 0 ? price : Math.min(candle.low, price);
                candle.high = Math.max(candle.high, price);
                candle.open = candle.open == 0 ? price : candle.open;
                candle.close = price;
                candle.volume += past.count(i);
                worth += (long) price * past.count(i);
            }
        }
        if (candle.volume > 0) {
            candle.mean = (int) ((2 * worth + candle.volume) / (2 * candle.volume));
        }
        candle.openInterest = past.openInterestAfter(next);
        return candle;
    }

    private static void stretch(int[] prices, int price) {
        prices[1] = Math.max(prices[1], price);
        prices[2] = Math.min(prices[2], price);
        prices[3] = price;
    }
}
