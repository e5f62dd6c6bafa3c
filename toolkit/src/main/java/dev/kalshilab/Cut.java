package dev.kalshilab;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of an answer is wanted.
 *
 * @param most the most rows
 * @param columns the columns of the table, in order; null for all
 */
record Cut(long most, @Nullable List<String> columns) {
    static final long NO_LIMIT = Long.MAX_VALUE;
    static final Cut NONE = new Cut(NO_LIMIT, null);
}
