package dev.kalshilab.auth;

import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/**
 * Makes key pairs: the private key goes to a file that only its owner can read, the public key is returned.
 *
 * <p>The file is there whole or not at all. One that is there already stays as it is.
 */
public final class KeyFiles {
    private static final int ROOM = 16_384;

    private KeyFiles() {}

    /**
     * Writes a new RSA key of 2048 bits, as PKCS#1 PEM: the form in which the exchange hands out its own.
     *
     * @return the public key, as PEM
     * @throws KalshiException when the file exists or cannot be written
     */
    public static String writeRsa(Path file) {
        KeyPair pair = pair("RSA", Scheme.LEAST_BITS);
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        try {
            byte[] pkcs1 = PrivateKeyInfo.getInstance(pkcs8).getPrivateKey().getOctets();
            return write(file, "RSA PRIVATE KEY", pkcs1, pair);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /** The same with a new Ed25519 key, as PKCS#8 PEM. */
    public static String writeEd25519(Path file) {
        KeyPair pair = pair("Ed25519", 255);
        return write(file, "PRIVATE KEY", pair.getPrivate().getEncoded(), pair);
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new KalshiException(
                    "This Java cannot make an " + algorithm + " key.\nUse a JDK 17 or newer with its own providers.");
        }
    }

    private static String write(Path file, String label, byte[] privateKey, KeyPair pair) {
        try {
            keep(file, () -> pem(label, privateKey));
        } finally {
            Arrays.fill(privateKey, (byte) 0);
        }
        return new String(pem("PUBLIC KEY", pair.getPublic().getEncoded()), StandardCharsets.US_ASCII);
    }

    /**
     * Writes a private key that somebody else makes: the file is seen to be possible before it is made, for it may be
     * told only once.
     *
     * @param pem makes the key; called once, and its array is wiped
     * @throws KalshiException when the file exists or cannot be written
     */
    public static void keep(Path file, Supplier<byte[]> pem) {
        try {
            write(file.toAbsolutePath(), pem);
        } catch (FileAlreadyExistsException e) {
            throw new KalshiException("Key file " + file + " is there already and is not written over.\n"
                    + "Delete it if its key is no longer needed, or name another file.");
        } catch (IOException e) {
            throw new KalshiException(
                    "Key file " + file + " cannot be written (" + e.getClass().getSimpleName()
                            + ").\nName a file in a directory that exists, has space, and may be written to.",
                    e);
        }
    }

    private static void write(Path file, Supplier<byte[]> source) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path unfinished = ownersAlone(file);
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                // Room for the longest key there is: a disk that is full says so before the key is made.
                fill(channel, new byte[ROOM]);
                byte[] pem = source.get();
                try {
                    fill(channel, pem);
                    channel.truncate(pem.length);
                    channel.force(true);
                } finally {
                    Arrays.fill(pem, (byte) 0);
                }
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void fill(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        channel.position(0);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(true);
    }

    /** A new empty file beside that one, closed to others before anything is in it. */
    private static Path ownersAlone(Path file) throws IOException {
        Path directory = file.getParent() == null ? file : file.getParent();
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createTempFile(
                    directory,
                    ".key",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Path created = Files.createTempFile(directory, ".key", ".tmp");
        try {
            AclFileAttributeView view = Files.getFileAttributeView(created, AclFileAttributeView.class);
            if (view != null) {
                view.setAcl(List.of(AclEntry.newBuilder()
                        .setType(AclEntryType.ALLOW)
                        .setPrincipal(view.getOwner())
                        .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                        .build()));
            }
            return created;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(created);
            throw e;
        }
    }

    private static byte[] pem(String label, byte[] bytes) {
        byte[] body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(bytes);
        byte[] head = ("-----BEGIN " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
        byte[] foot = ("\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
        byte[] pem = new byte[head.length + body.length + foot.length];
        ByteBuffer.wrap(pem).put(head).put(body).put(foot);
        Arrays.fill(body, (byte) 0);
        return pem;
    }
}
