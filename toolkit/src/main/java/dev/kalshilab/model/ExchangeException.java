package dev.kalshilab.model;

/** The exchange answered a request with an error. */
public class ExchangeException extends KalshiException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    /**
     * @param status the HTTP status
     * @param code the exchange's error code, empty when it gave none
     */
    public ExchangeException(String message, int status, String code) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}
