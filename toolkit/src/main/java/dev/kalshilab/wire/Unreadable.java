package dev.kalshilab.wire;

import java.io.IOException;

/** A body that is not JSON, or JSON of another shape than its kind of answer has. */
public final class Unreadable extends IOException {
    private static final long serialVersionUID = 1;

    Unreadable(String message, Throwable cause) {
        super(message, cause);
    }
}
