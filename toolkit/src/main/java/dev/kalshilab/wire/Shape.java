package dev.kalshilab.wire;

import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
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
        /** Where it stands in a row, such as {@code price.open_dollars}. */
        final String path;
        /** What is sent here, as a word for a reader; empty before it is known. */
        String expected = "object";

        Member[] innerByOption = {};
        JsonReader.Options innerNames = JsonReader.Options.of();

        private Member(String path) {
            this.path = path;
        }

        private Member at(String name) {
            return inner.computeIfAbsent(name, ignored -> new Member(path.isEmpty() ? name : path + "." + name));
        }

        /** True for the type of JSON value that every generation of the wire has sent here. */
        boolean takes(JsonReader.Token token) {
            Kind kind = targets.get(0).field().kind();
            return switch (kind) {
                case PRICE, MONEY, COUNT ->
                    token == JsonReader.Token.STRING || (token == JsonReader.Token.NUMBER && !isText());
                case INTEGER, NUMBER -> token == JsonReader.Token.NUMBER;
                case INSTANT -> token == JsonReader.Token.STRING || token == JsonReader.Token.NUMBER;
                case FLAG -> token == JsonReader.Token.BOOLEAN;
                case TEXT, DATE -> token == JsonReader.Token.STRING;
                case TEXTS -> token == JsonReader.Token.BEGIN_ARRAY;
                case JSON -> true;
            };
        }

        /** Names that say that a number is sent as a text. */
        private boolean isText() {
            return path.endsWith("_dollars") || path.endsWith("_fp");
        }

        private String expected() {
            return switch (targets.get(0).field().kind()) {
                case PRICE, MONEY, COUNT -> isText() ? "string" : "string or number";
                case INSTANT -> "string or number";
                case INTEGER, NUMBER -> "number";
                case FLAG -> "boolean";
                case TEXT, DATE -> "string";
                case TEXTS -> "array";
                case JSON -> "any";
            };
        }

        private void seal() {
            if (!targets.isEmpty()) {
                expected = inner.isEmpty() ? expected() : "object or " + expected();
            }
            innerNames = JsonReader.Options.of(inner.keySet().toArray(new String[0]));
            innerByOption = inner.values().toArray(new Member[0]);
            inner.values().forEach(Member::seal);
        }
    }

    /** A column, the unit of a number at this source, whether a text counts the same, and the source's rank. */
    record Target(int column, Field field, Source.Unit unit, boolean named, int rank) {}

    final Schema schema;
    final Member top = new Member("");
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
                member.targets.add(new Target(column, field, source.unit(), source.named(), rank));
            }
        }
        top.seal();
        identifiers = required.stream().mapToInt(Integer::intValue).toArray();
    }
}
