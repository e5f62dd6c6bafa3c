package dev.kalshilab.sandbox;

import java.util.Arrays;

/**
 * The one stream of quotes and trades of a market, made hour by hour as far as it is asked for.
 *
 * <p>An hour is made whole or not at all, so a clock that stops in between and goes on later sees the same stream as
 * one that never stopped. Hours lie in pieces that are made again where {@link Memory} had no room for them.
 */
final class Trading {
    /** How many rows a piece has at least that is not the last one made: little beside it, and quickly made again. */
    private static final int PIECE = 512;

    private final ListedMarket market;
    private final Memory memory;
    private final AgreedTrades agreed = new AgreedTrades();
    private Scribe.State state;
    /** A new array whenever one is added: a past has those that were there. */
    private Piece[] pieces = {};

    Trading(ListedMarket market, Rng rng, Memory memory) {
        this.market = market;
        this.memory = memory;
        this.state = Scribe.State.first(rng, market.event.schedule.open());
    }

    /** Adds a trade that lies ahead, as soon after that time as the market has no other row; gives where it is. */
    synchronized AgreedTrades.Trade agree(long wanted, int price, long count, boolean takerYes, long interest) {
        Past known = past(wanted + Time.MINUTE);
        long time = wanted;
        for (int row = known.until(time - 1); row < known.size && known.time(row) == time; row++) {
            time++;
        }
        return agreed.add(time, price, count, takerYes, interest);
    }

    /** Everything up to and including {@code now}. */
    synchronized Past past(long now) {
        Past planned = planned(now);
        return agreed.none() ? planned : agreed.in(planned, now);
    }

    /** The same without what was agreed on: as it follows from the seed alone. */
    synchronized Past planned(long now) {
        long until = Math.min(now, market.event.schedule.stop() - 1);
        if (state.made() < until) {
            make(until);
        }
        return new Past(pieces, now);
    }

    private void make(long until) {
        Scribe scribe = new Scribe(market, state);
        while (scribe.made() < until) {
            scribe.hour();
            if (scribe.written() >= PIECE || (scribe.made() >= until && scribe.written() > 0)) {
                Piece piece = new Piece(this, state, scribe.made(), scribe.take());
                pieces = Arrays.copyOf(pieces, pieces.length + 1);
                pieces[pieces.length - 1] = piece;
                memory.add(piece);
                state = scribe.state();
            }
        }
        state = scribe.state();
    }

    /** The rows that were made from that state on. */
    Rows again(Scribe.State from, long until) {
        Scribe scribe = new Scribe(market, from);
        while (scribe.made() < until) {
            scribe.hour();
        }
        return scribe.take();
    }

    void kept(Piece piece) {
        memory.add(piece);
    }
}
