package dev.kalshilab.testkit.judge;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is true at the judge's exchange: all of it follows from a seed, and none of it from a request. */
public final class Truth {
    static final long SECOND = 1_000_000L;
    private static final ZoneId EASTERN = ZoneId.of("America/New_York");
    private static final long HOUR = 3_600L;
    private static final long DAY = 86_400L;

    /**
     * How much there is.
     *
     * @param seed what all follows from
     * @param present the time of the exchange when it opens
     * @param span how far back markets go
     * @param events how many events, over three series
     * @param marketsOfEvent how many markets each
     * @param trades the most trades of a market; the first market has as many, most have far fewer
     * @param candleDensity the share of the periods that have a candle
     * @param apart how much earlier than the one before it each market of an event closes
     */
    public record Size(
            long seed,
            Instant present,
            Duration span,
            int events,
            int marketsOfEvent,
            int trades,
            double candleDensity,
            Duration apart) {
        /** A small exchange: 12 markets over 200 days. */
        public static Size small(long seed) {
            return new Size(
                    seed, Instant.parse("2026-11-01T00:00:00Z"), Duration.ofDays(200), 4, 3, 2_500, 0.3, Duration.ZERO);
        }

        public Size trades(int most) {
            return new Size(seed, present, span, events, marketsOfEvent, most, candleDensity, apart);
        }

        public Size markets(int ofEvents, int each) {
            return new Size(seed, present, span, ofEvents, each, trades, candleDensity, apart);
        }

        public Size present(Instant now, Duration back) {
            return new Size(seed, now, back, events, marketsOfEvent, trades, candleDensity, apart);
        }

        public Size apart(Duration closing) {
            return new Size(seed, present, span, events, marketsOfEvent, trades, candleDensity, closing);
        }

        public Size density(double candles) {
            return new Size(seed, present, span, events, marketsOfEvent, trades, candles, apart);
        }
    }

    /** A candle: prices in ten-thousandths of a dollar, counts in hundredths. {@code traded} says whether it has prices. */
    public record Candle(
            long end,
            int bidOpen,
            int bidLow,
            int bidHigh,
            int bidClose,
            int spread,
            boolean traded,
            int open,
            int low,
            int high,
            int close,
            int mean,
            int previous,
            long volume,
            long openInterest) {}

    /** A market; times in seconds, 0 for a settlement that is not to be. */
    public final class Market {
        final int number;
        final String ticker;
        final String event;
        final String series;
        final long open;
        final long close;
        final long settled;
        private final int wanted;
        private @Nullable Trades trades;

        private Market(int number, int event, int ofEvent) {
            this.number = number;
            this.series = "KXJUDGE" + (char) ('A' + event % 3);
            this.event = series + "-26E" + event;
            this.ticker = this.event + "-T" + ofEvent;
            long seed = Mix.of(size.seed, event, 1);
            long now = size.present.getEpochSecond();
            long span = size.span.toSeconds();
            // The first event lasts nearly as long as the exchange looks back; every third one is still open.
            double begin = event == 0 ? 1 : Mix.unit(Mix.of(seed, 2));
            this.open = now - (long) (span * (0.05 + 0.95 * begin)) / HOUR * HOUR;
            double life = event == 0 ? 0.97 : 0.1 + 0.8 * Mix.unit(Mix.of(seed, 3));
            long end = event % 3 == 1
                    ? now + 5 * DAY + Mix.below(Mix.of(seed, 4), 100) * HOUR
                    : open + Math.max(HOUR, (long) ((now - open) * life));
            this.close = Math.max(open + HOUR, end - ofEvent * size.apart.toSeconds());
            this.settled = close + HOUR < now ? close + HOUR : 0;
            double share = number == 0 ? 1 : Math.pow(Mix.unit(Mix.of(size.seed, number, 5)), 3);
            this.wanted = number % 7 == 5 ? 0 : (int) (size.trades * share);
        }

        public String ticker() {
            return ticker;
        }

        public String event() {
            return event;
        }

        public String series() {
            return series;
        }

        public Instant open() {
            return Instant.ofEpochSecond(open);
        }

        public Instant close() {
            return Instant.ofEpochSecond(close);
        }

        /** When it was settled; null when it is not. */
        public @Nullable Instant settled() {
            return settled == 0 ? null : Instant.ofEpochSecond(settled);
        }

        /** All its trades, those to come among them. */
        public synchronized Trades trades() {
            if (trades == null) {
                trades = new Trades(Mix.of(size.seed, number, 6), wanted, open, close);
            }
            return trades;
        }

