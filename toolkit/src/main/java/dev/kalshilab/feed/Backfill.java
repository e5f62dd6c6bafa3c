package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import java.time.Instant;
import java.util.List;

/** Where trades come from that a stream has missed. */
public interface Backfill {
    /**
     * Trades as the exchange tells them afterwards.
     *
     * @param rows their columns are those of a query's
     * @param received when the answer arrived, by the connection's clock
     * @param complete whether all that were asked for are there
     * @param note why not; may be empty
     */
    record Answer(Columns rows, Instant received, boolean complete, String note) {}

    /**
     * Asks for the trades from then to before then.
     *
     * @param tickers the markets; none for all
     * @throws dev.kalshilab.model.KalshiException when they cannot be had
     */
    Answer trades(List<String> tickers, Instant from, Instant to);
}
