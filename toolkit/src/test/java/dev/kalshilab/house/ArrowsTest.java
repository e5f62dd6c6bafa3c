package dev.kalshilab.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which package may use which, and which third-party library. Packages that do not exist yet are not listed. */
class ArrowsTest {
    private static final String ROOT = "dev.kalshilab";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** The one picture of the house; the root package is called door. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("model", List.of()),
            Map.entry("display", List.of()),
            Map.entry("cache", List.of("model")),
            Map.entry("pace", List.of()),
            Map.entry("retry", List.of()),
            Map.entry("column", List.of("model")),
            Map.entry("wire", List.of("column", "model")),
            Map.entry("tape", List.of("wire", "model")),
            Map.entry("auth", List.of("model")),
            Map.entry("http", List.of("auth", "tape", "pace", "retry", "model")),
            Map.entry("rest", List.of("http", "auth", "wire", "tape", "pace", "retry", "cache", "column", "model")),
            Map.entry("table", List.of("column", "model")),
            Map.entry("csv", List.of("table", "column", "model", "wire")),
            Map.entry("chart", List.of("table", "model")),
            Map.entry("sandbox", List.of("auth", "model")),
            Map.entry("book", List.of("column", "model")),
            Map.entry("feed", List.of("http", "tape", "wire", "book", "column", "table", "display", "model")),
            Map.entry(
                    "door",
                    List.of(
                            "rest", "feed", "http", "auth", "tape", "cache", "table", "csv", "column", "sandbox",
                            "model", "display")),
            Map.entry("notebook", List.of("door", "table", "chart", "display", "model", "sandbox")));

    /** Each library, and the packages that alone may touch it. */
    private static final Map<String, List<String>> LIBRARIES = Map.ofEntries(
            Map.entry("com.squareup.moshi..", List.of("wire")),
            // Retrofit hands its converter okhttp3.ResponseBody: rest sees OkHttp's types for that and for errors.
            Map.entry("okhttp3..", List.of("http", "rest", "feed")),
            // A frame of bytes is handed to its listener as okio.ByteString, and a request's body is written to a
            // Buffer.
            Map.entry("okio..", List.of("wire", "feed", "http")),
            Map.entry("retrofit2..", List.of("rest")),
            Map.entry("com.github.benmanes.caffeine..", List.of("cache")),
            Map.entry("io.github.bucket4j..", List.of("pace")),
            Map.entry("dev.failsafe..", List.of("retry")),
            // The door only passes Table on.
            Map.entry("tech.tablesaw..", List.of("table", "csv", "chart", "notebook", "door", "feed")),
            Map.entry("de.siegmar.fastcsv..", List.of("csv")),
            // The notebook shows a chart that a user made with XChart itself.
            Map.entry("org.knowm.xchart..", List.of("chart", "notebook")),
            Map.entry("org.bouncycastle..", List.of("auth")),
            Map.entry("io.netty..", List.of("sandbox")),
            Map.entry("org.dflib.jjava..", List.of("notebook")),
            Map.entry("io.github.spencerpark..", List.of("notebook")));

    private static String pattern(String name) {
        return name.equals("door") ? ROOT : ROOT + "." + name + "..";
    }

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "door" : name.substring(ROOT.length() + 1).replaceAll("\\..*", "");
    }

    @Test
    void everyPackageHasItsPlaceInThePicture() {
        var packages = new TreeSet<String>();
        OURS.forEach(type -> packages.add(packageOf(type)));

        assertThat(MAY_USE.keySet()).containsAll(packages);
    }

    @Test
    void designTellsTheSameArrows() throws IOException {
        Path design = Path.of(System.getProperty("project.root", ".."), "DESIGN.md");
        var told = new TreeMap<String, List<String>>();
        Matcher row = Pattern.compile("(?m)^\\| `(?:…|dev\\.kalshilab)(\\w*)` \\|[^|]*\\| ([^|]*) \\|[^|]*\\|$")
                .matcher(Files.readString(design));
        while (row.find()) {
            told.put(
                    row.group(1).isEmpty() ? "door" : row.group(1),
                    Stream.of(row.group(2).replace("—", "").strip().split(" "))
                            .filter(name -> !name.isEmpty())
                            .sorted()
                            .toList());
        }
        var held = new TreeMap<String, List<String>>();
        MAY_USE.forEach(
                (name, others) -> held.put(name, others.stream().sorted().toList()));

        assertThat(told).isEqualTo(held);
    }

    @TestFactory
    Stream<DynamicTest> arrowsGoOneWay() {
        return MAY_USE.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey() + " → " + entry.getValue(), () -> {
                    List<String> forbidden = new ArrayList<>();
                    for (String other : MAY_USE.keySet()) {
                        if (!other.equals(entry.getKey()) && !entry.getValue().contains(other)) {
                            forbidden.add(pattern(other));
                        }
                    }
                    noClasses()
                            .that()
                            .resideInAPackage(pattern(entry.getKey()))
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(forbidden.toArray(new String[0])))
                            .allowEmptyShould(true)
                            .check(OURS);
                }));
    }

    @TestFactory
    Stream<DynamicTest> eachLibraryIsTouchedByItsPackageAlone() {
        return LIBRARIES.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey() + " in " + entry.getValue(), () -> noClasses()
                        .that()
                        .resideOutsideOfPackages(entry.getValue().stream()
                                .map(ArrowsTest::pattern)
                                .toArray(String[]::new))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(entry.getKey()))
                        .check(OURS)));
    }

    @Test
    void theDoorAndTheFeedNameOfTablesawOnlyTheTable() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT, ROOT + ".feed")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("tech\\.tablesaw\\.(?!api\\.Table$).*")
                .check(OURS);
    }

    @Test
    void csvKnowsOfTheWireOnlyItsJson() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".csv")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(ROOT.replace(".", "\\.") + "\\.wire\\.(?!Json(\\$.*)?$).*")
                .check(OURS);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void nothingPrintsButTheTerminalTheNotebookAndThePrograms() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".display", ROOT + ".notebook")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".sandbox.Standalone")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".RecordProgram")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(OURS);
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIs() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
                .check(OURS);
        var described = new TreeSet<String>();
        OURS.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .forEach(type -> described.add(packageOf(type)));
        var packages = new TreeSet<String>();
        OURS.forEach(type -> packages.add(packageOf(type)));
        assertThat(described).isEqualTo(packages);
    }
}
