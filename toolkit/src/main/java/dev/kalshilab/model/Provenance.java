package dev.kalshilab.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a table come from, and whether they are all there.
 *
 * @param query what was asked, as the query prints itself
 * @param source the connection: {@code prod}, {@code demo}, {@code sandbox}, {@code tape:FILE} or a URL
 * @param invented true when the exchange invents its data: the sandbox
 * @param pages how many answers the rows came in; 0 where they came on a stream
 * @param cached how many of those answers were known already, and not asked for
 * @param rows how many rows there are
 * @param from the earliest time among the rows, null when there is none
 * @param to the latest time among the rows, null when there is none
 * @param fetched when the last page arrived, by the connection's clock
 * @param complete true when nothing that was asked for is known to be missing
 * @param notes what else a reader must know: why it is not complete, what a tape recorded instead
 */
public record Provenance(
        String query,
        String source,
        boolean invented,
        int pages,
        int cached,
        long rows,
        @Nullable Instant from,
        @Nullable Instant to,
        Instant fetched,
        boolean complete,
        List<String> notes) {

    private static final int STREAMED = 0;

    /** The words for a question that a tape holds no answer to. */
    public static final String NOT_RECORDED = "not recorded";

    /** The words on everything that is made from the sandbox. */
    public static final String INVENTED = "SANDBOX: invented data";

    /** The words on what may be made from the sandbox. */
    public static final String PERHAPS_INVENTED = "perhaps SANDBOX: invented data";

    private static volatile boolean inventedSeen;
    private static volatile boolean realSeen;
    private static final ThreadLocal<Boolean> SHOWN_TO_NOBODY = ThreadLocal.withInitial(() -> false);

    // By identity: tables do not define equality. Weak: a table's provenance goes with the table.
    private static final Map<Object, Provenance> KNOWN = Collections.synchronizedMap(new WeakHashMap<>());

    public Provenance {
        notes = List.copyOf(notes);
    }

    /** That of rows of which none was known before. */
    public Provenance(
            String query,
            String source,
            boolean invented,
            int pages,
            long rows,
            @Nullable Instant from,
            @Nullable Instant to,
            Instant fetched,
            boolean complete,
            List<String> notes) {
        this(query, source, invented, pages, 0, rows, from, to, fetched, complete, notes);
    }

    /** The provenance of a table that the toolkit made; empty for any other object, a derived table among them. */
    public static Optional<Provenance> of(Object table) {
        return Optional.ofNullable(KNOWN.get(table));
    }

    /** Remembers this as the provenance of {@code table}, which must compare by identity, and returns the table. */
    public <T> T attach(T table) {
        KNOWN.put(table, this);
        if (!SHOWN_TO_NOBODY.get()) {
            inventedSeen |= invented;
            realSeen |= !invented;
        }
        return table;
    }

    /**
     * Runs what makes tables that no user gets: whether their rows are invented says nothing of what a user derives, and
     * {@link #label} does not go by them.
     */
    public static void shownToNobody(Runnable work) {
        SHOWN_TO_NOBODY.set(true);
        try {
            work.run();
        } finally {
            SHOWN_TO_NOBODY.remove();
        }
    }

    /**
     * What must stand on everything made of {@code table} when its numbers are, or may be, invented; else empty.
     *
     * <p>Nobody tracks what a user derives: once this process has read a sandbox, a table of unknown origin is labelled
     * too, with certainty as long as it has read nothing else.
     */
    public static String label(Object table) {
        Optional<Provenance> known = of(table);
        if (known.isPresent()) {
            return known.get().invented ? INVENTED : "";
        }
        if (!inventedSeen) {
            return "";
        }
        return realSeen ? PERHAPS_INVENTED : INVENTED;
    }

    /** As in a new process: nothing was read yet. */
    static void forgetWhatWasRead() {
        inventedSeen = false;
        realSeen = false;
    }

    /**
     * Throws when something that was asked for is known to be missing, or nobody knows: for a study that must not go on
     * then. Gives the table back.
     *
     * @throws KalshiException when the table is not complete, or was derived from another
     */
    public static <T> T requireComplete(T table) {
        Provenance known = of(table)
                .orElseThrow(
                        () -> new KalshiException(
                                "Nobody knows whether this table is complete: it was derived from"
                                        + " another.\nAsk for the table that the toolkit made, before it is filtered or joined."));
        if (!known.complete) {
            throw new KalshiException(known.query + " on " + known.source + " is not complete: "
                    + (known.notes.isEmpty() ? "rows are missing" : String.join("; ", known.notes))
                    + ".\nAsk again, or for what there is; Provenance.of(table) says what the table holds.");
        }
        return table;
    }

    public boolean notRecorded() {
        return notes.contains(NOT_RECORDED);
    }

    /** The same with one thing more that a reader must know. */
    public Provenance withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Provenance(query, source, invented, pages, cached, rows, from, to, fetched, complete, more);
    }

    /** One line for the foot of a table. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (invented) {
            parts.add(INVENTED);
        }
        parts.add(query + " on " + source);
        // Of rows that came on a stream, all of them, their own columns say when.
        boolean streamed = pages == STREAMED && from != null;
        if (!streamed) {
            parts.add(counted(rows, "row", "rows")
                    + (pages == 0 ? "" : " in " + counted(pages, "page", "pages") + known()));
        }
        if (!streamed || rows == 0 || !complete) {
            if (from != null && to != null) {
                parts.add(seconds(from) + " to " + seconds(to));
            }
            parts.add("fetched " + seconds(fetched));
        }
        parts.add(complete ? "complete" : "not complete");
        parts.addAll(notes);
        return String.join(" · ", parts);
    }

    private String known() {
        return cached == 0 ? "" : cached == pages ? " from the cache" : ", " + cached + " of them from the cache";
    }

    private static String counted(long number, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
