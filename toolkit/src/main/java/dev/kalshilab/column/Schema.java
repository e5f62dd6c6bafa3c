package dev.kalshilab.column;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fixed columns of one kind of row, the same for no rows as for a million.
 *
 * <p>The last column of what is read from the wire is {@link #UNKNOWN}: nothing that the exchange sent is lost.
 */
public final class Schema {
    /** The column of what no other column of a row holds. */
    public static final String UNKNOWN = "unknown";

    private final String name;
    private final List<Field> fields;
    private final Map<String, Integer> index = new HashMap<>();

    public Schema(String name, List<Field> fields) {
        this.name = name;
        this.fields = withUnknown(fields);
        for (int i = 0; i < this.fields.size(); i++) {
            if (index.put(this.fields.get(i).name(), i) != null) {
                throw new IllegalArgumentException(
                        name + " has two columns named " + this.fields.get(i).name());
            }
        }
    }

    private static List<Field> withUnknown(List<Field> fields) {
        List<Field> all = new ArrayList<>(fields);
        all.removeIf(field -> field.name().equals(UNKNOWN)); // of a schema that this one was made from
        if (all.stream().anyMatch(field -> !field.sources().isEmpty())) {
            all.add(Field.derived(
                    Kind.JSON,
                    UNKNOWN,
                    "what was sent beside the other columns, as one JSON object: fields that the toolkit does not know,"
                            + " and values that do not fit their column"));
        }
        return List.copyOf(all);
    }

    /** True for rows that are read from the wire, which keep what no other column holds. */
    public boolean keepsUnknown() {
        return has(UNKNOWN);
    }

    public String name() {
        return name;
    }

    public List<Field> fields() {
        return fields;
    }

    public boolean has(String column) {
        return index.containsKey(column);
    }

    /** The position of that column. */
    public int index(String column) {
        Integer position = index.get(column);
        if (position == null) {
            throw new IllegalArgumentException(name + " has no column " + column + ", only " + index.keySet());
        }
        return position;
    }

    @Override
    public String toString() {
        return name + index.keySet();
    }
}
