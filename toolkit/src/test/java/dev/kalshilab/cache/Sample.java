package dev.kalshilab.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Answers that say of themselves what they are, so that each can be checked. */
final class Sample {
    static final String SOURCE = "https://api.example.test/trade-api/v2";
    static final Instant NOW = Instant.parse("2026-09-15T18:00:00.123456Z");

    private Sample() {}

    static Kept kept(String name, int bytes) {
        String body = name + "|" + "0123456789".repeat(bytes / 10);
        return new Kept(
                "/markets/trades?ticker=" + name,
                NOW,
                Map.of("content-type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    static Slab slab(String subject, long from, long to, int bytes) {
        return new Slab(subject, new Range(from, to), List.of(kept(subject + "#" + from + "#" + to, bytes)));
    }

    /** Whether each of its answers is one that was written for this subject, and together they are of all of it. */
    static boolean isRight(Slab slab, int bytes) {
        Ranges told = Ranges.none();
        for (Kept each : slab.answers()) {
            String body = new String(each.body(), StandardCharsets.UTF_8);
            String[] name = body.substring(0, body.indexOf('|')).split("#", -1);
            if (!name[0].equals(slab.subject())) {
                return false;
            }
            Range range = new Range(Long.parseLong(name[1]), Long.parseLong(name[2]));
            if (!each.equals(kept(slab.subject() + "#" + range.from() + "#" + range.to(), bytes))) {
                return false;
            }
            told = told.plus(range);
        }
        return told.contains(slab.covered());
    }

    static List<Path> files(Path directory, String end) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(
                            each -> Files.isRegularFile(each) && each.toString().endsWith(end))
                    .sorted()
                    .toList();
        }
    }
}
