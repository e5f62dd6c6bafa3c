package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sandbox on its own: its options, and what it says. */
class StandaloneTest {
    @Test
    void itSaysWhereItIsAndWithWhichKey() {
        Path key;
        try (Sandbox sandbox = Standalone.start("--seed", "4", "--speed", "0")) {
            key = sandbox.rsa().file();
            assertThat(Standalone.greeting(sandbox).lines())
                    .startsWith("SANDBOX: invented data. It is 2026-09-15T18:00:00Z there; Ctrl-C stops it.")
                    .contains(
                            "REST              " + sandbox.url(),
                            "WebSocket         " + sandbox.wsUrl(),
                            "KALSHI_ON=" + sandbox.url(),
                            "KALSHI_API_KEY_ID=" + sandbox.rsa().id(),
                            "KALSHI_PRIVATE_KEY_PATH=" + key);
            assertThat(key).exists();
            assertThat(Probe.signed(sandbox).ask("GET", "/portfolio/balance").statusCode())
                    .isEqualTo(200);
        }
        assertThat(Files.exists(key)).isFalse();
    }

    @Test
    void aSpeedRunsWithoutAListener() {
        try (Sandbox sandbox = Standalone.start("--speed", "100000")) {
            while (!sandbox.clock().instant().isAfter(Time.instant(Catalogue.PRESENT + Time.HOUR))) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void faultsStrikeFromTheBeginning() {
        try (Sandbox sandbox = Standalone.start("--fault", "429:1", "--fault", "503/2")) {
            Probe probe = new Probe(sandbox);
            assertThat(probe.ask("GET", "/exchange/status").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void requestsAreCountedOnlyWhenAskedFor() {
        try (Sandbox sandbox = Standalone.start("--limits", "--seed", "4")) {
            Probe probe = new Probe(sandbox);
            int status = 200;
            for (int i = 0; i < 2_000 && status == 200; i++) {
                status = probe.ask("GET", "/exchange/status").statusCode();
            }
            assertThat(status).isEqualTo(429);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            String port = sandbox.url().replaceAll(".*:(\\d+)/.*", "$1");
            assertThatThrownBy(() -> Standalone.start("--port", port).close())
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("Port " + port);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port x",
                "--port 70000",
                "--port",
                "--seed 1.5",
                "--speed fast",
                "--speed -3",
                "--speed NaN",
                "--generation 2025",
                "--fault rain",
                "--dance now"
            })
    void whatIsWrongIsToldInTwoLines(String options) {
        assertThatThrownBy(() -> Standalone.start(options.split(" ")).close())
                .isInstanceOf(KalshiException.class)
                .message()
                .hasLineCount(2);
    }
}
