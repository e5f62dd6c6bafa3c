package dev.kalshilab.feed;

/** What a stretch of a stream is: covered, or why not. */
enum Why {
    CONNECTED("connected"),
    /** The connection ended, on whichever side. */
    DISCONNECTED("disconnected"),
    /** Places in the sequence of a subscription are missing. */
    SEQUENCE_GAP("sequence gap"),
    /** Messages found no room, at the exchange or here. */
    OVERFLOW("overflow"),
    /** Nobody answered the pings, or the command to subscribe. */
    STALL("stall"),
    /** A message came that could not be read; it is among the other messages. */
    UNREADABLE("unreadable"),
    /** Messages of types came that the toolkit does not know; they are among the other messages. */
    NOT_UNDERSTOOD("not understood"),
    /** This machine slept. */
    SUSPENDED("suspended"),
    /** A market was added later, or taken out. */
    NOT_SUBSCRIBED("not subscribed");

    private final String word;

    Why(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static Why of(String word) {
        for (Why why : values()) {
            if (why.word.equals(word)) {
                return why;
            }
        }
        return DISCONNECTED;
    }
}
