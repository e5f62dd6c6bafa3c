package dev.kalshilab;

import dev.kalshilab.model.ComboCollection;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Combos;
import dev.kalshilab.rest.Pull;

/** Collections of events that combos are made of: {@code kalshi.collections().open().table()}. */
public final class ComboCollections extends Query<ComboCollection, ComboCollections> {
    private final Combos combos;

    ComboCollections(Combos combos, Ask ask) {
        super("Collections", Combos.COLLECTIONS, ask);
        this.combos = combos;
    }

    /** Those of which combos can be made now. */
    public ComboCollections open() {
        return status("open");
    }

    /** Those in that status: unopened, open or closed. */
    public ComboCollections status(String status) {
        return set("status", status);
    }

    /** Those of that series. */
    public ComboCollections series(String seriesTicker) {
        return set("series_ticker", Ticker.series(seriesTicker));
    }

    /** Those that the event is part of. */
    public ComboCollections event(String eventTicker) {
        return set("associated_event_ticker", Ticker.event(eventTicker));
    }

    @Override
    ComboCollections with(Ask changed) {
        return new ComboCollections(combos, changed);
    }

    @Override
    Pull pull() {
        return combos.collections(request());
    }
}
