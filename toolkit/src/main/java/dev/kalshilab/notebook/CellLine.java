package dev.kalshilab.notebook;

import dev.kalshilab.display.DisplayPort;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A line in a cell that is written over: one output, known by an id of its own, whose content is replaced.
 *
 * <p>Taken away, the output stays and has nothing in it: no message removes a single one.
 */
final class CellLine implements DisplayPort.Line {
    // Empty HTML takes no room on a page, which an empty line of text does; exports warn of an output without any data.
    private static final Map<String, String> NOTHING = Map.of(Rich.HTML, "", Rich.PLAIN, "");

    private final Cell cell;
    private final String id = "kalshi-" + UUID.randomUUID();
    private boolean first = true;

    /** One run of one cell. */
    interface Cell {
        /**
         * Shows an output of this run.
         *
         * @param id says which output it is
         * @param data what it shows, by MIME type
         * @param first whether it is a new output, or replaces the one with this id
         */
        void show(String id, Map<String, String> data, boolean first);

        /** True while it runs, as far as anybody can tell: what is shown later reaches nobody. */
        default boolean runs() {
            return true;
        }
    }

    CellLine(Cell cell) {
        this.cell = cell;
    }

    @Override
    public void write(String text) {
        show(Map.of(Rich.PLAIN, text));
    }

    @Override
    public void clear() {
        show(NOTHING);
    }

    @Override
    public void leave(String text) {
        show(Map.of(Rich.PLAIN, text));
    }

    private void show(Map<String, String> data) {
        cell.show(id, data, first);
        first = false;
    }

    /**
     * What a kernel's stream of displays sends with now; empty if no cell runs.
     *
     * <p>The stream itself belongs to whichever cell runs, which after a while may be another one, or none: a cell that
     * was stopped has ended before the line in it is taken away. Both kernels keep what belongs to a cell in this field
     * and have no other way to it. A new output goes to the cell it was begun in. A replaced one is found by its id
     * whichever cell sends it, and is sent by the one that runs, because what executes a notebook without a screen
     * listens to no other.
     */
    static <T> Optional<T> running(Object stream, Class<T> type) {
        try {
            Field field = stream.getClass().getDeclaredField("env");
            field.setAccessible(true);
            return Optional.ofNullable(type.cast(field.get(stream)));
        } catch (ReflectiveOperationException | RuntimeException otherwise) {
            return Optional.empty();
        }
    }
}
