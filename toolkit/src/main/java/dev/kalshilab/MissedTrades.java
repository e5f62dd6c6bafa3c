package dev.kalshilab;

import dev.kalshilab.column.Columns;
import dev.kalshilab.feed.Backfill;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.rest.Pull;
import java.time.Instant;
import java.util.List;

/** Trades that a stream has missed, by the query that anybody would ask: on a tape, what it holds. */
final class MissedTrades implements Backfill {
    private final Kalshi kalshi;

    MissedTrades(Kalshi kalshi) {
        this.kalshi = kalshi;
    }

    @Override
    public Answer trades(List<String> tickers, Instant from, Instant to) {
        Trades query = (tickers.isEmpty() ? kalshi.trades() : kalshi.trades(tickers.toArray(new String[0])))
                .since(from)
                .until(to)
                .refresh();
        Pull pull = query.pull();
        Columns rows = query.rows(pull);
        pull.requireRecorded();
        Provenance known = pull.provenance(query.question(), rows);
        return new Answer(
                rows, known.fetched(), known.complete(), known.complete() ? "" : String.join("; ", known.notes()));
    }
}
