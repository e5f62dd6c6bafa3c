package dev.kalshilab.feed;

import dev.kalshilab.wire.Frames;
import java.util.List;

/**
 * A channel to record, and how it is subscribed to.
 *
 * @param name as the exchange calls it
 * @param ofMarkets whether markets can be named; of a channel where they cannot, those of all come
 * @param flags what is set to true
 */
record RawChannel(String name, boolean ofMarkets, List<String> flags) {
    /**
     * The public ones of markets. Prices of NO are asked for as those of YES, because the exchange has announced that
     * there will be no other; the command is on the tape too, so a reader knows. Tickers begin with what is, so that a
     * quiet market has one.
     */
    static final List<RawChannel> PUBLIC = List.of(
            new RawChannel("trade", true, List.of()),
            new RawChannel("ticker", true, List.of("send_initial_snapshot")),
            new RawChannel("orderbook_delta", true, List.of("use_yes_price")),
            new RawChannel("market_lifecycle_v2", false, List.of()));

    String subscribe(int id, List<String> tickers) {
        return Frames.subscribe(id, name, ofMarkets ? tickers : List.of(), flags);
    }
}
