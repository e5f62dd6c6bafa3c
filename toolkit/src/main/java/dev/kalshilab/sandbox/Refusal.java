package dev.kalshilab.sandbox;

/** A request that the exchange does not serve: its status, its code and what it says. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int status;
    final String code;
    final String details;

    private Refusal(int status, String code, String words, String details) {
        super(words, null, false, false);
        this.status = status;
        this.code = code;
        this.details = details;
    }

    static Refusal badRequest(String details) {
        return new Refusal(400, "bad_request", "bad request", details);
    }

    /** What the exchange answers to a request that is not signed as it should be. */
    static Refusal unauthorized(String code, String details) {
        return new Refusal(401, code, code.replace('_', ' '), details);
    }

    static Refusal notFound() {
        return new Refusal(404, "not_found", "not found", "");
    }

    static Refusal methodNotAllowed() {
        return new Refusal(405, "method_not_allowed", "method not allowed", "");
    }

    /** What happens when the sandbox itself is at fault. */
    static Refusal internal(Throwable cause) {
        return new Refusal(500, "internal_server_error", "internal server error", String.valueOf(cause));
    }

    byte[] body() {
        Json json = new Json().object().object("error").text("code", code);
        if (!details.isEmpty()) {
            json.text("details", details);
        }
        return json.text("message", String.valueOf(getMessage()))
                .endObject()
                .endObject()
                .toBytes();
    }
}
