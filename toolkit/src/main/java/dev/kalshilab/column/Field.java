package dev.kalshilab.column;

import java.util.ArrayList;
import java.util.List;

/**
 * One column: its name, what it holds, what it means, and where on the wire it comes from.
 *
 * @param name the column's name, in the exchange's words
 * @param kind what it holds
 * @param meaning one line for the data dictionary
 * @param sources wire fields, the first that is there wins; empty for a column that the toolkit derives
 * @param identifier true when a row without it is an error
 * @param micros true for a time that the exchange gives to the microsecond
 * @param expected true when the exchange of today says that it always sends it: then its absence is worth telling
 */
public record Field(
        String name,
        Kind kind,
        String meaning,
        List<Source> sources,
        boolean identifier,
        boolean micros,
        boolean expected) {
    public Field {
        sources = List.copyOf(sources);
    }

    /** A column read from the wire fields of these paths, numbers in its own unit. */
    public static Field of(Kind kind, String name, String meaning, String... paths) {
        List<Source> sources = new ArrayList<>();
        for (String path : paths.length == 0 ? new String[] {name} : paths) {
            sources.add(new Source(path, Source.Unit.OWN));
        }
        return new Field(name, kind, meaning, sources, false, false, false);
    }

    /** A column read from those places, the first that is there wins. */
    public static Field read(Kind kind, String name, String meaning, Source... sources) {
        return new Field(name, kind, meaning, List.of(sources), false, false, false);
    }

    /** A column that no wire field holds. */
    public static Field derived(Kind kind, String name, String meaning) {
        return new Field(name, kind, meaning, List.of(), false, false, false);
    }

    /** Dollars from {@code path_dollars}, or from {@code path}: a string in dollars, a number in cents. */
    public static Field dollars(Kind kind, String name, String meaning, String path) {
        return new Field(
                name,
                kind,
                meaning,
                List.of(new Source(path + "_dollars", Source.Unit.OWN), new Source(path, Source.Unit.CENTS)),
                false,
                false,
                false);
    }

    /** Contracts from {@code path_fp}, or from {@code path}. */
    public static Field count(String name, String meaning, String path) {
        return of(Kind.COUNT, name, meaning, path + "_fp", path);
    }

    public Field asIdentifier() {
        return new Field(name, kind, meaning, sources, true, micros, expected);
    }

    public Field withMicros() {
        return new Field(name, kind, meaning, sources, identifier, true, expected);
    }

    /** The same, but today's exchange says that it always sends it. */
    public Field always() {
        return new Field(name, kind, meaning, sources, identifier, micros, true);
    }
}
