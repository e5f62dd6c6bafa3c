package dev.kalshilab.feed;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.Kalshi;
import dev.kalshilab.testkit.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a feed leaves of all threads of a process: looked at in one where nothing else uses the same libraries. */
class LeftoversTest {
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }

    /** The process that is looked at. */
    public static void main(String[] args) {
        Set<String> bare = threads();
        try (Kalshi kalshi = Kalshi.sandbox()) {
            Set<String> before = threads();
            try (Feed feed =
                    kalshi.feed().trades(kalshi.example("trades").ticker()).open()) {
                assertThat(feed.await(1, Duration.ofSeconds(20))).isTrue();
                assertThat(threads()).hasSizeGreaterThan(before.size());
            }
            leaves(before);
        }
        leaves(bare);
    }

    private static void leaves(Set<String> expected) {
        try {
            Eventually.holds("no other thread", () -> expected.containsAll(threads()));
        } catch (AssertionError e) {
            throw new AssertionError("left: " + threads() + ", expected: " + expected, e);
        }
    }

    @Test
    void aClosedFeedLeavesNoThreadOfAnyLibrary() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(requireNonNull(System.getProperty("java.home")), "bin", "java")
                                .toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeftoversTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }
}
