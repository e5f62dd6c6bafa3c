package dev.kalshilab.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What notebooks may rely on is written down, so that no change of it goes unseen.
 *
 * <p>After a wanted change: {@code mvn test -Dtest=ApiTest -Dapi.update=true}, and read the difference.
 */
class ApiTest {
    private static final List<String> PACKAGES =
            List.of("", ".auth", ".model", ".csv", ".chart", ".display", ".feed", ".notebook", ".sandbox", ".table");
    private static final Path GOLDEN = Path.of(System.getProperty("project.root", ".."), "toolkit", "api.txt");

    @Test
    void thePublicApiIsTheOneThatIsWrittenDown() throws Exception {
        String now = String.join("\n", api()) + "\n";
        if (Boolean.getBoolean("api.update")) {
            Files.writeString(GOLDEN, now);
        }

        assertThat(now)
                .as("the public API; if the change is wanted, run this test with -Dapi.update=true")
                .isEqualTo(golden());
    }

    private static String golden() throws IOException {
        return Files.readString(GOLDEN).replace("\r\n", "\n");
    }

    private static Set<String> api() throws ReflectiveOperationException {
        var lines = new TreeSet<String>();
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.kalshilab");
        for (var imported : classes) {
            String behindRoot = imported.getPackageName().substring("dev.kalshilab".length());
            if (PACKAGES.contains(behindRoot)) {
                Class<?> type = Class.forName(imported.getName(), false, ApiTest.class.getClassLoader());
                if (isPublic(type)) {
                    describe(type, lines);
                }
            }
        }
        return lines;
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!Modifier.isPublic(each.getModifiers()) || each.isAnonymousClass() || each.isLocalClass()) {
                return false;
            }
        }
        return true;
    }

    private static void describe(Class<?> type, Set<String> lines) {
        String name = type.getName();
        lines.add(name + " = " + kind(type));
        for (Field field : type.getDeclaredFields()) {
            if (isOpen(field)) {
                lines.add(name + " . " + modifiers(field.getModifiers()) + simple(field.getGenericType()) + " "
                        + field.getName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isOpen(constructor)) {
                lines.add(name + " . new" + parameters(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isOpen(method) && !method.isBridge()) {
                lines.add(name + " . " + modifiers(method.getModifiers()) + simple(method.getGenericReturnType()) + " "
                        + method.getName() + parameters(method) + thrown(method));
            }
        }
    }

    private static String kind(Class<?> type) {
        String above = type.getSuperclass() == null || type.isRecord() || type.isEnum()
                ? ""
                : " extends " + simple(type.getGenericSuperclass());
        String shapes = Arrays.stream(type.getGenericInterfaces())
                .map(ApiTest::simple)
                .sorted()
                .collect(Collectors.joining(", "));
        String word = type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
        String components = type.isRecord() ? components(type) : "";
        return modifiers(type.getModifiers() & ~Modifier.INTERFACE & ~Modifier.STATIC)
                + word
                + components
                + above.replace(" extends Object", "")
                + (shapes.isEmpty() ? "" : " is " + shapes);
    }

    private static String components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map((RecordComponent component) -> simple(component.getGenericType()) + " " + component.getName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static <M extends Member & AnnotatedElement> boolean isOpen(M member) {
        return !member.isSynthetic()
                && (Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()));
    }

    private static String modifiers(int modifiers) {
        String text = Modifier.toString(modifiers & (Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT));
        return text.isEmpty() ? "" : text + " ";
    }

    private static String parameters(Executable executable) {
        Type[] types = executable.getGenericParameterTypes();
        Parameter[] parameters = executable.getParameters();
        return java.util.stream.IntStream.range(0, parameters.length)
                .mapToObj(i -> simple(types.length == parameters.length ? types[i] : parameters[i].getType()) + " "
                        + parameters[i].getName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String thrown(Method method) {
        String names = Arrays.stream(method.getExceptionTypes())
                .sorted(Comparator.comparing(Class::getName))
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " throws " + names;
    }

    private static String simple(Type type) {
        return type.getTypeName()
                .replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])", "")
                .replace('$', '.');
    }
}
