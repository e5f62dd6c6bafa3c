package dev.kalshilab.auth;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One BEGIN … END block of a PEM text.
 *
 * <p>Line ends do not count: what went through an environment variable, a {@code .env} file or JSON has lost them, or
 * has the two characters backslash and n instead.
 */
final class PemBlock {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    /** The header lines by which OpenSSL says how a block was encrypted before PKCS#8. */
    private static final Pattern ENCRYPTED =
            Pattern.compile("Proc-Type:\\s*+4,\\s*+ENCRYPTED\\s++DEK-Info:\\s*+([\\w-]++),\\s*+(\\p{XDigit}++)\\s++");

    private final String label;
    private final String body;
    private final boolean whole;
    private final String cipher;
    private final String salt;

    private PemBlock(String label, String body, boolean whole) {
        this.label = label;
        this.whole = whole;
        Matcher encrypted = ENCRYPTED.matcher(body);
        boolean legacy = encrypted.lookingAt();
        this.cipher = legacy ? encrypted.group(1) : "";
        this.salt = legacy ? encrypted.group(2) : "";
        this.body = legacy ? body.substring(encrypted.end()) : body;
    }

    /** All of them, in order; none when the text is no PEM. */
    static List<PemBlock> of(String pem) {
        String text = pem.replace("\\r", "\n").replace("\\n", "\n");
        List<PemBlock> blocks = new ArrayList<>();
        for (int begin = text.indexOf(BEGIN); begin >= 0; ) {
            int next = text.indexOf(BEGIN, begin + 1);
            String span = text.substring(begin + BEGIN.length(), next < 0 ? text.length() : next);
            int labelEnd = span.indexOf(DASHES);
            String label = labelEnd < 0 ? "" : span.substring(0, labelEnd).strip();
            String rest = labelEnd < 0 ? "" : span.substring(labelEnd + DASHES.length());
            int end = rest.indexOf("-----END " + label + DASHES);
            blocks.add(new PemBlock(label, (end < 0 ? rest : rest.substring(0, end)).strip(), end >= 0));
            begin = next;
        }
        return blocks;
    }

    /** What its BEGIN line says. It comes from the file: compare it, do not print it. */
    String label() {
        return label;
    }

    /** Whether its END line is there. */
    boolean whole() {
        return whole;
    }

    /** Encrypted in OpenSSL's own older way, which its header lines tell. */
    boolean legacyEncrypted() {
        return !cipher.isEmpty();
    }

    String cipher() {
        return cipher;
    }

    /** The initial vector and salt of that encryption; empty when it is not written in pairs of digits. */
    Optional<byte[]> salt() {
        try {
            return Optional.of(HexFormat.of().parseHex(salt));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What its base64 says; empty when it is not base64 or nothing. */
    Optional<byte[]> bytes() {
        try {
            byte[] bytes = Base64.getDecoder().decode(body.replaceAll("\\s++", ""));
            return bytes.length == 0 ? Optional.empty() : Optional.of(bytes);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
