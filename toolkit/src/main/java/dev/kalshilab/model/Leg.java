package dev.kalshilab.model;

/**
 * One leg of a combo: a market of an event, and the side that must come true.
 *
 * @param side {@code yes} or {@code no}
 */
public record Leg(String eventTicker, String marketTicker, String side) {
    public Leg {
        eventTicker = Ticker.event(eventTicker);
        marketTicker = Ticker.market(marketTicker);
        if (!side.equals("yes") && !side.equals("no")) {
            throw new KalshiException(
                    "A leg's side '" + side + "' is neither yes nor no.\nWrite new Leg(event, market," + " \"yes\").");
        }
    }
}
