package dev.kalshilab.csv;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a CSV file cannot say of itself, in a JSON file beside it.
 *
 * @param table the table's name
 * @param rows how many rows the file has
 * @param sha256 the hash of the file's bytes, in hex
 * @param label what must be said of numbers that are, or may be, invented; else empty
 * @param provenance where the rows come from; null for a derived table
 * @param columns the columns, in order
 */
record Sidecar(
        String table,
        long rows,
        String sha256,
        String label,
        @Nullable Provenance provenance,
        List<Described> columns) {
    static final String DERIVED = "derived, completeness not tracked";

    private static final String FORMAT = "kalshi-toolkit csv 1";
    private static final String SUFFIX = ".meta.json";

    /** A column: its name, Tablesaw's name of its type, and its unit or the empty text. */
    record Described(String name, String type, String unit) {}

    Sidecar {
        columns = List.copyOf(columns);
    }

    /** The sidecar's place beside {@code file}. */
    static Path of(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }

    // -- writing ----------------------------------------------------------------------------------------------------

    String json(Path file) {
        String version = Sidecar.class.getPackage().getImplementationVersion();
        StringBuilder json = new StringBuilder("{\n");
        member(json, "  ", "format", Json.quote(FORMAT));
        member(json, "  ", "toolkit", version == null ? "null" : Json.quote(version));
        member(json, "  ", "file", Json.quote(String.valueOf(file.getFileName())));
        member(json, "  ", "sha256", Json.quote(sha256));
        member(json, "  ", "table", Json.quote(table));
        member(json, "  ", "rows", Long.toString(rows));
        member(json, "  ", "label", Json.quote(label));
        member(json, "  ", "about", Json.quote(provenance == null ? DERIVED : provenance.toString()));
        member(json, "  ", "provenance", provenance == null ? "null" : json(provenance));
        member(
                json,
                "  ",
                "cells",
                Json.quote("An empty cell is missing. A text that begins with an apostrophe, or that a spreadsheet"
                        + " could take for a formula, has one apostrophe more in front. Times are UTC."));
        List<String> lines = new ArrayList<>();
        for (Described column : columns) {
            lines.add("    {\"name\": " + Json.quote(column.name) + ", \"type\": " + Json.quote(column.type)
                    + ", \"unit\": " + Json.quote(column.unit) + "}");
        }
        json.append("  \"columns\": [\n").append(String.join(",\n", lines)).append("\n  ]\n");
        return json.append("}\n").toString();
    }

    private static String json(Provenance from) {
        StringBuilder json = new StringBuilder("{\n");
        member(json, "    ", "query", Json.quote(from.query()));
        member(json, "    ", "source", Json.quote(from.source()));
        member(json, "    ", "invented", Boolean.toString(from.invented()));
        member(json, "    ", "pages", Integer.toString(from.pages()));
        member(json, "    ", "cached", Integer.toString(from.cached()));
        member(json, "    ", "rows", Long.toString(from.rows()));
        member(json, "    ", "from", time(from.from()));
        member(json, "    ", "to", time(from.to()));
        member(json, "    ", "fetched", time(from.fetched()));
        member(json, "    ", "complete", Boolean.toString(from.complete()));
        List<String> notes = from.notes().stream().map(Json::quote).toList();
        json.append("    \"notes\": [").append(String.join(", ", notes)).append("]\n");
        return json.append("  }").toString();
    }

    private static void member(StringBuilder json, String indent, String name, String value) {
        json.append(indent).append(Json.quote(name)).append(": ").append(value).append(",\n");
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "null" : Json.quote(time.toString());
    }

    // -- reading ----------------------------------------------------------------------------------------------------

    /** The sidecar of {@code file}. */
    static Sidecar read(Path file) {
        Path sidecar = of(file);
        if (!Files.exists(sidecar)) {
            throw new KalshiException("CSV " + file + " has no " + sidecar.getFileName()
                    + " beside it, which says what its columns are.\nBring that file along, or let Tablesaw guess:"
                    + " Table.read().csv(\"" + file + "\").");
        }
        try {
            return parsed(Files.readString(sidecar));
        } catch (IOException | Json.Malformed | DateTimeException | NumberFormatException e) {
            throw new KalshiException(
                    "CSV sidecar " + sidecar + " cannot be read: " + e.getMessage()
                            + ".\nWrite the table again, or let Tablesaw guess: Table.read().csv(\"" + file + "\").",
                    e);
        }
    }

    private static Sidecar parsed(String json) throws Json.Malformed {
        Map<String, String> members = Json.members(json);
        if (!FORMAT.equals(Json.scalar(members.get("format")))) {
            throw new Json.Malformed("its format is not '" + FORMAT + "'");
        }
        List<Described> columns = new ArrayList<>();
        for (String column : Json.elements(raw(members, "columns"))) {
            Map<String, String> described = Json.members(column);
            columns.add(new Described(text(described, "name"), text(described, "type"), text(described, "unit")));
        }
        String provenance = raw(members, "provenance");
        return new Sidecar(
                text(members, "table"),
                Long.parseLong(text(members, "rows")),
                text(members, "sha256"),
                text(members, "label"),
                provenance.equals("null") ? null : provenance(Json.members(provenance)),
                columns);
    }

    private static Provenance provenance(Map<String, String> members) throws Json.Malformed {
        List<String> notes = new ArrayList<>();
        for (String note : Json.elements(raw(members, "notes"))) {
            notes.add(String.valueOf(Json.scalar(note)));
        }
        return new Provenance(
                text(members, "query"),
                text(members, "source"),
                Boolean.parseBoolean(text(members, "invented")),
                Integer.parseInt(text(members, "pages")),
                members.containsKey("cached") ? Integer.parseInt(text(members, "cached")) : 0,
                Long.parseLong(text(members, "rows")),
                time(members, "from"),
                time(members, "to"),
                Instant.parse(text(members, "fetched")),
                Boolean.parseBoolean(text(members, "complete")),
                notes);
    }

    private static @Nullable Instant time(Map<String, String> members, String name) throws Json.Malformed {
        String text = Json.scalar(raw(members, name));
        return text == null ? null : Instant.parse(text);
    }

    private static String text(Map<String, String> members, String name) throws Json.Malformed {
        String text = Json.scalar(raw(members, name));
        if (text == null) {
            throw new Json.Malformed("its '" + name + "' is empty");
        }
        return text;
    }

    private static String raw(Map<String, String> members, String name) throws Json.Malformed {
        String raw = members.get(name);
        if (raw == null) {
            throw new Json.Malformed("it has no '" + name + "'");
        }
        return raw;
    }
}
