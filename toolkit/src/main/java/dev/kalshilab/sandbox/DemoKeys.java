package dev.kalshilab.sandbox;

import dev.kalshilab.auth.SignatureCheck;
import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The demo user's keys: made when first asked for, as an RSA key takes a moment, and kept in a directory that nobody
 * else can read until the sandbox is closed or the process ends.
 */
final class DemoKeys implements AutoCloseable {
    private static final String RSA = "rsa";
    private static final String ED25519 = "ed25519";
    private static final List<String> ALL = List.of("read", "write");
    /** What stands before the PKCS#1 key in the PKCS#8 form of a key of 2048 bits: that it is an RSA key. */
    private static final int PKCS8_PREFIX = 26;

    private final long seed;
    private final Map<String, SignatureCheck> checks = new HashMap<>();
    private final Map<String, DemoKey> keys = new HashMap<>();
    private final Map<String, Named> names = new LinkedHashMap<>();
    private int made;
    private @Nullable Path directory;
    private boolean closed;

    DemoKeys(long seed) {
        this.seed = seed;
        names.put(id(RSA), new Named("Sandbox RSA key", ALL));
        names.put(id(ED25519), new Named("Sandbox Ed25519 key", ALL));
    }

    /** A key as its owner sees it. */
    record Named(String name, List<String> scopes) {
        boolean allows(boolean write) {
            String scope = write ? "write" : "read";
            return scopes.stream().anyMatch(one -> one.equals(scope) || one.startsWith(scope + "::"));
        }
    }

    /** A pair that was made for the user; the private half is nowhere else. */
    record Generated(String id, String pem) {}

    /** RSA of 2048 bits, as PKCS#1: what the exchange hands out. */
    DemoKey rsa() {
        return key(RSA);
    }

    /** Ed25519, as PKCS#8. */
    DemoKey ed25519() {
        return key(ED25519);
    }

    /** The ids and names of all keys, made or not. */
    synchronized Map<String, Named> names() {
        return new LinkedHashMap<>(names);
    }

    /** Takes a public key; gives its id. */
    synchronized String add(Named named, SignatureCheck check) {
        String id = Rng.uuid(Rng.key(seed, "demo key", "made"), made++);
        names.put(id, named);
        checks.put(id, check);
        return id;
    }

    /** Makes a pair, RSA or Ed25519, and keeps the public half. */
    Generated generate(Named named, boolean rsa) {
        try {
            KeyPair pair = pair(rsa ? RSA : ED25519);
            return new Generated(add(named, SignatureCheck.of(pair.getPublic())), pem(pair, rsa));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether there was such a key. */
    synchronized boolean delete(String id) {
        checks.remove(id);
        return names.remove(id) != null;
    }

    private String id(String type) {
        return Rng.uuid(Rng.key(seed, "demo key", type), 0);
    }

    /** Null for a key that has not been made yet. */
    synchronized @Nullable SignatureCheck check(String id) {
        return checks.get(id);
    }

    private synchronized DemoKey key(String type) {
        if (closed) {
            throw new KalshiException("The sandbox is closed, and its keys are deleted.\nStart another one.");
        }
        return keys.computeIfAbsent(type, this::make);
    }

    private DemoKey make(String type) {
        try {
            KeyPair pair = pair(type);
            Path file = write(type.equals(RSA) ? "rsa.key" : "ed25519.key", pem(pair, type.equals(RSA)));
            checks.put(id(type), SignatureCheck.of(pair.getPublic()));
            return new DemoKey(type, id(type), file);
        } catch (GeneralSecurityException e) {
            throw new KalshiException("This Java makes no " + type + " keys.\nUse a JDK with its usual providers.", e);
        } catch (IOException e) {
            throw new KalshiException(
                    "The sandbox's " + type + " key was not written: " + e + "\nIt needs a place in "
                            + System.getProperty("java.io.tmpdir") + ".",
                    e);
        }
    }

    private static KeyPair pair(String type) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type.equals(RSA) ? "RSA" : "Ed25519");
        if (type.equals(RSA)) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair pair, boolean rsa) {
        byte[] encoded = pair.getPrivate().getEncoded();
        byte[] key = rsa ? Arrays.copyOfRange(encoded, PKCS8_PREFIX, encoded.length) : encoded;
        String label = rsa ? "RSA PRIVATE KEY" : "PRIVATE KEY";
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private Path write(String name, String pem) throws IOException {
        Path home = directory;
        if (home == null) {
            home = Files.createTempDirectory("kalshi-sandbox-", only("rwx------"));
            home.toFile().deleteOnExit();
            directory = home;
        }
        Path file = Files.createFile(home.resolve(name), only("rw-------"));
        file.toFile().deleteOnExit();
        Files.write(file, pem.getBytes(StandardCharsets.US_ASCII));
        return file;
    }

    /** Where files have no such permissions, the user's own temporary directory keeps others out. */
    private static FileAttribute<?>[] only(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Deletes the files; what cannot be deleted now goes when the process ends. */
    @Override
    public synchronized void close() {
        closed = true;
        for (DemoKey key : keys.values()) {
            var ignored = key.file().toFile().delete();
        }
        if (directory != null) {
            var ignored = directory.toFile().delete();
        }
        keys.clear();
        checks.clear();
    }
}
