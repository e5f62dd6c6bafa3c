package dev.kalshilab.cache;

/** How far what is kept may go. */
public enum Shelf {
    /** Never on the disk, and gone with the session. */
    MEMORY,
    /** What anybody may read of the exchange: on the disk if the store has one. */
    PUBLIC,
    /** What belongs to an account: on the disk only of a store that was opened for such too. */
    PRIVATE
}
