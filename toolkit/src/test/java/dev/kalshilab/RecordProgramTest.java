package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.tape.Frame;
import dev.kalshilab.tape.Tape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
            assertThatThrownBy(() -> new RecordProgram(line -> {})
                            .read(List.of("KXPRESALDERIA-26-AQ", "--for", "1s"))
                            .record(keyless, tape))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("key");
            assertThat(tape).doesNotExist();
        }
    }

    @Test
    void aMarketThatThereIsNotIsSaidBeforeAnythingBegins() throws Exception {
        try (Sandbox sandbox = Sandbox.start(1, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox)) {
            Path tape = directory.resolve("new.tape.jsonl");
            assertThatThrownBy(() -> new RecordProgram(line -> {})
                            .read(List.of("KXPRESALDERIA-26-AQ", "KXNOSUCH-1", "--for", "1s"))
                            .record(kalshi, tape))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("KXNOSUCH-1")
                    .hasMessageContaining("Check the ticker");
            assertThat(tape).doesNotExist();
        }
    }

    @Test
    void itSaysHowMuchOfWhichChannelCameAndThatNothingWasLost() throws Exception {
        Path tape = directory.resolve("new.tape.jsonl");
        List<String> said = new ArrayList<>();
        try (Sandbox sandbox = Sandbox.start(1, 60);
                Kalshi kalshi = Kalshi.sandbox(sandbox)) {
            new RecordProgram(said::add)
                    .read(List.of("kxpresalderia-26-aq", "--for", "2s"))
                    .record(kalshi, tape);
        }
        assertThat(said).hasSize(3);
        assertThat(said.get(0)).startsWith("Recording into " + tape).endsWith(" for 2s; Ctrl-C ends it.");
        assertThat(said.get(1)).startsWith("Recording[" + tape).endsWith(" lines, closed]");
        assertThat(said.get(2))
                .matches("Received [\\d,]+ frames: trade [\\d,]+, ticker [\\d,]+, orderbook_delta [\\d,]+,"
                        + " market_lifecycle_v2 [\\d,]+, answers 4; 1 connection; the recorder lost none\\.");
        String frames = said.get(2).replaceAll("Received ([\\d,]+) .*", "$1").replace(",", "");
        assertThat(Tape.read(tape).frames().stream().filter(Frame::incoming)).hasSize(Integer.parseInt(frames));
        try (Kalshi replay = Kalshi.replay(tape)) {
            assertThat(replay.markets().tickers(List.of("KXPRESALDERIA-26-AQ")).list())
                    .hasSize(1);
            assertThat(replay.book("KXPRESALDERIA-26-AQ").table().rowCount()).isPositive();
        }
    }

    @Test
    void aTapeThatWasThereIsLeftAlone() throws Exception {
        try (Sandbox sandbox = Sandbox.start(1, 0);
                Kalshi keyless = Kalshi.at(sandbox.url())) {
            Path tape = Files.writeString(directory.resolve("old.tape.jsonl"), "mine");
            assertThatThrownBy(() -> new RecordProgram(line -> {})
                            .read(List.of("KXPRESALDERIA-26-AQ", "--for", "1s"))
                            .record(keyless, tape))
                    .hasMessageContaining("is there already");
            assertThat(tape).hasContent("mine");
        }
    }
}
