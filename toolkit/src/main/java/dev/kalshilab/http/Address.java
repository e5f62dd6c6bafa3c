package dev.kalshilab.http;

import dev.kalshilab.model.KalshiException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;

/** Where the API of an exchange begins, and where its streams are. */
final class Address {
    private static final String API_HOST = "external-api.";
    private static final String STREAM_HOST = "external-api-ws.";

    private Address() {}

    /** The address that a user gave, which must be one that may be shown. */
    static HttpUrl of(String url) {
        HttpUrl parsed = HttpUrl.parse(url.endsWith("/") ? url : url + "/");
        if (parsed != null && !(parsed.username().isEmpty() && parsed.password().isEmpty())) {
            throw new KalshiException(
                    "The address of an exchange has no user name and no password in it: it is shown and"
                            + " logged.\nGive it without, such as https://host/trade-api/v2; the account is known by its key.");
        }
        if (parsed == null || parsed.query() != null || parsed.fragment() != null) {
            throw new KalshiException(
                    "'" + url + "' is no http or https address of an exchange.\nGive the one where the API begins,"
                            + " such as https://host/trade-api/v2.");
        }
        return parsed;
    }

    /** From {@code https://external-api.HOST/trade-api/v2} to {@code https://external-api-ws.HOST/trade-api/ws/v2}. */
    static HttpUrl ofStreams(HttpUrl url) {
        List<String> path = new ArrayList<>(url.pathSegments());
        path.removeIf(String::isEmpty);
        path.add(Math.max(0, path.size() - 1), "ws");
        String host = url.host();
        return url.newBuilder()
                .host(host.startsWith(API_HOST) ? STREAM_HOST + host.substring(API_HOST.length()) : host)
                .encodedPath("/")
                .addPathSegments(String.join("/", path))
                .build();
    }
}
