package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.Moshi;
import dev.kalshilab.testkit.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks a sandbox over real HTTP and reads its JSON without any of the toolkit's own code. */
final class Probe {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Moshi MOSHI = new Moshi.Builder().build();

    private final String url;
    private final @Nullable Signer signer;

    Probe(Sandbox sandbox) {
        this(sandbox, null);
    }

    Probe(Sandbox sandbox, @Nullable Signer signer) {
        this(sandbox.url(), signer);
    }

    /** @param url the base URL of an exchange, wherever it runs */
    Probe(String url, @Nullable Signer signer) {
        this.url = url;
        this.signer = signer;
    }

    /** A probe that signs what it asks. */
    static Probe signed(Sandbox sandbox) {
        return new Probe(sandbox, Signer.of(sandbox.ed25519()));
    }

    HttpResponse<byte[]> ask(String method, String path) {
        URI uri = URI.create(url + path);
        return ask(
                method,
                path,
                signer == null ? Map.of() : signer.headers(method, uri.getRawPath(), System.currentTimeMillis()));
    }

    HttpResponse<byte[]> ask(String method, String path, Map<String, String> headers) {
        return ask(method, path, headers, "");
    }

    private HttpResponse<byte[]> ask(String method, String path, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    private static HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The status of any URL. */
    static int statusOf(String url, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        headers.forEach(request::header);
        return send(request.build()).statusCode();
    }

    byte[] bytes(String path) {
        HttpResponse<byte[]> response = ask("GET", path);
        assertThat(response.statusCode())
                .as(path + " " + new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return response.body();
    }

    /** What comes back for a body that was sent, signed if this probe signs. */
    HttpResponse<byte[]> tell(String method, String path, String body) {
        URI uri = URI.create(url + path);
        return ask(
                method,
                path,
                signer == null ? Map.of() : signer.headers(method, uri.getRawPath(), System.currentTimeMillis()),
                body);
    }

    /** The same, which must be taken with that status. */
    Node taken(int status, String method, String path, String body) {
        HttpResponse<byte[]> response = tell(method, path, body);
        assertThat(response.statusCode())
                .as(path + " " + new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return response.body().length == 0 ? new Node(Map.of()) : parse(response.body());
    }

    Node get(String path) {
        return parse(bytes(path));
    }

    /** The body of a refusal. */
    Node refused(int status, String path) {
        HttpResponse<byte[]> response = ask("GET", path);
        assertThat(response.statusCode()).as(path).isEqualTo(status);
        return parse(response.body());
    }

    static Node parse(byte[] body) {
        try {
            Object value = MOSHI.adapter(Object.class).fromJson(new String(body, StandardCharsets.UTF_8));
            return new Node(Objects.requireNonNull(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every row of a list, page after page. */
    List<Node> all(String path, String list, int limit) {
        List<Node> rows = new ArrayList<>();
        String cursor = "";
        do {
            Node page = get(path + (path.contains("?") ? "&" : "?") + "limit=" + limit
                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            rows.addAll(page.list(list));
            cursor = page.text("cursor");
        } while (!cursor.isEmpty());
        return rows;
    }

    /** A JSON object, or an array as the list of its elements. */
    record Node(Object value) {
        @SuppressWarnings("unchecked")
        Map<String, Object> fields() {
            return (Map<String, Object>) value;
        }

        boolean has(String name) {
            return fields().containsKey(name);
        }

        private Object need(String name) {
            return Objects.requireNonNull(fields().get(name), name);
        }

        Node at(String name) {
            return new Node(need(name));
        }

        String text(String name) {
            return (String) need(name);
        }

        BigDecimal decimal(String name) {
            return new BigDecimal(text(name));
        }

        long whole(String name) {
            return ((Double) need(name)).longValue();
        }

        boolean flag(String name) {
            return (Boolean) need(name);
        }

        Instant time(String name) {
            return Instant.parse(text(name));
        }

        List<Node> list(String name) {
            return at(name).elements();
        }

        List<Node> elements() {
            return ((List<?>) value).stream().map(Node::new).toList();
        }
    }
}
