package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Field;
import dev.kalshilab.column.Schema;
import dev.kalshilab.column.Source;
import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.Recordings;
import dev.kalshilab.wire.Shapes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** No field that the exchange was seen to send is unknown to the one table of fields. */
class FieldsTest {
    /** Known and left out, each for its reason. */
    private static final Map<String, String> LEFT_OUT = Map.of("events.markets", "rows of their own");

    @Test
    void everyRecordedFieldOfTheFirstSetHasAColumn() {
        Set<String> unknown = new TreeSet<>();
        for (Path tape : Recordings.tapes()) {
            for (Raw.Recorded answer : Raw.answers(tape)) {
                look(answer, unknown);
            }
        }
        unknown.removeAll(LEFT_OUT.keySet());

        assertThat(unknown).isEmpty();
    }

    private static void look(Raw.Recorded answer, Set<String> unknown) {
        Map<String, Object> body = answer.body();
        if (answer.path().endsWith("/candlesticks") && answer.path().startsWith("/series/")) {
            rows(Shapes.CANDLES, body.get("candlesticks"), unknown);
        } else if (answer.path().equals("/markets/trades")) {
            rows(Shapes.TRADES, body.get("trades"), unknown);
        } else if (answer.path().matches("/(series|events|markets)(/[^/]+)?")) {
            rows(Shapes.SERIES, body.get("series"), unknown);
            rows(Shapes.EVENTS, body.get("events"), unknown);
            rows(Shapes.MARKETS, answer.path().equals("/markets/candlesticks") ? null : body.get("markets"), unknown);
            rows(Shapes.EVENTS, body.get("event"), unknown);
            rows(Shapes.MARKETS, body.get("market"), unknown);
        }
    }

    private static void rows(Schema schema, @org.jspecify.annotations.Nullable Object value, Set<String> unknown) {
        if (value instanceof Map<?, ?>) {
            row(schema, "", Raw.object(value), unknown);
            return;
        }
        for (Map<String, Object> row : Raw.objects(value)) {
            row(schema, "", row, unknown);
            if (schema == Shapes.EVENTS) {
                rows(Shapes.MARKETS, row.get("markets"), unknown);
            }
        }
    }

    private static void row(Schema schema, String prefix, Map<String, Object> row, Set<String> unknown) {
        row.forEach((name, value) -> {
            if (!reads(schema, prefix + name)) {
                if (value instanceof Map<?, ?> && schema == Shapes.CANDLES) {
                    row(schema, prefix + name + ".", Raw.object(value), unknown);
                } else {
                    unknown.add(schema.name() + "." + prefix + name);
                }
            }
        });
    }

    private static boolean reads(Schema schema, String path) {
        for (Field field : schema.fields()) {
            for (Source source : field.sources()) {
                if (source.path().equals(path)) {
                    return true;
                }
            }
        }
        return false;
    }
}
