package dev.kalshilab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** A notebook's user types simple names: none of ours may be one that a kernel or the startup script imports. */
class NamesTest {
    private static final List<String> OURS = List.of("", "chart", "display", "model", "notebook");
    private static final List<String> THEIRS = List.of(
            "java/lang",
            "java/util",
            "java/io",
            "java/math",
            "java/net",
            "java/nio/file",
            "java/time",
            "java/util/concurrent",
            "java/util/function",
            "java/util/regex",
            "java/util/stream");

    @Test
    void noPublicTypeIsNamedLikeAnImportedOne() throws Exception {
        Set<String> imported = new TreeSet<>();
        for (String name : THEIRS) {
            imported.addAll(names(Path.of(URI.create("jrt:/java.base/" + name))));
        }
        imported.addAll(names(Path.of(URI.create("jrt:/java.prefs/java/util/prefs"))));
        Path tablesaw = Path.of(
                Table.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (var jar = FileSystems.newFileSystem(tablesaw)) {
            imported.addAll(names(jar.getPath("/tech/tablesaw/api")));
        }
        assertThat(imported).contains("List", "Files", "Stream", "Table", "Preferences");

        Set<String> ours = ours();
        assertThat(ours).contains("Charts", "CandleChart", "Display", "Notebook");
        assertThat(ours).doesNotContainAnyElementsOf(imported);
    }

    private static Set<String> ours() throws Exception {
        Path classes = Path.of(Notebook.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> names = new TreeSet<>();
        for (String room : OURS) {
            String dotted = "dev.kalshilab" + (room.isEmpty() ? "" : "." + room);
            Path directory = classes.resolve(dotted.replace('.', '/'));
            for (String name : Files.isDirectory(directory) ? names(directory) : Set.<String>of()) {
                Class<?> type = Class.forName(dotted + "." + name, false, NamesTest.class.getClassLoader());
                if (Modifier.isPublic(type.getModifiers())) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.contains("-"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .collect(Collectors.toSet());
        }
    }
}
