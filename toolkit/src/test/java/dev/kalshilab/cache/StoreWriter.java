package dev.kalshilab.cache;

import java.nio.file.Path;

/** A process that keeps one slab and one fact after the other, and says the number of each when it is kept. */
final class StoreWriter {
    static final String SUBJECT = "candles live X";
    static final int BYTES = 2_000;
    static final long STEP = 10;

    private StoreWriter() {}

    /** Directory, number of the first, step from one to the next, and how many there are in all. */
    public static void main(String[] options) {
        long first = Long.parseLong(options[1]);
        long step = Long.parseLong(options[2]);
        long most = options.length > 3 ? Long.parseLong(options[3]) : Long.MAX_VALUE;
        try (Store store = Store.on(Path.of(options[0]), Sample.SOURCE)) {
            for (long i = first; i < most; i += step) {
                store.keep(Sample.slab(SUBJECT, i * STEP, (i + 1) * STEP, BYTES), Shelf.PUBLIC);
                store.fact("written", Long.toString(i + 1), "fact " + (i + 1));
                System.out.println((i + 1) + ".");
                System.out.flush();
            }
        }
    }
}
