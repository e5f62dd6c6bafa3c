package dev.kalshilab.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The YAML that the exchange's documents are written in: objects and lists by indentation, values on one line. Long
 * texts are passed over, and {@code yes} and {@code no} are texts.
 */
public final class Yaml {
    private static final Pattern MEMBER = Pattern.compile("('[^']*'|\"[^\"]*\"|[^\\s'\"{\\[#][^:]*?):(?: +(.*))?");

    private final List<Integer> indents = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private int at;

    private Yaml(Path file) {
        try {
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    int indent = line.indexOf(text);
                    while (text.startsWith("- ")) { // an element that is an object begins behind its dash
                        lines.add("-");
                        indents.add(indent);
                        indent += 2;
                        text = text.substring(2).strip();
                    }
                    lines.add(text);
                    indents.add(indent);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document as maps, lists and texts. */
    public static Map<String, Object> read(Path file) {
        Yaml yaml = new Yaml(file);
        return Raw.object(yaml.value(yaml.indents.get(0)));
    }

    private boolean isAt(int indent) {
        return at < lines.size() && indents.get(at) == indent;
    }

    private @Nullable Object value(int indent) {
        if (lines.get(at).equals("-")) {
            List<@Nullable Object> elements = new ArrayList<>();
            while (isAt(indent) && lines.get(at).equals("-")) {
                at++;
                elements.add(value(indents.get(at)));
            }
            return elements;
        }
        Matcher first = MEMBER.matcher(lines.get(at));
        if (!first.matches()) {
            String scalar = plain(lines.get(at++));
            passOver(indent);
            return scalar;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (isAt(indent)) {
            Matcher member = MEMBER.matcher(lines.get(at));
            if (!member.matches()) {
                break;
            }
            at++;
            String inline = member.group(2);
            members.put(plain(member.group(1)), inline == null ? nested(indent) : inline(inline, indent));
        }
        return members;
    }

    /** The value below a name: further in, or a list at the same depth. */
    private @Nullable Object nested(int indent) {
        if (at < lines.size() && indents.get(at) > indent) {
            return value(indents.get(at));
        }
        return isAt(indent) && lines.get(at).equals("-") ? value(indent) : null;
    }

    private Object inline(String text, int indent) {
        passOver(indent);
        if (text.startsWith("[") && text.endsWith("]")) {
            List<String> elements = new ArrayList<>();
            for (String each : text.substring(1, text.length() - 1).split(",")) {
                elements.add(plain(each.strip()));
            }
            return elements;
        }
        return plain(text);
    }

    /** The rest of a text that goes on over several lines. */
    private void passOver(int indent) {
        while (at < lines.size() && indents.get(at) > indent) {
            at++;
        }
    }

    private static String plain(String text) {
        boolean quoted = text.length() > 1 && "'\"".indexOf(text.charAt(0)) >= 0 && text.endsWith(text.substring(0, 1));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
