package dev.kalshilab.cache;

import java.util.List;

/**
 * What a store has of a stretch that was asked for. Each slab was read and checked, so what is covered is there.
 *
 * @param slabs as few as cover as much, by their time; the same row can be in several, and rows of other times in each
 * @param covered what of the wanted stretch the slabs cover; the rest is to be asked for
 */
public record Held(List<Slab> slabs, Ranges covered) {
    public Held {
        slabs = List.copyOf(slabs);
    }
}
