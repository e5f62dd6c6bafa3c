package dev.kalshilab.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A notebook imports whole packages: a type of ours that shares a name with one of theirs breaks the cell. */
class NamesTest {
    /** What kernels and our own startup import with a star, by module. */
    private static final List<String> IMPORTED = List.of(
            "java.base/java/lang",
            "java.base/java/io",
            "java.base/java/math",
            "java.base/java/net",
            "java.base/java/nio/file",
            "java.base/java/time",
            "java.base/java/util",
            "java.base/java/util/concurrent",
            "java.base/java/util/function",
            "java.base/java/util/regex",
            "java.base/java/util/stream",
            "java.prefs/java/util/prefs");

    private static final Pattern NAME_CLASHES = Pattern.compile("get[A-Z].*|.*(Impl|Manager|Helper|Utils)");

    @Test
    void noPublicTypeHasTheNameOfATypeThatNotebooksImport() throws IOException {
        var theirs = new TreeMap<String, String>();
        Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        for (String imported : IMPORTED) {
            try (Stream<Path> files = Files.list(modules.resolve(imported))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".class") && !file.contains("$"))
                        .forEach(file -> theirs.put(file.replace(".class", ""), imported));
            }
        }
        new ClassFileImporter()
                .importPackages("tech.tablesaw.api").stream()
                        .filter(type -> type.getPackageName().equals("tech.tablesaw.api") && type.isTopLevelClass())
                        .forEach(type -> theirs.put(type.getSimpleName(), "tech.tablesaw.api"));
        assertThat(theirs).containsKeys("String", "Stream", "Flow", "Timer", "Scanner", "Record", "Table", "Row");

        var clashes = new TreeSet<String>();
        for (String name : publicTypes()) {
            if (theirs.containsKey(name)) {
                clashes.add(name + " is in " + theirs.get(name));
            }
        }
        assertThat(clashes).isEmpty();
    }

    /** A kernel runs this script before the first cell, plain jshell too. */
    private static List<String> startupImports() throws IOException {
        Path script = Path.of(System.getProperty("project.root", ".."), "kernel-setup", "startup.jshell");
        return Files.readAllLines(script).stream()
                .filter(line -> line.matches("import [a-z.]+\\.\\*;"))
                .map(line -> line.substring("import ".length(), line.length() - ".*;".length()))
                .toList();
    }

    @Test
    void everyPackageOfTheStartupImportsIsLookedAtForClashes() throws IOException {
        var lookedAt = new TreeSet<String>();
        IMPORTED.forEach(each -> lookedAt.add(each.replaceFirst("^[^/]*/", "").replace('/', '.')));
        lookedAt.add("tech.tablesaw.api");

        assertThat(startupImports())
                .filteredOn(each -> !each.startsWith("dev.kalshilab"))
                .isNotEmpty()
                .isSubsetOf(lookedAt);
    }

    /** Two types of one name would both be imported, and neither could be named. */
    @Test
    void noTwoImportedTypesOfOursShareAName() throws IOException {
        List<String> imported = startupImports();
        var packages = new TreeMap<String, List<String>>();
        ours().filter(type -> imported.contains(type.getPackageName()))
                .forEach(type -> packages.computeIfAbsent(type.getSimpleName(), ignored -> new ArrayList<>())
                        .add(type.getPackageName()));

        assertThat(packages)
                .containsKeys("Kalshi", "Raw", "Writes", "Exchange", "Communications", "Leg", "Quote", "Rfq", "Ticker");
        assertThat(packages.values()).allSatisfy(each -> assertThat(each).hasSize(1));
    }

    /** What a door hands out can be named in a cell. */
    @Test
    void everyTypeThatADoorTakesOrGivesIsImported() throws Exception {
        List<String> imported = startupImports();
        var unnamed = new TreeSet<String>();
        for (JavaClass door : ours().filter(type -> type.getPackageName().equals("dev.kalshilab"))
                .toList()) {
            for (Method method : Class.forName(door.getName()).getMethods()) {
                List<Class<?>> types = new ArrayList<>(List.of(method.getParameterTypes()));
                types.add(method.getReturnType());
                for (Class<?> type : types) {
                    String at = type.isArray() ? "" : type.getPackageName();
                    if (at.startsWith("dev.kalshilab") && !imported.contains(at)) {
                        unnamed.add(type.getName() + " of " + method);
                    }
                }
            }
        }
        assertThat(unnamed).isEmpty();
    }

    @Test
    void noTypeIsNamedAfterAnOffice() {
        assertThat(publicTypes()).noneMatch(name -> NAME_CLASHES.matcher(name).matches());
    }

    private static List<String> publicTypes() {
        return ours().map(JavaClass::getSimpleName).toList();
    }

    private static Stream<JavaClass> ours() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.kalshilab").stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass());
    }
}
