package dev.kalshilab.cache;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the files of one source are, by names that a path may hold on every system. */
final class Layout {
    private static final String VERSION = "v4";
    private static final String IDENTITY = "identity";

    private final String source;
    private final Path root;
    private final boolean privateToo;
    private volatile @Nullable Home last;

    private record Home(String identity, Path directory) {}

    Layout(Path directory, String source, boolean privateToo) {
        this.source = source;
        this.root = directory.resolve(VERSION).resolve(name(source));
        this.privateToo = privateToo;
    }

    private static String name(String source) {
        String readable = source.replaceFirst("^[a-z]+://", "").replaceAll("[^A-Za-z0-9.-]+", "_");
        return readable.substring(0, Math.min(40, readable.length())) + "-" + hash(source, 12);
    }

    private static String hash(String text, int digits) {
        return HexFormat.of().formatHex(Sheet.sha256(text)).substring(0, digits);
    }

    Path root() {
        return root;
    }

    /** The file that says whose answers these are. */
    Path identity() {
        return root.resolve(IDENTITY);
    }

    /** The directory of one who answered there. */
    Path home(String identity) {
        Home home = last;
        if (home == null || !home.identity().equals(identity)) {
            home = new Home(identity, root.resolve(hash(identity, 16)));
            last = home;
        }
        return home.directory();
    }

    Path facts(String identity) {
        return home(identity).resolve("facts");
    }

    List<Path> shelves(String identity) {
        Path home = home(identity);
        return privateToo ? List.of(home.resolve("public"), home.resolve("private")) : List.of(home.resolve("public"));
    }

    Path shelf(String identity, Shelf shelf) {
        return home(identity).resolve(shelf == Shelf.PRIVATE ? "private" : "public");
    }

    boolean takes(Shelf shelf) {
        return shelf == Shelf.PUBLIC || (shelf == Shelf.PRIVATE && privateToo);
    }

    String owner(String identity) {
        return source + "\n" + identity;
    }

    private static Path hashed(Path in, String key) {
        String hash = hash(key, 24);
        return in.resolve(hash.substring(0, 2)).resolve(hash.substring(2));
    }

    static Path slabsOf(Path shelf, String subject) {
        return hashed(shelf.resolve("slabs"), subject);
    }

    static Path answerOf(Path shelf, String key) {
        Path hashed = hashed(shelf.resolve("answers"), key);
        return hashed.resolveSibling(hashed.getFileName() + ".answer");
    }
}
