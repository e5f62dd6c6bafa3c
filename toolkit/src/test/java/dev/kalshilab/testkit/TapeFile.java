package dev.kalshilab.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a tape line by line, for tests. */
public final class TapeFile {
    public static final String HEADER = "{\"tape\":1,\"exchange\":\"kalshi\",\"note\":\"made by a test\"}";

    private final List<String> lines = new ArrayList<>(List.of(HEADER));
    private String at = "2026-08-07T12:00:00.000Z";

    /** The following lines were recorded then. */
    public TapeFile at(String time) {
        at = time;
        return this;
    }

    public TapeFile get(String path, String query, String body) {
        return exchange("GET", path, query, 200, body);
    }

    public TapeFile exchange(String method, String path, String query, int status, String body) {
        return line("{\"t\":" + quote(at) + ",\"method\":" + quote(method) + ",\"path\":"
                + quote("/trade-api/v2" + path) + ",\"query\":" + quote(query) + ",\"status\":" + status
                + ",\"headers\":{\"content-type\":\"application/json\"},\"body\":" + quote(body) + "}");
    }

    public TapeFile frame(String ws, int connection, String frame) {
        return line("{\"t\":" + quote(at) + ",\"ws\":" + quote(ws) + ",\"connection\":" + connection + ",\"frame\":"
                + quote(frame) + "}");
    }

    public TapeFile line(String line) {
        lines.add(line);
        return this;
    }

    public Path write(Path directory) {
        Path file = directory.resolve("test.tape.jsonl");
        try {
            return Files.writeString(file, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JSON string. */
    public static String quote(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
