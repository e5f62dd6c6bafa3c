package dev.kalshilab.model;

/** A tape was asked for something that was not recorded on it. */
public class NotRecordedException extends KalshiException {
    private static final long serialVersionUID = 1;

    public NotRecordedException(String message) {
        super(message);
    }
}
