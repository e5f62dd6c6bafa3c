package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that records alone: what it leaves behind. */
class RecordProgramTest {
    @TempDir
    Path directory;

    @Test
    void whatNeverBeganLeavesNoTape() throws Exception {
        try (Sandbox sandbox = Sandbox.start(1, 0);
                Kalshi keyless = Kalshi.at(sandbox.url())) {
            Path tape = directory.resolve("new.tape.jsonl");
            assertThatThrownBy(() -> new RecordProgram()
                            .read(List.of("KXPRESALDERIA-26-AQ", "--for", "1s"))
                            .record(keyless, tape))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("key");
            assertThat(tape).doesNotExist();
        }
    }

    @Test
    void aTapeThatWasThereIsLeftAlone() throws Exception {
        try (Sandbox sandbox = Sandbox.start(1, 0);
                Kalshi keyless = Kalshi.at(sandbox.url())) {
            Path tape = Files.writeString(directory.resolve("old.tape.jsonl"), "mine");
            assertThatThrownBy(() -> new RecordProgram()
                            .read(List.of("KXPRESALDERIA-26-AQ", "--for", "1s"))
                            .record(keyless, tape))
                    .hasMessageContaining("is there already");
            assertThat(tape).hasContent("mine");
        }
    }
}
