package dev.kalshilab.sandbox;

/** A request that the exchange does not serve: its status, its code and what it says. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int status;
    final String code;
    final String details;
    /** The methods that the path does have, for a header; empty where another thing is wrong. */
    final String allow;

    private Refusal(int status, String code, String words, String details) {
        super(words, null, false, false);
        this.status = status;
        this.code = code;
        this.details = details;
        this.allow = "";
    }

    private Refusal(String allow) {
        super("method not allowed", null, false, false);
        this.status = 405;
        this.code = "method_not_allowed";
        this.details = "";
        this.allow = allow;
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

    static Refusal methodNotAllowed(String allow) {
        return new Refusal(allow);
    }

    /** What a member is told who may not do that. */
    static Refusal permissionDenied() {
        return new Refusal(403, "permission_denied", "permission denied", "");
    }

    /** A request that came too late. */
    static Refusal expired() {
        return new Refusal(400, "expired", "expired", "");
    }

    static Refusal conflict(String details) {
        return new Refusal(409, "conflict", "conflict", details);
    }

    /** The one refusal whose error is a text. */
    static Refusal tooManyRequests() {
        return new Refusal(429, "", "too many requests", "");
    }

    /** What happens when the sandbox itself is at fault. */
    static Refusal internal(Throwable cause) {
        return new Refusal(500, "internal_server_error", "internal server error", String.valueOf(cause));
    }

    /** What the exchange says when it is at fault. */
    static Refusal broken() {
        return new Refusal(500, "internal_server_error", "internal server error", "");
    }

    static Refusal unavailable() {
        return new Refusal(503, "service_unavailable", "service unavailable", "");
    }

    byte[] body() {
        if (code.isEmpty()) {
            return new Json()
                    .object()
                    .text("error", String.valueOf(getMessage()))
                    .endObject()
                    .toBytes();
        }
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
