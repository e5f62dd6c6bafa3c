package dev.kalshilab.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisplayTest {

    @Test
    void installedPortIsShownToUntilAnotherIs() {
        List<String> seen = new ArrayList<>();
        DisplayPort before = Display.install(new DisplayPort() {
            @Override
            public void show(Object value) {
                seen.add("show " + value);
            }

            @Override
            public void note(String line) {
                seen.add("note " + line);
            }
        });
        try {
            Display.show(1);
            Display.note("two");
        } finally {
            Display.install(before);
        }

        assertThat(seen).containsExactly("show 1", "note two");
    }
}
