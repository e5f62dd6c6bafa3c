package dev.kalshilab.retry;

/** Why a request may be made again. */
public enum Trouble {
    /** Too many requests. */
    BUSY,

    /** The exchange or something before it fails, or the answer broke off. */
    FAILING,

    /** Nobody answers there: it will hardly mend by itself. */
    UNREACHABLE,

    /** What came is not what was meant: cut on its way, or from somebody else. */
    GARBLED,

    /** No answer in time. */
    SLOW
}
