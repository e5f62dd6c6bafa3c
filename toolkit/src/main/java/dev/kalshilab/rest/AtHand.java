package dev.kalshilab.rest;

/** A part that is at hand: nothing is asked of the exchange. */
abstract class AtHand extends Part {
    @Override
    final long requests() {
        return 0;
    }

    @Override
    final boolean exact() {
        return true;
    }

    @Override
    final long left() {
        return 0;
    }
}
