package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/** Anything that goes wrong in the toolkit; its message says what, the rule, where, and the way out. */
public class KalshiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public KalshiException(String message) {
        super(message);
    }

    public KalshiException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
