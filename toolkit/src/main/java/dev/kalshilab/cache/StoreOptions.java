package dev.kalshilab.cache;

import dev.kalshilab.model.KalshiException;
import java.util.function.Consumer;

/**
 * The bounds of a store; each method gives another one, and none of them need be called.
 *
 * @param privateToo whether what belongs to an account may be on the disk; usually not
 * @param memoryBytes how much is held in memory; usually an eighth of the heap, at most 256 MB
 * @param diskBytes how much is held on the disk; usually 4 GB
 * @param trouble told once, in two lines, when something cannot be written: the session goes on without
 */
public record StoreOptions(boolean privateToo, long memoryBytes, long diskBytes, Consumer<String> trouble) {
    private static final long MOST_MEMORY = 256L << 20;
    private static final long MOST_DISK = 4L << 30;

    public StoreOptions {
        if (memoryBytes < 0 || diskBytes < 0) {
            throw new KalshiException("A store cannot have " + memoryBytes + " bytes of memory and " + diskBytes
                    + " of disk.\nNeither may be below 0; 0 keeps nothing there.");
        }
    }

    public static StoreOptions usual() {
        return new StoreOptions(
                false, Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / 8), MOST_DISK, message -> {});
    }

    /** What belongs to an account may be on the disk too, in files of its own for their owner alone. */
    public StoreOptions withPrivate() {
        return new StoreOptions(true, memoryBytes, diskBytes, trouble);
    }

    public StoreOptions withMemoryBytes(long other) {
        return new StoreOptions(privateToo, other, diskBytes, trouble);
    }

    public StoreOptions withDiskBytes(long other) {
        return new StoreOptions(privateToo, memoryBytes, other, trouble);
    }

    public StoreOptions withTrouble(Consumer<String> other) {
        return new StoreOptions(privateToo, memoryBytes, diskBytes, other);
    }
}
