package dev.kalshilab;

import dev.kalshilab.model.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, and how much of the answer is wanted.
 *
 * @param request what is asked of the exchange
 * @param most the most rows
 * @param columns the columns of the table, in order; null for all
 */
record Ask(Request request, long most, @Nullable List<String> columns) {
    static final long NO_LIMIT = Long.MAX_VALUE;
    static final Ask ALL = new Ask(Request.ALL, NO_LIMIT, null);

    Ask of(Request changed) {
        return new Ask(changed, most, columns);
    }
}
