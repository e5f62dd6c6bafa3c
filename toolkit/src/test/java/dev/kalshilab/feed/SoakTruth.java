package dev.kalshilab.feed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the other process says is true: see {@code TruthServer} for the lines. */
final class SoakTruth {
    /** Things of one kind in the order in which they happened, numbers only. */
    static final class Events {
        private final int width;
        private long[] numbers;
        private byte[] fates = new byte[1024];
        private int size;

        Events(int width) {
            this.width = width;
            this.numbers = new long[1024 * width];
        }

        int size() {
            return size;
        }

        long at(int event, int field) {
            return numbers[event * width + field];
        }

        byte fate(int event) {
            return fates[event];
        }

        private void add(String line, Map<String, Byte> known) {
            if (size == fates.length) {
                fates = Arrays.copyOf(fates, size * 2);
                numbers = Arrays.copyOf(numbers, size * 2 * width);
            }
            int from = 2;
            for (int i = 0; i < width; i++) {
                int to = line.indexOf(',', from);
                numbers[size * width + i] = Long.parseLong(line, from, to, 10);
                from = to + 1;
            }
            fates[size++] = known.computeIfAbsent(line.substring(from), name -> (byte) known.size());
        }

        /** The event with that number in a field that ascends; -1 for none. */
        int find(int field, long number) {
            int low = 0;
            int high = size - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                long here = at(middle, field);
                if (here == number) {
                    return middle;
                }
                if (here < number) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -1;
        }
    }

    /** id, time, market, price, count, yes taker, connection, seq. */
    final Events trades = new Events(8);

    /** id, time, market, bid, offer, sizes, volume, connection. */
    final Events tickers = new Events(9);

    /** id, time, market, yes, price, delta, count, bid, offer, sizes, depths, connection, seq. */
    final Events deltas = new Events(15);

    /** time, market, bid, offer, sizes, depths, connection, seq. */
    final Events snapshots = new Events(10);

    /** time, market, id of the ticker, connection. */
    final Events again = new Events(4);

    /** How often each fault was. */
    final Map<String, Integer> faults = new TreeMap<>();

    final Map<String, Byte> fates = new HashMap<>();
    private final Map<String, String> books = new HashMap<>();

    SoakTruth(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line.charAt(0)) {
                    case 'T' -> trades.add(line, fates);
                    case 'K' -> tickers.add(line, fates);
                    case 'D' -> deltas.add(line, fates);
                    case 'S' -> snapshots.add(line, fates);
                    case 'I' -> again.add(line, fates);
                    case 'F' -> faults.merge(line.split(",", -1)[3], 1, Integer::sum);
                    case 'B' -> {
                        String[] fields = line.split(",", -1);
                        books.put(fields[1] + "," + fields[2], fields[3] + "," + fields[4]);
                    }
                    default -> throw new IllegalStateException(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The levels of a book at a mark, YES and NO. */
    String book(int mark, int market) {
        return books.getOrDefault(mark + "," + market, "not told");
    }

    int messages() {
        return trades.size() + tickers.size() + deltas.size();
    }

    boolean was(Events events, int event, String fate) {
        Byte known = fates.get(fate);
        return known != null && known == events.fate(event);
    }
}
