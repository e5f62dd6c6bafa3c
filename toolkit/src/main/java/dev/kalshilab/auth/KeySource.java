package dev.kalshilab.auth;

import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a key is read from, and how messages speak of it: they name the file or the setting, never what it holds.
 *
 * <p>A user who mixes up settings may give the key where a path is asked for. What looks like a key is therefore not
 * printed as a path either.
 */
final class KeySource {
    /** The longest key in use, encrypted and with a certificate beside it, takes a fifth of this. */
    private static final int LIMIT = 64 * 1024;

    private static final String DOWNLOAD =
            "Name the .key or .pem file that the exchange gave out when the API key was made.";

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private static final String NOT_SHOWN = "(not shown, it may be a key)";

    /** What any key's DER begins with in base64, and enough of it to be a key. */
    private static final Pattern BARE_KEY = Pattern.compile("M[A-Za-z0-9+/=\\s\\\\]{39,}+");

    /** What may be a line of such a text. Few paths have neither a dot nor a dash, but some do. */
    private static final Pattern PART_OF_KEY = Pattern.compile("[A-Za-z0-9+/=]{16,}+");

    private static final Pattern PLAIN_IN_A_SHELL = Pattern.compile("[\\w./:@%+,-]++");

    private final String name;
    private final @Nullable Path file;
    private final String text;
    private final String passphraseGoes;

    private KeySource(String name, @Nullable Path file, String text, String passphraseGoes) {
        this.name = name;
        this.file = file;
        this.text = text;
        this.passphraseGoes = passphraseGoes;
    }

    static KeySource file(Path file) {
        return new KeySource(
                "Key file " + shown(file),
                file,
                "",
                "Give it as the third argument: Credentials.of(keyId, file, passphrase).");
    }

    static KeySource text(String text) {
        return new KeySource(
                "The key text",
                null,
                text,
                "Give it as the third argument: Credentials.ofText(keyId, pem, passphrase).");
    }

    static KeySource fileSetting(Path file, String setting, String passphraseSetting) {
        return new KeySource(
                "Key file " + shown(file) + " (" + setting + ")",
                file,
                "",
                "Give it in the setting " + passphraseSetting + ".");
    }

    static KeySource textSetting(String text, String setting, String passphraseSetting) {
        return new KeySource("Setting " + setting, null, text, "Give it in the setting " + passphraseSetting + ".");
    }

    static KeySource publicText(String text) {
        return new KeySource("The public key text", null, text, "");
    }

    /** Whether that is a key, or a whole part of one, rather than a path. */
    static boolean isKey(String path) {
        return path.length() > 1024 || path.contains("-----") || path.indexOf('\n') >= 0 || isBareKey(path);
    }

    /** Whether that is a key without its BEGIN and END lines. */
    static boolean isBareKey(String text) {
        return BARE_KEY.matcher(text.strip()).matches();
    }

    private static String shown(Path file) {
        String text = file.toString();
        return isKey(text) || mayBeLineOfKey(file) ? NOT_SHOWN : text.replaceAll("\\p{Cntrl}", "?");
    }

    /** A path is told from a line of base64 by the file, or one of the directories, that is there. */
    private static boolean mayBeLineOfKey(Path file) {
        if (!PART_OF_KEY.matcher(file.toString().strip()).matches()) {
            return false;
        }
        for (Path path = file; path != null && path.getFileName() != null; path = path.getParent()) {
            if (Files.exists(path)) {
                return false;
            }
        }
        return true;
    }

    /** The path as an argument of a command line. */
    String argument() {
        String path = file == null ? NOT_SHOWN : shown(file);
        if (path.equals(NOT_SHOWN)) {
            return "FILE";
        }
        return PLAIN_IN_A_SHELL.matcher(path).matches() && !path.startsWith("-")
                ? path
                : "'" + (path.startsWith("-") ? "./" : "") + path.replace("'", "'\\''") + "'";
    }

    /** Whether the key's text was given, and not a file. */
    boolean isText() {
        return file == null;
    }

    String passphraseGoes() {
        return passphraseGoes;
    }

    KalshiException bad(String what, String wayOut) {
        return new KalshiException(name + " " + what + ".\n" + wayOut);
    }

    /**
     * The text that is there; a file must be small, its owner's alone, and text.
     *
     * @throws KalshiException when there is none
     */
    String read() {
        if (file == null) {
            if (text.isBlank()) {
                throw bad("is empty", "Give the whole PEM text, from its BEGIN line to its END line.");
            }
            if (text.length() > LIMIT) {
                throw tooLarge(text.length() + " characters");
            }
            return text;
        }
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            throw bad(
                    "does not exist",
                    shown(file).equals(NOT_SHOWN)
                            ? "A path is asked for here; a key itself goes to Credentials.ofText, or into a setting"
                                    + " that ends in PRIVATE_KEY."
                            : DOWNLOAD);
        } catch (AccessDeniedException e) {
            throw bad(
                    "may not be read by this user", "Run this as the file's owner, who needs: chmod 600 " + argument());
        } catch (IOException e) {
            // The message of the system may hold anything, so only its kind is told.
            throw bad(
                    "cannot be read (" + e.getClass().getSimpleName() + ")",
                    "Check the disk, or copy the key elsewhere.");
        }
    }

    private String read(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw bad("is a directory", DOWNLOAD);
        }
        // Throws what is wrong where there is no file.
        long size = Files.size(path);
        if (!Files.isRegularFile(path)) {
            throw bad("is not a file", DOWNLOAD);
        }
        ownersAlone(path);
        if (size > LIMIT) {
            throw tooLarge(String.format(java.util.Locale.ROOT, "%,d bytes", size));
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LIMIT + 1);
        }
        try {
            if (bytes.length > LIMIT) {
                throw tooLarge("more than " + LIMIT + " bytes");
            }
            String read = decoded(bytes);
            if (read.isBlank()) {
                throw bad("is empty", "Download the key again, or make a new one.");
            }
            return read;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private KalshiException tooLarge(String size) {
        return bad("has " + size + " and is not a key: those have a few thousand at most", DOWNLOAD);
    }

    /** Systems without such permissions, Windows above all, are left alone. */
    private void ownersAlone(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.stream().anyMatch(OF_OTHERS::contains)) {
            throw bad(
                    "is open to group or others (" + PosixFilePermissions.toString(permissions)
                            + "), and a private key must be its owner's alone",
                    "Run: chmod 600 " + argument());
        }
    }

    /** UTF-8, or the UTF-16 that a redirection in PowerShell writes. */
    private String decoded(byte[] bytes) {
        Charset charset = StandardCharsets.UTF_8;
        if (bytes.length >= 2 && (bytes[0] & 0xFF) + (bytes[1] & 0xFF) == 0xFF + 0xFE && (bytes[0] & 0xFE) == 0xFE) {
            charset = StandardCharsets.UTF_16;
        }
        try {
            String decoded = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (decoded.indexOf('\0') < 0) {
                return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
            }
        } catch (CharacterCodingException e) {
            // Told below, as for text with zeros in it.
        }
        throw bad(
                "is binary, and a key is read as PEM text",
                "If it is a DER key: openssl pkey -inform DER -in " + argument()
                        + " -out key.pem && chmod 600 key.pem");
    }

    @Override
    public String toString() {
        return name;
    }
}
