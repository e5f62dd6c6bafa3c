package dev.kalshilab;

import dev.kalshilab.model.Event;
import dev.kalshilab.model.EventsRequest;
import dev.kalshilab.model.Moment;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.util.ArrayList;
import java.util.List;

/**
 * Events, each the occurrence that some markets are about: {@code kalshi.events().series("KXHIGHNY").open().table()}.
 */
public final class Events extends Query<Event, Events> {
    private final Rest rest;
    private final EventsRequest request;

    Events(Rest rest, EventsRequest request, Cut cut) {
        super(Rest.EVENTS, cut);
        this.rest = rest;
        this.request = request;
    }

    /** Those of that series. */
    public Events series(String seriesTicker) {
        return with(new EventsRequest(seriesTicker, request.status(), request.minClose(), request.nested()));
    }

    /** Those with a market open for trading. */
    public Events open() {
        return status("open");
    }

    /** Those with a market that no longer trades and is not settled. */
    public Events closed() {
        return status("closed");
    }

    /** Those with a settled market. */
    public Events settled() {
        return status("settled");
    }

    /** Those with a market in that status: unopened, open, closed or settled. */
    public Events status(String status) {
        return with(new EventsRequest(request.series(), status, request.minClose(), request.nested()));
    }

    /** Those with a market that closes after that time: {@code "-30d"}, a date or an instant as text. */
    public Events closingAfter(String time) {
        return with(new EventsRequest(request.series(), request.status(), Moment.of(time), request.nested()));
    }

    /** Each with its markets: in {@code Event.markets()}, and counted in the column {@code markets}. */
    public Events withMarkets() {
        return with(new EventsRequest(request.series(), request.status(), request.minClose(), true));
    }

    private Events with(EventsRequest changed) {
        return new Events(rest, changed, cut());
    }

    @Override
    Events with(Cut changed) {
        return new Events(rest, request, changed);
    }

    @Override
    Pull pull() {
        return rest.events(request);
    }

    @Override
    String question() {
        List<String> parts = new ArrayList<>();
        Parts.add(parts, "series", request.series());
        if (request.status() != null) {
            parts.add(request.status());
        }
        Parts.add(parts, "closing after", request.minClose());
        if (request.nested()) {
            parts.add("with markets");
        }
        return question("Events", parts);
    }
}
