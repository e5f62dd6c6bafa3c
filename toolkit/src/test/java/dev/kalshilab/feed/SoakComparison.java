package dev.kalshilab.feed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Holds the rows of a feed and its coverage against what is true, row by row. */
final class SoakComparison {
    /** Microseconds between two events of a channel, of which there are hundreds a second. */
    private static final long STANDS_STILL = 100_000;

    /** So many messages on either side may have changed places with one. */
    private static final int NEIGHBOURS = 8;

    private static final int MOST_SAID = 20;

    /** A stretch that is not covered. */
    private record Stretch(long from, long to, String why, boolean repaired, long lost) {}

    private final SoakTruth truth;
    private final Table coverage;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private long wrongs;

    SoakComparison(SoakTruth truth, Soaked trades, Soaked tickers, Soaked books, Table coverage) {
        this.truth = truth;
        this.coverage = coverage;
        said.add(String.format(
                Locale.ROOT,
                "%,d messages, %,d snapshots, faults %s",
                truth.messages(),
                truth.snapshots.size(),
                truth.faults));
        trades(trades);
        tickers(tickers);
        books(books);
        if (wrongs > 0) {
            throw new AssertionError(wrongs + " are wrong, the first:\n" + String.join("\n", wrong) + "\n" + report());
        }
    }

    String report() {
        return String.join("\n  ", said);
    }

    private void wrong(String format, Object... values) {
        if (wrongs++ < MOST_SAID) {
            wrong.add(String.format(Locale.ROOT, format, values));
        }
    }

    private static boolean same(SoakTruth.Events events, int event, int field, long[] row, int from, int count) {
        for (int i = 0; i < count; i++) {
            if (events.at(event, field + i) != row[from + i]) {
                return false;
            }
        }
        return true;
    }

    private void trades(Soaked rows) {
        SoakTruth.Events events = truth.trades;
        long[] received = new long[events.size()];
        byte[] times = new byte[events.size()];
        long[] rest = new long[1];
        rows.forEach(row -> {
            int event = events.find(0, row[0]);
            if (event < 0) {
                wrong("trade %s is not true", Arrays.toString(row));
                return;
            }
            boolean fromRest = row[6] == 1;
            long time = fromRest ? events.at(event, 1) : events.at(event, 1) / 1000 * 1000;
            if (time != row[1] || !same(events, event, 2, row, 2, 4)) {
                wrong("trade %s is otherwise", Arrays.toString(row));
            }
            if (times[event]++ > 0) {
                wrong("trade %s is there twice", Arrays.toString(row));
            }
            if (fromRest) {
                rest[0]++;
            } else {
                received[event] = row[7];
            }
        });
        missing("trade", events, 1, received, times);
        said.add(String.format(Locale.ROOT, "%,d trades, %,d of them from REST", rows.rows(), rest[0]));
    }

    private void tickers(Soaked rows) {
        SoakTruth.Events events = truth.tickers;
        byte[] most = new byte[events.size()];
        Arrays.fill(most, (byte) 1);
        for (int i = 0; i < truth.again.size(); i++) {
            int event = events.find(0, truth.again.at(i, 2));
            if (most[event] < Byte.MAX_VALUE) {
                most[event]++;
            }
        }
        long[] received = new long[events.size()];
        byte[] times = new byte[events.size()];
        rows.forEach(row -> {
            int event = events.find(1, row[0]);
            if (event < 0 || !same(events, event, 2, row, 1, 6)) {
                wrong("ticker %s is not true", Arrays.toString(row));
                return;
            }
            if (times[event] < Byte.MAX_VALUE && ++times[event] > most[event]) {
                wrong("ticker %s is there %d times, sent %d", Arrays.toString(row), times[event], most[event]);
            }
            if (received[event] == 0) {
                received[event] = row[7];
            }
        });
        missing("ticker", events, 1, received, times);
        said.add(String.format(Locale.ROOT, "%,d tickers", rows.rows()));
    }

    private void books(Soaked rows) {
        SoakTruth.Events events = truth.deltas;
        SoakTruth.Events snapshots = truth.snapshots;
        long[] received = new long[events.size()];
        byte[] times = new byte[events.size()];
        long[] counts = new long[3];
        int[] at = new int[64];
        rows.forEach(row -> {
            if (row[0] == 0) {
                counts[1]++;
                int market = (int) row[2];
                int snapshot = at[market];
                while (snapshot < snapshots.size()
                        && (snapshots.at(snapshot, 1) != market
                                || snapshots.at(snapshot, 9) != row[14]
                                || !same(snapshots, snapshot, 2, row, 7, 6))) {
                    snapshot++;
                }
                if (snapshot == snapshots.size()) {
                    wrong("snapshot %s is not true", Arrays.toString(row));
                } else {
                    at[market] = snapshot + 1;
                    if (row[15] < snapshots.at(snapshot, 0) - 5_000) {
                        wrong("snapshot %s was received before it was sent", Arrays.toString(row));
                    }
                }
                if (row[13] == 0) {
                    wrong("snapshot %s is not valid", Arrays.toString(row));
                }
                return;
            }
            int event = events.find(1, row[1]);
            if (event < 0 || !same(events, event, 2, row, 2, 4)) {
                wrong("delta %s is not true", Arrays.toString(row));
                return;
            }
            if (times[event]++ > 0) {
                wrong("delta %s is there twice", Arrays.toString(row));
            }
            received[event] = row[15];
            if (row[13] == 0) {
                counts[2]++;
            } else if (!same(events, event, 6, row, 6, 7)) {
                wrong(
                        "the book behind delta %s is otherwise, connection %d",
                        Arrays.toString(row), events.at(event, 13));
            }
        });
        missing("orderbook_delta", events, 1, received, times);
        counts[0] = rows.rows() - counts[1];
        said.add(String.format(
                Locale.ROOT,
                "%,d deltas (%,d not valid), %,d snapshots of %,d",
                counts[0],
                counts[2],
                counts[1],
                snapshots.size()));
    }

