package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jars that the kernel gets, and no others, make a real HTTP and a real WebSocket call.
 *
 * <p>Maven's own class path would hide a library that is missing from them, or that two of them disagree about.
 */
class ClasspathIT {
    private static final String PROGRAM = """
            import java.util.concurrent.*;
            import okhttp3.*;

            class Calls {
                public static void main(String[] args) throws Exception {
                    System.out.println(dev.kalshilab.Kalshi.at(args[0]).series().first().ticker());
                    var said = new CompletableFuture<String>();
                    var client = new OkHttpClient();
                    client.newWebSocket(new Request.Builder().url(args[1]).build(), new WebSocketListener() {
                        @Override public void onMessage(WebSocket socket, String text) { said.complete(text); socket.close(1000, null); }
                        @Override public void onFailure(WebSocket socket, Throwable why, Response response) { said.completeExceptionally(why); }
                    });
                    System.out.println(said.get(20, TimeUnit.SECONDS));
                    System.out.println(tech.tablesaw.api.Table.create("warm").rowCount());
                    System.exit(0);
                }
            }
            """;

    @Test
    void runtimeJarsMakeHttpAndWebSocketCalls(@TempDir Path directory) throws Exception {
        Path program = Files.writeString(directory.resolve("Calls.java"), PROGRAM);
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder()
                    .body("{\"series\":[{\"ticker\":\"KXONE\"}]}")
                    .build());
            server.enqueue(
                    new MockResponse.Builder().webSocketUpgrade(new Greeter()).build());
            server.start();

            String said = run(
                    directory,
                    program.toString(),
                    server.url("/trade-api/v2").toString(),
                    server.url("/ws").toString());

            // Nothing else: a library that logs would write into a user's first cell.
            assertThat(said.lines()).containsExactly("KXONE", "hello over a socket", "0");
        }
    }

    private static String run(Path directory, String... arguments) throws Exception {
        String lib = System.getProperty("toolkit.lib");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("toolkit.jar") + File.pathSeparator + lib + File.separator + "*"));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static final class Greeter extends WebSocketListener {
        @Override
        public void onOpen(WebSocket socket, Response response) {
            socket.send("hello over a socket");
        }

        @Override
        public void onMessage(WebSocket socket, ByteString bytes) {
            socket.cancel();
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            socket.close(code, null);
        }
    }
}
