package dev.kalshilab.wire;

import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.column.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the table of fields that is about the WebSocket: a schema for each channel.
 *
 * <p>A channel has its own units: what is cents in an answer can be centi-cents here under the same name.
 */
public final class FeedShapes {
    /** When a message arrived, by the connection's clock. */
    public static final String RECEIVED = "received";

    /** The columns of {@link Shapes#TRADES}, and {@link #RECEIVED}. A bare integer is cents here too. */
    public static final Schema TRADES = trades();

    private FeedShapes() {}

    private static Schema trades() {
        List<Field> fields = new ArrayList<>();
        for (Field field : Shapes.TRADES.fields()) {
            if (field.name().equals(Shapes.SOURCE) || field.name().equals(Schema.UNKNOWN)) {
                continue;
            }
            fields.add(
                    switch (field.name()) {
                        case "created_time" -> from(field, "created_time", "ts_ms", "ts");
                        // The messages of 2025 have none: a row without it is a trade nevertheless.
                        case "trade_id" -> from(field, "trade_id");
                        default -> field;
                    });
        }
        return channel("trades", fields);
    }

    private static Field from(Field field, String... paths) {
        List<Source> sources = new ArrayList<>();
        for (String path : paths) {
            sources.add(new Source(path, Source.Unit.OWN));
        }
        return new Field(field.name(), field.kind(), field.meaning(), sources, false, field.micros(), false);
    }

    private static Schema channel(String name, List<Field> fields) {
        List<Field> all = new ArrayList<>(fields);
        all.add(Field.derived(Kind.INSTANT, RECEIVED, "when the message arrived")
                .withMicros());
        return new Schema(name, all);
    }
}
