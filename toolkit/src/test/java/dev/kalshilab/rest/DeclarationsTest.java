package dev.kalshilab.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.Recordings;
import dev.kalshilab.testkit.Yaml;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import retrofit2.http.Path;

/** The declared operations and their parameters against the exchange's reference of 2025 and its document of today. */
class DeclarationsTest {
    private static final List<Class<?>> DECLARED = List.of(
            MarketData.class,
            HistoryApi.class,
            ExchangeApi.class,
            CombosApi.class,
            CommunicationsApi.class,
            AccountApi.class,
            WritesApi.class);

    /** What the exchange has added since its document of today was fetched. */
    private static final Map<String, Set<String>> ADDED = Map.of(
            "POST /api_keys/generate", Set.of("key_type"), "POST /communications/rfqs", Set.of("obscure_creator_id"));

    private record Declared(Set<String> takes, Set<String> noLonger, int most) {}

    private static Map<String, Declared> declared() {
        Map<String, Declared> all = new TreeMap<>();
        for (Class<?> api : DECLARED) {
            for (Method method : api.getDeclaredMethods()) {
                Takes takes = method.getAnnotation(Takes.class);
                Declared one = new Declared(new TreeSet<>(), new TreeSet<>(), takes == null ? 0 : takes.most());
                one.takes().addAll(takes == null ? List.of() : List.of(takes.value()));
                for (Takes.NoLonger gone : method.getAnnotationsByType(Takes.NoLonger.class)) {
                    one.noLonger().add(gone.value());
                }
                Declared before = all.put(Operation.name(method), one);
                assertThat(before == null || before.equals(one))
                        .as("both declarations of " + Operation.name(method))
                        .isTrue();
            }
        }
        return all;
    }

    @Test
    void everyPathHasTheParametersThatItNames() {
        for (Class<?> api : DECLARED) {
            for (Method method : api.getDeclaredMethods()) {
                List<String> named = new ArrayList<>();
                for (java.lang.annotation.Annotation[] annotations : method.getParameterAnnotations()) {
                    if (annotations[0] instanceof Path path) {
                        named.add("{" + path.value() + "}");
                    }
                }
                named.forEach(each -> assertThat(Operation.name(method)).contains(each));
                assertThat(Operation.name(method).split("\\{", -1)).hasSize(named.size() + 1);
            }
        }
    }

    @Test
    void everyParameterOfTodaysDocumentIsTakenAndNoOther() {
        Map<String, Object> document = Yaml.read(Recordings.document("openapi-3.28.0.yaml"));
        Map<String, Object> components = Raw.object(document.get("components"));
        Map<String, Object> paths = Raw.object(document.get("paths"));
        declared().forEach((operation, declared) -> {
            String[] parts = operation.split(" ", -1);
            Map<String, Object> path = Raw.object(paths.get(parts[1]));
            Map<String, Object> described = Raw.object(path.get(parts[0].toLowerCase(Locale.ROOT)));
            assertThat(described).as(operation).isNotEmpty();
            Set<String> expected = new TreeSet<>(ADDED.getOrDefault(operation, Set.of()));
            List<Map<String, Object>> parameters = new ArrayList<>(Raw.objects(path.get("parameters")));
            parameters.addAll(Raw.objects(described.get("parameters")));
            for (Map<String, Object> each : parameters) {
                Map<String, Object> parameter = resolved(each, Raw.object(components.get("parameters")));
                String name = Raw.text(parameter, "name");
                if (Raw.text(parameter, "in").equals("query")) {
                    expected.add(name);
                    String most = Raw.text(Raw.object(parameter.get("schema")), "maximum");
                    if (name.equals("limit")) {
                        assertThat(Integer.toString(declared.most()))
                                .as("longest page of " + operation)
                                .isEqualTo(most);
                    }
                }
            }
            Map<String, Object> content =
                    Raw.object(Raw.object(described.get("requestBody")).get("content"));
            Map<String, Object> schema = resolved(
                    Raw.object(Raw.object(content.get("application/json")).get("schema")),
                    Raw.object(components.get("schemas")));
            expected.addAll(Raw.object(schema.get("properties")).keySet());
            assertThat(declared.takes()).as(operation).isEqualTo(expected);
        });
    }

    @Test
    void everyKindIsAnAnswerAndAlwaysTheSame() {
        for (Reads.Kind kind : Reads.Kind.values()) {
            assertThat(kind.answer()).as(kind.name()).isNotNull().isSameAs(kind.answer());
        }
    }

    private static Map<String, Object> resolved(Map<String, Object> object, Map<String, Object> components) {
        String reference = (String) object.get("$ref");
        return reference == null
                ? object
                : Raw.object(components.get(reference.substring(reference.lastIndexOf('/') + 1)));
    }

    @Test
    void everyOperationOfTheReferenceIsDeclaredAndItsParametersAreTakenOrRefusedAsRemoved() throws IOException {
        Map<String, Set<String>> reference = reference(Files.readAllLines(Recordings.reference()));
        assertThat(reference).hasSize(38);
        Map<String, Declared> declared = declared();
        reference.forEach((operation, parameters) -> {
            assertThat(declared).containsKey(operation);
            Set<String> all = new TreeSet<>(declared.get(operation).takes());
            all.addAll(declared.get(operation).noLonger());
            assertThat(all).as(operation).containsAll(parameters);
        });
    }

    /** The operations of the reference's pages, each with its parameters, of query and body. */
    private static Map<String, Set<String>> reference(List<String> lines) {
        Map<String, Set<String>> operations = new LinkedHashMap<>();
        Set<String> current = new TreeSet<>();
        boolean listing = false;
        for (int i = 0; i + 1 < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.matches("GET|POST|PUT|DELETE") && lines.get(i + 1).strip().equals("/")) {
                StringBuilder path = new StringBuilder(line).append(' ');
                while (!lines.get(++i).strip().equals("Try it")) {
                    path.append(lines.get(i).strip());
                }
                current = new TreeSet<>();
                operations.put(path.toString(), current);
                listing = false;
            } else if (line.equals("Query Parameters") || line.equals("Body")) {
                listing = true;
            } else if (line.equals("Response") || line.equals("Path Parameters") || line.endsWith("child attributes")) {
                listing = false;
            } else if (listing
                    && line.matches("[a-z_]+")
                    && lines.get(i + 1).strip().matches("(string|integer|boolean|number|object|enum).*")) {
                current.add(line);
                i++;
            }
        }
        return operations;
    }
}
