package dev.kalshilab.rest;

import java.util.List;

/** A part that is at hand: nothing is asked of the exchange. */
abstract class AtHand extends Part {
    /** One that gives nothing and only does that. */
    static AtHand doing(Runnable what) {
        return new AtHand() {
            private boolean ended;

            @Override
            Step ask() {
                what.run();
                ended = true;
                return new Step(null, List.of());
            }

            @Override
            boolean ended() {
                return ended;
            }
        };
    }

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
