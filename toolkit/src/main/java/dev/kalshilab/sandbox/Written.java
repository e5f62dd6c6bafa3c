package dev.kalshilab.sandbox;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * How a market was written last, for as long as it would be written the same.
 *
 * <p>What is written of a market follows from the rows of its past, from those of a day ago, from which of its times
 * are over, and from what the user has resting in it; nothing else of the moment is in it.
 */
final class Written {
    private final ListedMarket market;
    private long written = Long.MIN_VALUE;
    private @Nullable State state;
    private byte[] json = {};
    /** The times at which what is written may change. */
    private long @Nullable [] turns;

    Written(ListedMarket market) {
        this.market = market;
    }

    private record State(int rows, int rowsDayAgo, int turns, List<Book.Bid> own) {}

    /** The JSON of that moment; {@code write} makes it where what is known is not that. */
    synchronized byte[] at(long now, Supplier<List<Book.Bid>> own, Supplier<byte[]> write) {
        if (now != written) {
            State then = state(now, own.get());
            if (!then.equals(state)) {
                json = write.get();
                state = then;
            }
            written = now;
        }
        return json;
    }

    private State state(long now, List<Book.Bid> own) {
        Past past = market.past(now);
        int over = 0;
        for (long turn : turns()) {
            over += now >= turn ? 1 : 0;
        }
        return new State(past.size, past.until(now - Time.DAY), over, own);
    }

    private long[] turns() {
        long[] known = turns;
        if (known == null) {
            ListedEvent.Schedule schedule = market.event.schedule;
            known = LongStream.concat(
                            LongStream.of(
                                    schedule.open(),
                                    schedule.stop(),
                                    schedule.determined(),
                                    schedule.settled(),
                                    market.event.belief.shape.end(),
                                    schedule.open() + Time.DAY,
                                    schedule.stop() + Time.DAY),
                            market.legs.stream()
                                    .mapToLong(
                                            leg -> leg.market().event.schedule.determined()))
                    .toArray();
            turns = known;
        }
        return known;
    }
}
