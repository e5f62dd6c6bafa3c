package dev.kalshilab.book;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.model.OrderBook;
import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.Recordings;
import dev.kalshilab.wire.BookMessages;
import dev.kalshilab.wire.FrameReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveBookTest {
    private static final BigDecimal ONE = BigDecimal.ONE;

    /** The same book by decimal arithmetic: price to count, highest first. */
    private static final class Model {
        private final NavigableMap<BigDecimal, BigDecimal> yes = new TreeMap<>(Collections.reverseOrder());
        private final NavigableMap<BigDecimal, BigDecimal> no = new TreeMap<>(Collections.reverseOrder());

        NavigableMap<BigDecimal, BigDecimal> side(boolean yesSide) {
            return yesSide ? yes : no;
        }

        /** False when more would be taken than rests. */
        boolean add(boolean yesSide, BigDecimal price, BigDecimal change) {
            BigDecimal after = side(yesSide)
                    .getOrDefault(price, BigDecimal.ZERO)
                    .add(change)
                    .stripTrailingZeros();
            if (after.signum() <= 0) {
                side(yesSide).remove(price);
            } else {
                side(yesSide).put(price, after);
            }
            return after.signum() >= 0;
        }

        void check(LiveBook book) {
            for (boolean side : new boolean[] {true, false}) {
                List<BigDecimal> prices = List.copyOf(side(side).keySet());
                List<BigDecimal> counts = List.copyOf(side(side).values());
                assertThat(book.levels(side)).isEqualTo(prices.size());
                BigDecimal dollars = BigDecimal.ZERO;
                BigDecimal contracts = BigDecimal.ZERO;
                for (int i = 0; i < prices.size(); i++) {
                    assertThat(book.price(side, i)).isEqualTo(micros(prices.get(i)));
                    assertThat(book.count(side, i)).isEqualTo(hundredths(counts.get(i)));
                    assertThat(book.countAt(side, micros(prices.get(i)))).isEqualTo(hundredths(counts.get(i)));
                    dollars = dollars.add(prices.get(i).multiply(counts.get(i)));
                    contracts = contracts.add(counts.get(i));
                    if (i < 3 || i == prices.size() - 1) {
                        assertThat(book.depth(side, i + 1)).isEqualTo(hundredths(contracts));
                        assertThat(book.dollars(side, i + 1)).isEqualTo(rounded(dollars));
                    }
                }
                assertThat(book.depth(side)).isEqualTo(hundredths(contracts));
                assertThat(book.dollars(side)).isEqualTo(rounded(dollars));
            }
            BigDecimal bid = yes.isEmpty() ? null : yes.firstKey();
            BigDecimal ask = no.isEmpty() ? null : ONE.subtract(no.firstKey());
            assertThat(book.bestBid()).isEqualTo(orMissing(bid));
            assertThat(book.bestAsk()).isEqualTo(orMissing(ask));
            if (bid == null || ask == null) {
                assertThat(book.spread()).isEqualTo(LiveBook.MISSING);
                assertThat(book.twiceMid()).isEqualTo(LiveBook.MISSING);
                assertThat(book.crossed()).isFalse();
            } else {
                assertThat(book.spread()).isEqualTo(micros(ask.subtract(bid)));
                assertThat(book.twiceMid()).isEqualTo(micros(bid.add(ask)));
                assertThat(book.crossed()).isEqualTo(bid.compareTo(ask) >= 0);
                assertThat(book.locked()).isEqualTo(bid.compareTo(ask) == 0);
            }
        }

        private static long orMissing(@Nullable BigDecimal price) {
            return price == null ? LiveBook.MISSING : micros(price);
        }

        private static long rounded(BigDecimal dollars) {
            return dollars.setScale(6, RoundingMode.HALF_UP).unscaledValue().longValueExact();
        }
    }

    private static long micros(BigDecimal dollars) {
        return dollars.movePointRight(6).longValueExact();
    }

    private static long hundredths(BigDecimal contracts) {
        return contracts.movePointRight(2).longValueExact();
    }

    private static void snapshot(
            LiveBook book, Map<BigDecimal, BigDecimal> yes, Map<BigDecimal, BigDecimal> no, Random order) {
        List<BigDecimal> yesPrices = new ArrayList<>(yes.keySet());
        List<BigDecimal> noPrices = new ArrayList<>(no.keySet());
        if (order.nextBoolean()) {
            Collections.shuffle(yesPrices, order);
            Collections.reverse(noPrices);
        }
        book.snapshot(
                yesPrices.stream().mapToLong(LiveBookTest::micros).toArray(),
                yesPrices.stream()
                        .mapToLong(price -> hundredths(yes.get(price)))
                        .toArray(),
                yesPrices.size(),
                noPrices.stream().mapToLong(LiveBookTest::micros).toArray(),
                noPrices.stream().mapToLong(price -> hundredths(no.get(price))).toArray(),
                noPrices.size());
    }

    @Test
    void everyBookIsWhatDecimalArithmeticMakesOfItsSnapshotAndDeltas() {
        forAll(100, random -> {
            // Ticks of a cent, a tenth and a hundredth of one, and none.
            int decimals = new int[] {2, 3, 4, 6}[random.nextInt(4)];
            int grid = (int) Math.pow(10, decimals);
            Model model = new Model();
            LiveBook book = new LiveBook("A");
            for (int i = random.nextInt(200); i > 0; i--) {
                model.add(random.nextBoolean(), price(random, grid, decimals), count(random, true));
            }
            snapshot(book, model.yes, model.no, random);
            boolean valid = true;
            model.check(book);
            for (int i = 0; i < 300; i++) {
                boolean side = random.nextBoolean();
                BigDecimal price = price(random, grid, decimals);
                BigDecimal change = count(random, random.nextInt(5) > 0);
                BigDecimal there = model.side(side).get(price);
                if (there != null && random.nextBoolean()) {
                    change = there.negate(); // all of it
                } else if (there == null && change.signum() < 0 && random.nextInt(50) > 0) {
                    change = change.negate();
                }
                valid &= model.add(side, price, change);
                book.delta(side, micros(price), hundredths(change));
                assertThat(book.valid()).isEqualTo(valid);
                model.check(book);
            }
            LiveBook copy = book.copy();
            assertThat(copy.sameLevels(book)).isTrue();
            book.delta(true, 500_000, 1);
            assertThat(copy.sameLevels(book)).isFalse();
            model.check(copy);
            model.add(true, new BigDecimal("0.5"), new BigDecimal("0.01"));
            snapshot(book, model.yes, model.no, random);
            assertThat(book.valid()).isTrue();
            model.check(book);
        });
    }

    private static BigDecimal price(Random random, int grid, int decimals) {
        // Most near the middle, so that levels meet.
        int ticks = random.nextInt(3) == 0
                ? 1 + random.nextInt(grid - 1)
                : Math.min(grid - 1, Math.max(1, grid / 2 + random.nextInt(31) - 15));
        return BigDecimal.valueOf(ticks, decimals);
    }

    private static BigDecimal count(Random random, boolean positive) {
        BigDecimal count = BigDecimal.valueOf(1 + random.nextInt(random.nextBoolean() ? 500 : 100_000_000), 2);
        return positive ? count : count.negate();
    }

    private static LiveBook book(String bids, String offers) {
        LiveBook book = new LiveBook("A");
        long[] yes = bids.isEmpty() ? new long[0] : longs(bids);
        long[] no = offers.isEmpty() ? new long[0] : longs(offers);
        long[] ones = IntStream.range(0, 10).mapToLong(i -> 100).toArray();
        book.snapshot(yes, ones, yes.length, no, ones, no.length);
        return book;
    }

    private static long[] longs(String prices) {
        return List.of(prices.split(" ")).stream()
                .mapToLong(price -> micros(new BigDecimal(price)))
                .toArray();
    }

    @Test
    void aBookWithoutASnapshotIsNotValidAndEmpty() {
        LiveBook book = new LiveBook("A");

        book.delta(true, 500_000, 100);

        assertThat(book.valid()).isFalse();
        assertThat(book.problem()).isEqualTo("there was no snapshot yet");
        assertThat(book.levels(true)).isZero();
        assertThat(book)
                .hasToString("LiveBook[A, bid none, ask none, 0 yes and 0 no levels, not valid: there was no"
                        + " snapshot yet]");
    }

    @Test
    void anEmptySnapshotIsAValidBookWithoutPrices() {
        LiveBook book = book("", "");

        assertThat(book.valid()).isTrue();
        assertThat(book.bestBid()).isEqualTo(LiveBook.MISSING);
        assertThat(book.bestAskCount()).isEqualTo(LiveBook.MISSING);
        assertThat(book.twoSided()).isFalse();
        assertThat(book.twiceMid()).isEqualTo(LiveBook.MISSING);
    }

    @Test
    void moreTakenThanRestsMakesTheBookInvalidUntilTheNextSnapshot() {
        LiveBook book = book("0.47 0.46", "0.49");

        book.delta(true, 470_000, -101);

        assertThat(book.problem()).isEqualTo("a delta of -1.01 YES at 0.4700, where 1 rest");
        assertThat(book.bestBid()).isEqualTo(460_000);
        book.delta(false, 490_000, 50);
        assertThat(book.bestAskCount()).isEqualTo(150);
        book.invalidate("another reason");
        assertThat(book.problem()).startsWith("a delta of -1.01");
        book.snapshot(new long[] {10_000}, new long[] {1}, 1, new long[0], new long[0], 0);
        assertThat(book.valid()).isTrue();
        assertThat(book.problem()).isNull();
    }

    @Test
    void aPriceOutsideOfADollarMakesTheBookInvalid() {
        for (long price : new long[] {0, -10_000, 1_000_000, 1_000_001, Long.MAX_VALUE, Long.MIN_VALUE}) {
            LiveBook book = book("0.47", "0.49");
            book.delta(false, price, 100);
            assertThat(book.problem()).startsWith("a delta is at ").endsWith(", which is no price");
            LiveBook other = new LiveBook("A");
            other.snapshot(new long[] {price}, new long[] {1}, 1, new long[0], new long[0], 0);
            assertThat(other.valid()).isFalse();
        }
    }

    @Test
    void whatCannotBeCountedMakesTheBookInvalid() {
        for (long count : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 100_000_000_000_001L}) {
            LiveBook book = book("0.47", "0.49");
            book.delta(true, 470_000, count);
            assertThat(book.valid()).isFalse();
            LiveBook other = new LiveBook("A");
            other.snapshot(new long[] {10_000}, new long[] {count}, 1, new long[0], new long[0], 0);
            assertThat(other.valid()).isFalse();
        }
        LiveBook most = book("", "");
        for (int i = 0; i < 10; i++) {
            most.delta(true, 999_990 + i, 10_000_000_000_000L);
        }
        assertThat(most.valid()).isTrue();
        assertThat(most.dollars(true)).isEqualTo(999_994_500_000_000_000L);
        most.delta(true, 1, 1);
        assertThat(most.valid()).isFalse();
    }

    @Test
    void aSnapshotWithAPriceTwiceIsNotBelieved() {
        LiveBook book = book("0.47 0.47", "0.49");

        assertThat(book.problem()).isEqualTo("a snapshot has YES twice at 0.4700");
    }

    @Test
    void aBidThatMeetsTheOfferIsLockedAndCrossedOneAboveItCrossedAlone() {
        assertThat(book("0.47", "0.52").crossed()).isFalse();
        assertThat(book("0.47", "0.53").crossed()).isTrue();
        assertThat(book("0.47", "0.53").locked()).isTrue();
        assertThat(book("0.47", "0.54").crossed()).isTrue();
        assertThat(book("0.47", "0.54").locked()).isFalse();
        assertThat(book("0.47", "0.54").spread()).isEqualTo(-10_000);
        assertThat(book("0.47", "0.54"))
                .hasToString("LiveBook[A, bid 0.4700 × 1, ask 0.4600 × 1, 1 yes and 1 no levels," + " crossed]");
    }

    @Test
    void aMidBetweenTwoMicrosIsExact() {
        assertThat(book("0.470001", "0.52").twiceMid()).isEqualTo(950_001);
    }

    @Test
    void theRecordHasTheSameLevels() {
        OrderBook record = book("0.46 0.47", "0.49").orderBook();

        assertThat(record).hasToString("OrderBook[A, bid 0.4700, ask 0.5100, 2 yes and 1 no levels]");
    }

    @Test
    void recordedStreamsGiveTheBooksOfTheirSnapshotsAndDeltas() throws Exception {
        int deltas = 0;
        int books = 0;
        for (Path tape : Recordings.tapes()) {
            Map<String, LiveBook> live = new TreeMap<>();
            Map<String, LiveBook> read = new TreeMap<>();
            Map<String, Model> models = new TreeMap<>();
            FrameReader reader = new FrameReader();
            BookMessages messages = new BookMessages();
            for (String line : Files.readAllLines(tape)) {
                Map<String, Object> entry = Raw.object(Raw.parse(line));
                if (!"in".equals(entry.get("ws"))) {
                    continue;
                }
                Map<String, Object> frame = Raw.object(Raw.parse(Raw.text(entry, "frame")));
                reader.open(Raw.text(entry, "frame"));
                tell(messages, messages.read(reader, false), read);
                if (!Raw.text(frame, "type").startsWith("orderbook_")) {
                    continue;
                }
                Map<String, Object> msg = Raw.object(frame.get("msg"));
                String ticker = Raw.text(msg, "market_ticker");
                LiveBook book = live.computeIfAbsent(ticker, LiveBook::new);
                if (Raw.text(frame, "type").equals("orderbook_snapshot")) {
                    Model model = new Model();
                    side(msg.get("yes_dollars_fp"), model.yes);
                    side(msg.get("no_dollars_fp"), model.no);
                    models.put(ticker, model);
                    snapshot(book, model.yes, model.no, new Random(1));
                    books++;
                } else {
                    boolean yes = "yes".equals(msg.get("side"));
                    BigDecimal price = new BigDecimal(Raw.text(msg, "price_dollars"));
                    BigDecimal change = new BigDecimal(Raw.text(msg, "delta_fp"));
                    assertThat(models.get(ticker).add(yes, price.stripTrailingZeros(), change))
                            .isTrue();
                    book.delta(yes, micros(price), hundredths(change));
                    deltas++;
                }
                assertThat(book.valid()).as(book::toString).isTrue();
                assertThat(book.crossed()).as(book::toString).isFalse();
                models.get(ticker).check(book);
                assertThat(read.get(ticker).sameLevels(book)).isTrue();
                assertThat(read.get(ticker).valid()).isTrue();
            }
        }
        System.out.println(books + " recorded snapshots and " + deltas + " deltas compared");
        assertThat(deltas).isPositive();
    }

    /** As a feed does. */
    private static void tell(BookMessages message, BookMessages.Kind kind, Map<String, LiveBook> books) {
        switch (kind) {
            case OTHER -> {}
            case DELTA -> books.get(message.ticker()).delta(message.yes(), message.price(), message.change());
            case SNAPSHOT ->
                books.computeIfAbsent(message.ticker(), LiveBook::new)
                        .snapshot(
                                message.prices(true),
                                message.counts(true),
                                message.levels(true),
                                message.prices(false),
                                message.counts(false),
                                message.levels(false));
        }
    }

    private static void side(@Nullable Object levels, Map<BigDecimal, BigDecimal> into) {
        if (levels instanceof List<?> list) {
            for (Object level : list) {
                List<?> pair = (List<?>) level;
                into.put(
                        new BigDecimal(String.valueOf(pair.get(0))).stripTrailingZeros(),
                        new BigDecimal(String.valueOf(pair.get(1))).stripTrailingZeros());
            }
        }
    }
}