        /** Its candles that end from then to then, both in seconds and both included, oldest first. */
        public List<Candle> candles(int minutes, long from, long to) {
            List<Candle> candles = new ArrayList<>();
            long last = Math.min(to, Math.min(close + minutes * 60L, now / SECOND));
            for (long end = end(minutes, Math.max(from, open + 1)); end <= last; end = end(minutes, end + 1)) {
                long seed = Mix.of(Mix.of(size.seed, number, minutes), end);
                if (Mix.unit(seed) < size.candleDensity) {
                    candles.add(candle(seed, end));
                }
            }
            return candles;
        }

        String status() {
            return status(now);
        }

        /** Its status at that time, in microseconds. */
        public String status(long at) {
            if (open * SECOND > at) {
                return "initialized";
            }
            if (close * SECOND > at) {
                return "active";
            }
            return settled != 0 && settled * SECOND <= at ? "finalized" : "closed";
        }

        /** How many levels a side of its book has at that time, in microseconds. */
        public int levels(boolean yes, long at) {
            return status(at).equals("active") ? Mix.below(Mix.of(size.seed, number, yes ? 31 : 32), 9) : 0;
        }
    }

    /** Trades of a market in the order of time; the newest has the highest number. */
    public static final class Trades {
        private final long seed;
        private final long[] micros;
        private final int[] prices;
        private final long[] counts;

        private Trades(long seed, int rows, long open, long close) {
            this.seed = seed;
            this.micros = new long[rows];
            this.prices = new int[rows];
            this.counts = new long[rows];
            long life = (close - open) * SECOND;
            int at = 0;
            // More than a page within one second, where there are so many.
            long crowd = open * SECOND + (long) (Mix.unit(Mix.of(seed, 11)) * 0.9 * life) / SECOND * SECOND;
            for (int crowded = rows > 2_000 ? 1_200 : rows / 5; at < crowded; at++) {
                micros[at] = crowd + Mix.below(Mix.of(seed, at, 12), 1_000_000);
            }
            // Most of the rest in bursts of a minute to a day, and the others in a fifth of the time: silence between.
            int bursts = 1 + Mix.below(Mix.of(seed, 13), 8);
            for (; at < rows; at++) {
                long mixed = Mix.of(seed, at, 14);
                double place = Mix.unit(Mix.of(seed, at, 15));
                if (Mix.below(mixed, 10) < 6) {
                    long burst = Mix.of(seed, Mix.below(mixed >>> 8, bursts), 16);
                    long length = Math.min(life / 4, (60 * SECOND) << Mix.below(burst, 11));
                    long begin = open * SECOND + (long) (Mix.unit(Mix.of(burst, 17)) * (life - length));
                    micros[at] = begin + (long) (place * place * length);
                } else {
                    int fifth = Mix.below(Mix.of(seed, Mix.below(mixed >>> 8, 3), 18), 15);
                    micros[at] = open * SECOND + (long) ((fifth + place) / 15 * life);
                }
            }
            Arrays.sort(micros);
            for (int i = 1; i < rows; i++) {
                if (Mix.below(Mix.of(seed, i, 19), 12) == 0) {
                    micros[i] = micros[i - 1];
                } else if (Mix.below(Mix.of(seed, i, 20), 50) == 0) {
                    micros[i] = Math.max(micros[i - 1], micros[i] / SECOND * SECOND); // a full second
                }
            }
            for (int i = 0; i < rows; i++) {
                prices[i] = 1 + Mix.below(Mix.of(seed, i, 21), 9_999);
                long mixed = Mix.of(seed, i, 22);
                counts[i] = mixed % 3 == 0 ? 1 + Mix.below(mixed, 100_000) : 100L * (1 + Mix.below(mixed, 500));
            }
        }

        public int rows() {
            return micros.length;
        }

        /** When, in microseconds since 1970. */
        public long micros(int row) {
            return micros[row];
        }

        /** Of YES, in ten-thousandths of a dollar. */
        public int price(int row) {
            return prices[row];
        }

        /** How many contracts, in hundredths. */
        public long count(int row) {
            return counts[row];
        }

        public boolean takerYes(int row) {
            return (Mix.of(seed, row, 23) & 1) == 0;
        }

        public boolean block(int row) {
            return Mix.below(Mix.of(seed, row, 24), 40) == 0;
        }

        long high(int row) {
            return Mix.of(seed, row, 25);
        }

        long low(int row) {
            return Mix.of(seed, row, 26);
        }

