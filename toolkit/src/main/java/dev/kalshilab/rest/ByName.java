package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.EventMetadata;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.Series;
import dev.kalshilab.wire.CatalogShapes;
import dev.kalshilab.wire.Page;
import java.util.Map;
import retrofit2.Call;

/** Asks for one series, event or market by its ticker. */
final class ByName {
    private static final Records<EventMetadata> METADATA =
            Records.of(EventMetadata.class, CatalogShapes.EVENT_METADATA);

    private final Known known;
    private final Connection connection;
    private final MarketData api;
    private final HistoryApi history;

    ByName(Known known, MarketData api, HistoryApi history) {
        this.known = known;
        this.connection = known.connection();
        this.api = api;
        this.history = history;
    }

    EventMetadata eventMetadata(String event) {
        return METADATA.read(Operation.one(connection, api.eventMetadata(event), "the metadata of event " + event), 0);
    }

    Series series(String ticker, Map<String, ?> parameters) {
        Call<Page> call = api.oneSeries(ticker, parameters(parameters));
        return Rest.SERIES.read(one(call, "series " + ticker), 0);
    }

    Event event(String ticker) {
        return event(ticker, Map.of());
    }

    Event event(String ticker, Map<String, ?> parameters) {
        Call<Page> call = api.event(ticker, parameters(parameters));
        return Rest.EVENTS.read(one(call, "event " + ticker), 0);
    }

    private Map<String, String> parameters(Map<String, ?> parameters) {
        return Parameters.of(Request.ALL.with(parameters), connection.clock()).at(null);
    }

    /** One market, of the live tier or else of the historical one: each answers 404 to what the other has. */
    Market market(String ticker) {
        try {
            return Rest.MARKETS.read(one(api.market(ticker), "market " + ticker), 0);
        } catch (ExchangeException | NotRecordedException e) {
            if (e instanceof ExchangeException refused && refused.status() != 404) {
                throw e;
            }
            try {
                return Rest.MARKETS.read(one(history.market(ticker), "market " + ticker), 0);
            } catch (NotRecordedException ignored) {
                throw e;
            } catch (ExchangeException older) {
                throw older.status() == 404 ? e : older;
            }
        }
    }

    private Columns one(Call<Page> call, String what) {
        return Operation.one(connection, call, known.run(call, false), what);
    }
}
