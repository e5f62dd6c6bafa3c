package dev.kalshilab.auth;

import dev.kalshilab.model.KalshiException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An API key of the exchange: its id, and the private key that signs requests.
 *
 * <p>The private key is RSA of 2048 bits or more, or Ed25519, as PEM: PKCS#1 or PKCS#8, with or without a passphrase.
 * Immutable, safe to share between threads, and silent: no text that it gives tells more than four characters of the
 * id. A key that cannot be used is refused here, at once, with a {@link KalshiException} that says what is wrong with
 * it.
 */
public final class Credentials {
    private static final char[] NONE = {};

    /** What is sent as a header: visible ASCII. The exchange's ids are UUIDs, of 36 characters. */
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7E]{1,128}");

    private static final Pattern METHOD = Pattern.compile("[A-Za-z]{1,16}");

    private static final String ID_IS =
            "The id is the short text beside the API key on the exchange, such as a952bcbe-ec3b-4b5b-b8f9-11dae589608c.";

    private final String keyId;
    private final SigningKey key;

    private Credentials(String keyId, SigningKey key) {
        this.keyId = keyId;
        this.key = key;
    }

    /** Reads a key file, which on systems with such permissions must be closed to group and others. */
    public static Credentials of(String keyId, Path privateKey) {
        return of("The key id", keyId, KeySource.file(privateKey), NONE);
    }

    /** The same with a passphrase, which is wiped from the array. A key that has none is read all the same. */
    public static Credentials of(String keyId, Path privateKey, char[] passphrase) {
        return of("The key id", keyId, KeySource.file(privateKey), passphrase);
    }

    /** Reads a key that is a text; {@code \n} as two characters counts as the end of a line. */
    public static Credentials ofText(String keyId, String pem) {
        return of("The key id", keyId, KeySource.text(pem), NONE);
    }

    /** The same with a passphrase, which is wiped from the array. */
    public static Credentials ofText(String keyId, String pem, char[] passphrase) {
        return of("The key id", keyId, KeySource.text(pem), passphrase);
    }

    /**
     * The credentials of one environment, from settings such as {@link System#getenv()}.
     *
     * <p>{@code API_KEY_ID}, and {@code PRIVATE_KEY_PATH} or {@code PRIVATE_KEY} (the PEM text itself); for a
     * protected key {@code PRIVATE_KEY_PASSPHRASE}: each behind the prefix. A blank setting is as good as none.
     *
     * @param prefix {@code "KALSHI_"} or {@code "KALSHI_DEMO_"}
     * @return empty when neither an id nor a key is set
     * @throws KalshiException when only one of them is, or the key cannot be used
     */
    public static Optional<Credentials> of(Map<String, String> settings, String prefix) {
        String idName = prefix + "API_KEY_ID";
        String pathName = prefix + "PRIVATE_KEY_PATH";
        String textName = prefix + "PRIVATE_KEY";
        String passphraseName = prefix + "PRIVATE_KEY_PASSPHRASE";
        String id = setting(settings, idName);
        String path = setting(settings, pathName);
        String text = setting(settings, textName);
        if (id.isEmpty() && path.isEmpty() && text.isEmpty()) {
            return Optional.empty();
        }
        if (id.isEmpty()) {
            throw new KalshiException(
                    (path.isEmpty() ? textName : pathName) + " is set, but " + idName + " is not.\n" + ID_IS);
        }
        if (path.isEmpty() && text.isEmpty()) {
            throw new KalshiException(idName + " is set, but no private key is.\nSet " + pathName
                    + " to the key's file, or " + textName + " to its PEM text.");
        }
        if (!path.isEmpty() && !text.isEmpty()) {
            throw new KalshiException(
                    pathName + " and " + textName + " are both set, and one key is needed.\nUnset one of them.");
        }
        KeySource source = path.isEmpty()
                ? KeySource.textSetting(text, textName, passphraseName)
                : KeySource.fileSetting(path(path, pathName, textName), pathName, passphraseName);
        char[] passphrase = settings.getOrDefault(passphraseName, "").toCharArray();
        return Optional.of(of(idName, id, source, passphrase));
    }

    /** Without the line end that a file of settings, or the output of a command, leaves behind it. */
    private static String setting(Map<String, String> settings, String name) {
        return settings.getOrDefault(name, "").strip();
    }

    private static Path path(String path, String pathName, String textName) {
        if (KeySource.isKey(path)) {
            throw new KalshiException(pathName + " holds a key, and the path of a file is asked for.\nSet " + textName
                    + " for the key's text, or name its file.");
        }
        try {
            // Only a shell knows ~, and a setting may come from elsewhere.
            return path.startsWith("~/") ? Path.of(System.getProperty("user.home"), path.substring(2)) : Path.of(path);
        } catch (InvalidPathException e) {
            throw new KalshiException(pathName + " is not a path on this system.\nSet it to the file of the key.");
        }
    }

    private static Credentials of(String idName, String keyId, KeySource source, char[] passphrase) {
        try {
            return new Credentials(checkedId(idName, keyId), new KeyReader(source, passphrase).read());
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** Messages do not repeat it: what stands in its place may be the key. */
    private static String checkedId(String name, String id) {
        if (id.isBlank()) {
            throw new KalshiException(name + " is blank.\n" + ID_IS);
        }
        if (id.contains("-----") || KeySource.isBareKey(id)) {
            throw new KalshiException(name + " looks like the private key itself.\n" + ID_IS);
        }
        if (id.chars().anyMatch(Character::isWhitespace)) {
            throw new KalshiException(name + " has a space or a line end in it.\n" + ID_IS);
        }
        if (!ID.matcher(id).matches()) {
            throw new KalshiException(
                    name + " is longer than 128 characters or has some that are not plain ASCII.\n" + ID_IS);
        }
        return id;
    }

    public String keyId() {
        return keyId;
    }

    /**
     * The three headers of one request: {@code KALSHI-ACCESS-KEY}, {@code -TIMESTAMP} (milliseconds) and
     * {@code -SIGNATURE}.
     *
     * @param path from the root and as it is sent, encoded, such as {@code /trade-api/v2/portfolio/balance}; a query is
     *     cut off, as the exchange signs none
     * @param now wall time, which the exchange compares with its own
     * @return a map that prints neither the id nor the signature
     */
    public Map<String, String> headers(String method, String path, Instant now) {
        if (!METHOD.matcher(method).matches()) {
            throw new KalshiException("A request cannot be signed without its method.\nSuch as GET.");
        }
        if (!path.startsWith("/")) {
            throw new KalshiException("A path is signed from the root, and this one does not begin with /.\n"
                    + "Such as /trade-api/v2/portfolio/balance.");
        }
        String timestamp = Long.toString(now.toEpochMilli());
        byte[] text = Scheme.text(timestamp, method.toUpperCase(Locale.ROOT), path);
        try {
            String signature = Base64.getEncoder().encodeToString(key.sign(text));
            return new SignedHeaders(keyId, timestamp, signature, shownId());
        } catch (GeneralSecurityException e) {
            throw new KalshiException("This Java cannot sign with " + key + " ("
                    + e.getClass().getSimpleName() + ").\nUse a JDK 17 or newer with its own security providers.");
        }
    }

    /** At most four characters, and never the half of it. */
    private String shownId() {
        return keyId.substring(0, Math.min(4, keyId.length() / 2)) + "…";
    }

    @Override
    public String toString() {
        return "Credentials[key " + shownId() + ", " + key + "]";
    }
}
