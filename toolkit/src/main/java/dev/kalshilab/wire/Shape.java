package dev.kalshilab.wire;

import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Schema;
import dev.kalshilab.column.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A schema turned round for reading: by object and field name, which column a value goes to. */
final class Shape {
    /** What one field name leads to: columns, or the fields of the object behind it. */
    static final class Member {
        /** Columns that read this field, with the rank of this source among the column's own: lower wins. */
        final List<Target> targets = new ArrayList<>();

        final Map<String, Member> inner = new LinkedHashMap<>();
        Member[] innerByOption = {};
        JsonReader.Options innerNames = JsonReader.Options.of();

        private Member at(String name) {
            return inner.computeIfAbsent(name, ignored -> new Member());
        }

        private void seal() {
            innerNames = JsonReader.Options.of(inner.keySet().toArray(new String[0]));
            innerByOption = inner.values().toArray(new Member[0]);
            inner.values().forEach(Member::seal);
        }
    }

    /** A column, the unit of a number at this source, and the source's rank. */
    record Target(int column, Field field, Source.Unit unit, int rank) {}

    final Schema schema;
    final Member top = new Member();
    final int[] identifiers;

    Shape(Schema schema) {
        this.schema = schema;
        List<Integer> required = new ArrayList<>();
        for (int column = 0; column < schema.fields().size(); column++) {
            Field field = schema.fields().get(column);
            if (field.identifier()) {
                required.add(column);
            }
            for (int rank = 0; rank < field.sources().size(); rank++) {
                Source source = field.sources().get(rank);
                Member member = top;
                for (String name : source.path().split("\\.")) {
                    member = member.at(name);
                }
                member.targets.add(new Target(column, field, source.unit(), rank));
            }
        }
        top.seal();
        identifiers = required.stream().mapToInt(Integer::intValue).toArray();
    }
}
