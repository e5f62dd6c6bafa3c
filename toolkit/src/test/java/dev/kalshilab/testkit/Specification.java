package dev.kalshilab.testkit;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * One of the exchange's documents, and where an answer or a message is not as it says: required fields, types, enums,
 * patterns, formats and nulls by a validator that others wrote, and fields that it does not know by a walk of our own.
 */
public final class Specification {
    private static final String AT = "https://specification.example/";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonNode document;
    private final String address;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new TreeMap<>();

    private Specification(String name, Dialect dialect) {
        String yaml;
        try {
            yaml = Files.readString(Recordings.document(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        address = AT + name;
        document = YAMLMapper.shared().readTree(yaml);
        registry = SchemaRegistry.withDialect(
                dialect, builder -> builder.schemas(Map.of(address, JSON.writeValueAsString(document))));
    }

    /** The one of answers; ends the test as skipped when it is not there. */
    public static Specification ofAnswers() {
        return new Specification("openapi-3.28.0.yaml", Dialects.getOpenApi30());
    }

    /** The one of the stream's messages; ends the test as skipped when it is not there. */
    public static Specification ofMessages() {
        return new Specification("asyncapi-2026-08.yaml", Dialects.getDraft7());
    }

    /** Its operations, such as {@code GET /markets/{}}. */
    public Set<String> operations() {
        Set<String> operations = new LinkedHashSet<>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> operations.add(upper(method.getKey()) + ' ' + bare(path.getKey()))));
        operations.removeIf(operation -> !operation.matches("(GET|POST|PUT|DELETE|PATCH) .*"));
        return operations;
    }

    private static String upper(String method) {
        return method.toUpperCase(Locale.ROOT);
    }

    private static String bare(String path) {
        return path.replaceAll("\\{[^}]*}", "{}");
    }

    /**
     * What is wrong with an answer, a line each; empty when nothing is.
     *
     * @param operation such as {@code GET /markets/{}}
     */
    public Set<String> breachesOfAnswer(String operation, int status, byte[] body) {
        String method = operation.substring(0, operation.indexOf(' '));
        String path = operation.substring(operation.indexOf(' ') + 1);
        for (Map.Entry<String, JsonNode> each : document.path("paths").properties()) {
            JsonNode found = each.getValue().path(method.toLowerCase(Locale.ROOT));
            if (!bare(each.getKey()).equals(path) || found.isMissingNode()) {
                continue;
            }
            String pointer = "/paths/" + each.getKey().replace("~", "~0").replace("/", "~1") + '/'
                    + method.toLowerCase(Locale.ROOT) + "/responses/" + status;
            JsonNode response = found.path("responses").path(String.valueOf(status));
            if (response.has("$ref")) {
                pointer = response.path("$ref").asString().substring(1);
                response = document.at(pointer);
            }
            if (response.isMissingNode()) {
                return Set.of("has no such status");
            }
            JsonNode content = response.path("content").path("application/json");
            if (content.isMissingNode()) {
                return body.length == 0 ? Set.of() : Set.of("has a body");
            }
            return breaches(pointer + "/content/application~1json/schema", body);
        }
        return Set.of("is no operation");
    }

    /** What is wrong with a refusal: they are all of one kind, whichever of them an operation lists. */
    public Set<String> breachesOfRefusal(byte[] body) {
        Set<String> breaches = new LinkedHashSet<>();
        byte[] inner = body;
        JsonNode error = JSON.readTree(body).path("error");
        if (!error.isMissingNode()) {
            breaches.add("/error: stands around it");
            inner = JSON.writeValueAsBytes(error);
        }
        breaches.addAll(breaches("/components/schemas/ErrorResponse", inner));
        return breaches;
    }

    /** The types of messages that the exchange sends, each with where the schemas are that it may have. */
    public Map<String, List<String>> messages() {
        Map<String, List<String>> messages = new LinkedHashMap<>();
        document.path("operations").properties().forEach(operation -> {
            if (operation.getKey().startsWith("receive")) {
                operation.getValue().path("messages").forEach(message -> {
                    String at = follow(message.path("$ref").asString().substring(1)) + "/payload";
                    String type = type(document.at(at));
                    List<String> all = messages.computeIfAbsent(type, any -> new ArrayList<>());
                    if (!all.contains(at)) {
                        all.add(at);
                    }
                });
            }
        });
        messages.remove(""); // pings and pongs are no JSON
        return messages;
    }

    /** What is said last counts where a schema is put together from others. */
    private String type(JsonNode schema) {
        String type = "";
        for (JsonNode part : flat(List.of(schema))) {
            JsonNode constant = part.path("properties").path("type").path("const");
            type = constant.isMissingNode() ? type : constant.asString();
        }
        return type;
    }

    private String follow(String pointer) {
        JsonNode node = document.at(pointer);
        return node.has("$ref") ? follow(node.path("$ref").asString().substring(1)) : pointer;
    }

    /** What is wrong with a message, by the schema of its type that it fits best. */
    public Set<String> breachesOfMessage(Map<String, List<String>> messages, String text) {
        Set<String> best = Set.of("is no message");
        boolean first = true;
        String type = JSON.readTree(text).path("type").asString("");
        for (String pointer : messages.getOrDefault(type, List.of())) {
            Set<String> breaches = breaches(pointer, text.getBytes(StandardCharsets.UTF_8));
            if (first || breaches.size() < best.size()) {
                best = breaches;
            }
            first = false;
        }
        return best;
    }

    private Set<String> breaches(String at, byte[] body) {
        String pointer = follow(at);
        Set<String> breaches = new LinkedHashSet<>();
        JsonNode value;
        try {
            value = JSON.readTree(body);
        } catch (JacksonException e) {
            return Set.of("is not JSON");
        }
        schemas.computeIfAbsent(pointer, any -> registry.getSchema(SchemaLocation.of(address + '#' + pointer)))
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .forEach(error ->
                        breaches.add(place(error.getInstanceLocation().toString()) + ": " + error.getMessage()));
        undeclared(List.of(document.at(pointer)), value, "", breaches);
        return breaches;
    }

    /** Elements of an array are all one. */
    private static String place(String at) {
        return at.isEmpty() ? "/" : at.replaceAll("/\\d+(?=/|$)", "[]");
    }

    private void undeclared(List<JsonNode> declared, JsonNode value, String at, Set<String> breaches) {
        List<JsonNode> schemas = flat(declared);
        if (value.isArray()) {
            List<JsonNode> items = children(schemas, "items");
            if (!items.isEmpty()) {
                value.forEach(item -> undeclared(items, item, at + "[]", breaches));
            }
        } else if (value.isObject() && schemas.stream().anyMatch(one -> one.has("properties"))) {
            List<JsonNode> more = children(schemas, "additionalProperties");
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                List<JsonNode> own = new ArrayList<>();
                for (JsonNode schema : schemas) {
                    JsonNode property = schema.path("properties").path(field.getKey());
                    if (!property.isMissingNode()) {
                        own.add(property);
                    }
                }
                if (!own.isEmpty()) {
                    undeclared(own, field.getValue(), at + '/' + field.getKey(), breaches);
                } else if (more.isEmpty()) {
                    breaches.add(at + '/' + field.getKey() + ": is not declared");
                }
            }
        } else if (value.isObject()) {
            List<JsonNode> each = children(schemas, "additionalProperties");
            value.properties().forEach(field -> undeclared(each, field.getValue(), at + "/*", breaches));
        }
    }

    private static List<JsonNode> children(List<JsonNode> schemas, String keyword) {
        return schemas.stream()
                .map(schema -> schema.path(keyword))
                .filter(child -> child.isObject() || child.asBoolean(false))
                .toList();
    }

    /** The schemas with those that they refer to or are put together from. */
    private List<JsonNode> flat(List<JsonNode> declared) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode schema : declared) {
            JsonNode one = schema;
            while (one.has("$ref")) {
                one = document.at(one.path("$ref").asString().substring(1));
            }
            all.add(one);
            for (String keyword : List.of("allOf", "oneOf", "anyOf")) {
                one.path(keyword).forEach(part -> all.addAll(flat(List.of(part))));
            }
        }
        return all;
    }
}