    // -- coverage ----------------------------------------------------------------------------------------------------

    private List<Stretch> stretches(String channel) {
        List<Stretch> stretches = new ArrayList<>();
        Column<?> channels = coverage.column("channel");
        Column<?> whys = coverage.column("why");
        Column<?> repaired = coverage.column("repaired");
        LongColumn from = coverage.longColumn("from_us");
        LongColumn to = coverage.longColumn("to_us");
        LongColumn lost = coverage.longColumn("lost");
        for (int i = 0; i < coverage.rowCount(); i++) {
            if (channels.getString(i).equals(channel)) {
                stretches.add(new Stretch(
                        from.getLong(i),
                        to.getLong(i),
                        whys.getString(i),
                        repaired.getString(i).equals("true"),
                        lost.isMissing(i) ? -1 : lost.getLong(i)));
            }
        }
        return stretches;
    }

    /** Whatever is not there must be in a stretch that says so; and stretches must not say so of much else. */
    private void missing(String channel, SoakTruth.Events events, int time, long[] received, byte[] times) {
        List<Stretch> all = stretches(channel);
        long begin = all.stream().mapToLong(Stretch::from).min().orElse(Long.MAX_VALUE);
        long end = all.stream().mapToLong(Stretch::to).max().orElse(Long.MIN_VALUE);
        List<Stretch> gaps = all.stream()
                .filter(stretch -> !stretch.why().equals("connected"))
                .sorted(Comparator.comparingLong(Stretch::from))
                .toList();
        List<Stretch> open = gaps.stream().filter(gap -> !gap.repaired()).toList();
        long[] before = new long[events.size()];
        long[] behind = new long[events.size()];
        neighbours(received, before, behind);
        long missed = 0;
        long absent = 0;
        long cost = 0;
        long idle = 0;
        long last = begin;
        long lastHere = begin;
        boolean run = false;
        for (int event = 0; event < events.size(); event++) {
            long at = events.at(event, time);
            idle += received[event] > 0 && !run && at - last > STANDS_STILL ? at - last : 0;
            last = Math.max(last, at);
            if (received[event] > 0) {
                if (run) {
                    cost += at - lastHere;
                }
                run = false;
                lastHere = at;
                continue;
            }
            if (at < begin) {
                continue; // nobody looked yet
            }
            missed++;
            run = true;
            long from = before[event];
            long to = behind[event];
            if (times[event] > 0) {
                continue; // from REST
            }
            absent++;
            if (open.stream().noneMatch(gap -> gap.from() <= to && gap.to() >= from)) {
                wrong(
                        "%s %d of %d is missing between %d and %d, and no stretch says so; those repaired: %s",
                        channel,
                        events.at(event, 0),
                        at,
                        from,
                        to,
                        gaps.stream()
                                .filter(gap -> gap.from() <= to && gap.to() >= from)
                                .toList());
            }
        }
        long named = 0;
        long reached = begin;
        for (Stretch gap : gaps) {
            named += Math.max(0, gap.to() - Math.max(reached, gap.from()));
            reached = Math.max(reached, gap.to());
        }
        said.add(String.format(
                Locale.ROOT,
                "%s: %,d missed on the stream, %,d absent; %d stretches in %,.1f s name %.2f %% (%,d ms), the faults"
                        + " cost %.2f %% (%,d ms), nothing happened for %,d ms",
                channel,
                missed,
                absent,
                gaps.size(),
                (end - begin) / 1e6,
                100.0 * named / (end - begin),
                named / 1000,
                100.0 * cost / (end - begin),
                cost / 1000,
                idle / 1000));
        // A stretch ends with an answer or a message behind what was lost: it may be some milliseconds longer each.
        // What is named while nothing happens costs nothing, where a busy machine has the exchange stand still.
        if (named > cost * 3 / 2 + gaps.size() * 30_000L + idle) {
            wrong("%s: stretches name %d ms, the faults cost %d ms", channel, named / 1000, cost / 1000);
        }
    }

    /** When the messages round each were received: the earliest of some before, the latest of some behind. */
    private static void neighbours(long[] received, long[] before, long[] behind) {
        long[] last = new long[NEIGHBOURS];
        int seen = 0;
        for (int event = 0; event < received.length; event++) {
            before[event] = seen < NEIGHBOURS ? 0 : Arrays.stream(last).min().orElse(0);
            if (received[event] > 0) {
                last[seen++ % NEIGHBOURS] = received[event];
            }
        }
        seen = 0;
        for (int event = received.length - 1; event >= 0; event--) {
            behind[event] = seen < NEIGHBOURS
                    ? Long.MAX_VALUE
                    : Arrays.stream(last).max().orElse(0);
            if (received[event] > 0) {
                last[seen++ % NEIGHBOURS] = received[event];
            }
        }
    }
}