        /** Its id as it is on the wire. */
        public String id(int row) {
            return Truth.id(high(row), low(row));
        }

        /** The first row that is not before then. */
        public int first(long notBefore) {
            int low = 0;
            int high = micros.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (micros[middle] < notBefore) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private final Size size;
    private final List<Market> markets = new ArrayList<>();
    private final Map<String, Market> byTicker = new HashMap<>();
    private volatile long now;
    private long @Nullable [] all;
    private final @Nullable Account account;

    public Truth(Size size) {
        this.size = size;
        this.now = Math.multiplyExact(size.present.getEpochSecond(), SECOND);
        for (int event = 0; event < size.events; event++) {
            for (int i = 0; i < size.marketsOfEvent; i++) {
                Market market = new Market(markets.size(), event, i);
                markets.add(market);
                byTicker.put(market.ticker, market);
            }
        }
        this.account = new Account(this);
    }

    public long seed() {
        return size.seed;
    }

    public List<Market> markets() {
        return List.copyOf(markets);
    }

    List<Market> each() {
        return markets;
    }

    public @Nullable Market market(String ticker) {
        return byTicker.get(ticker);
    }

    /** A fill of the judge's one user, by its id and that of its order. */
    public record Fill(Market market, long micros, String id, String order) {}

    /** All fills in the order of time, those to come among them. */
    public List<Fill> fills() {
        return account().fills().stream()
                .map(fill -> new Fill(
                        fill.market(),
                        fill.micros(),
                        fill.market().trades().id(fill.row()),
                        id(Mix.of(size.seed, fill.number(), 51), Mix.of(size.seed, fill.number(), 52))))
                .toList();
    }

    private static String id(long high, long low) {
        String hex = String.format("%016x%016x", high, low);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }

    Account account() {
        return java.util.Objects.requireNonNull(account);
    }

    /** The exchange's time in microseconds: what is later is not there yet. */
    public long now() {
        return now;
    }

    /** Time goes on: trades and candles that were to come are there. */
    public synchronized void advance(Duration time) {
        now = now + time.toMillis() * 1_000;
    }

    /** All trades of all markets in the order of time: a market's number and a row's, packed. */
    synchronized long[] all() {
        if (all == null) {
            int rows =
                    markets.stream().mapToInt(market -> market.trades().rows()).sum();
            Long[] packed = new Long[rows];
            int at = 0;
            for (Market market : markets) {
                for (int row = 0; row < market.trades().rows(); row++) {
                    packed[at++] = ((long) market.number << 32) | row;
                }
            }
            Arrays.sort(packed, (one, other) -> {
                int order = Long.compare(time(one), time(other));
                return order != 0 ? order : Long.compare(one, other);
            });
            all = Arrays.stream(packed).mapToLong(Long::longValue).toArray();
        }
        return all;
    }

    /** When a packed trade was. */
    long time(long packed) {
        return markets.get((int) (packed >>> 32)).trades().micros((int) packed);
    }

    /** The first end of a period at that second or after it. */
    static long end(int minutes, long second) {
        if (minutes != 1_440) {
            long length = minutes * 60L;
            return Math.floorDiv(second + length - 1, length) * length;
        }
        LocalDate date = Instant.ofEpochSecond(second).atZone(EASTERN).toLocalDate();
        long midnight = date.atStartOfDay(EASTERN).toEpochSecond();
        return midnight >= second
                ? midnight
                : date.plusDays(1).atStartOfDay(EASTERN).toEpochSecond();
    }

    private static Candle candle(long seed, long end) {
        int low = 1 + Mix.below(Mix.of(seed, 1), 4_500);
        int high = low + Mix.below(Mix.of(seed, 2), 4_500);
        int room = high - low + 1;
        int least = low + 100;
        int most = high + 300;
        int between = most - least + 1;
        boolean traded = Mix.below(Mix.of(seed, 3), 3) > 0;
        return new Candle(
                end,
                low + Mix.below(Mix.of(seed, 4), room),
                low,
                high,
                low + Mix.below(Mix.of(seed, 5), room),
                1 + Mix.below(Mix.of(seed, 6), 500),
                traded,
                least + Mix.below(Mix.of(seed, 7), between),
                least,
                most,
                least + Mix.below(Mix.of(seed, 8), between),
                least + Mix.below(Mix.of(seed, 9), between),
                1 + Mix.below(Mix.of(seed, 10), 9_999),
                traded ? 1 + Mix.below(Mix.of(seed, 11), 1_000_000) : 0,
                Mix.below(Mix.of(seed, 12), 100_000_000));
    }
}
