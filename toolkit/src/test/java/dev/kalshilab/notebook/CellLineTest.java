package dev.kalshilab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CellLineTest {
    private final List<String> messages = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    private CellLine line() {
        return new CellLine((id, data, first) -> {
            ids.add(id);
            messages.add((first ? "display " : "update ") + new TreeMap<>(data));
        });
    }

    @Test
    void lineIsOneOutputWhoseContentIsReplaced() {
        CellLine line = line();
        line.write("page 1");
        line.write("page 2");
        line.clear();

        assertThat(messages)
                .containsExactly(
                        "display {text/plain=page 1}",
                        "update {text/plain=page 2}",
                        "update {text/html=, text/plain=}");
        assertThat(ids).hasSize(3).containsOnly(ids.get(0));
    }

    @Test
    void eachLineHasAnIdOfItsOwn() {
        line().leave("1 page");
        line().leave("2 pages");

        assertThat(messages).containsExactly("display {text/plain=1 page}", "display {text/plain=2 pages}");
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void kernelThatKeepsItsCellElsewhereHasNoLine() {
        assertThat(CellLine.running("no stream of displays", String.class)).isEmpty();
    }
}
