package dev.kalshilab.rest;

import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.ComboCollection;
import dev.kalshilab.model.ComboMarket;
import dev.kalshilab.model.Leg;
import dev.kalshilab.model.LookupPoint;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.ComboShapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import retrofit2.Retrofit;

/** Executes what is asked about collections of events, which combos are made of. */
public final class Combos {
    public static final Records<ComboCollection> COLLECTIONS =
            Records.of(ComboCollection.class, ComboShapes.COLLECTIONS);
    public static final Records<LookupPoint> LOOKUPS = Records.of(LookupPoint.class, ComboShapes.LOOKUPS);

    static final Records<ComboMarket> MARKET = Records.of(ComboMarket.class, ComboShapes.MARKETS);
    private static final int COLLECTIONS_A_PAGE = 200;

    private final Lists lists;
    private final CombosApi api;

    Combos(Connection connection, Retrofit retrofit) {
        this.lists = new Lists(connection);
        this.api = retrofit.create(CombosApi.class);
    }

    public Pull collections(Request request) {
        return lists.all(ComboShapes.COLLECTIONS, COLLECTIONS_A_PAGE, request, api::collections);
    }

    public ComboCollection collection(String ticker) {
        return lists.one(COLLECTIONS, api.collection(ticker), "collection " + ticker);
    }

    public Pull lookups(String ticker, Request request) {
        return lists.all(ComboShapes.LOOKUPS, Lists.AS_SERVED, request, parameters -> api.lookups(ticker, parameters));
    }

    public ComboMarket lookup(String ticker, List<Leg> legs) {
        return lists.one(MARKET, api.lookup(ticker, legs(legs)), "the combo of collection " + ticker);
    }

    static Map<String, Object> legs(List<Leg> legs) {
        return new LinkedHashMap<>(Map.of(
                "selected_markets",
                legs.stream()
                        .map(leg -> Map.of(
                                "market_ticker", leg.marketTicker(),
                                "event_ticker", leg.eventTicker(),
                                "side", leg.side()))
                        .toList()));
    }
}
