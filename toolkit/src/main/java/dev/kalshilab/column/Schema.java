package dev.kalshilab.column;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fixed columns of one kind of row, the same for no rows as for a million. */
public final class Schema {
    private final String name;
    private final List<Field> fields;
    private final Map<String, Integer> index = new HashMap<>();

    public Schema(String name, List<Field> fields) {
        this.name = name;
        this.fields = List.copyOf(fields);
        for (int i = 0; i < fields.size(); i++) {
            if (index.put(fields.get(i).name(), i) != null) {
                throw new IllegalArgumentException(
                        name + " has two columns named " + fields.get(i).name());
            }
        }
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
