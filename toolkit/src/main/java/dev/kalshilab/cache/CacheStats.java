package dev.kalshilab.cache;

/**
 * What a store has and what it was good for.
 *
 * @param memoryBytes what it holds in memory
 * @param diskBytes what its files take, those of other processes too as far as they were seen
 * @param entries how many slabs and answers are in memory
 * @param hits how many slabs, answers and facts were served
 * @param misses how many questions found nothing, or less than was wanted
 * @param evictions how many entries left memory because there was no room
 * @param damaged how many files and lines were found damaged and not believed
 */
public record CacheStats(
        long memoryBytes, long diskBytes, long entries, long hits, long misses, long evictions, long damaged) {

    @Override
    public String toString() {
        return "CacheStats[" + entries + " in memory (" + memoryBytes + " bytes), " + diskBytes + " bytes on disk, "
                + hits + " hits, " + misses + " misses, " + evictions + " evicted, " + damaged + " damaged]";
    }
}
