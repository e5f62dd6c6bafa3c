package dev.kalshilab;

import dev.kalshilab.column.Records;
import dev.kalshilab.model.Request;
import dev.kalshilab.rest.Pull;
import java.util.function.Function;

/**
 * A list of the exchange's that has no filters of its own here: {@code kalshi.exchange().incentives().table()}.
 *
 * <p>{@link #parameter} sets what the exchange's reference names.
 *
 * @param <R> the record of a row
 */
public final class Rows<R extends Record> extends Query<R, Rows<R>> {
    private final String name;
    private final Records<R> records;
    private final Function<Request, Pull> pull;

    Rows(String name, Records<R> records, Function<Request, Pull> pull) {
        this(name, records, pull, Ask.ALL);
    }

    private Rows(String name, Records<R> records, Function<Request, Pull> pull, Ask ask) {
        super(name, records, ask);
        this.name = name;
        this.records = records;
        this.pull = pull;
    }

    @Override
    Rows<R> with(Ask changed) {
        return new Rows<>(name, records, pull, changed);
    }

    @Override
    Pull pull() {
        return pull.apply(request());
    }
}
