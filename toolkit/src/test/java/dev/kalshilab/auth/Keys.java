package dev.kalshilab.auth;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** Key pairs of this run, and their PEM texts. */
final class Keys {
    static final String ID = "a952bcbe-0000-4000-8000-11dae589608c";

    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair ED25519 = pair("Ed25519", 255);

    private Keys() {}

    static KeyPair rsa() {
        return RSA;
    }

    static KeyPair ed25519() {
        return ED25519;
    }

    static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair ec() {
        return pair("EC", new ECGenParameterSpec("secp256r1"));
    }

    private static KeyPair pair(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String pkcs1(KeyPair pair) {
        try {
            return pem(
                    "RSA PRIVATE KEY",
                    PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                            .parsePrivateKey()
                            .toASN1Primitive()
                            .getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String pkcs8(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    static String publicKey(KeyPair pair) {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    static String pkcs1(KeyPair pair, String passphrase) {
        try {
            return pem(new JcaMiscPEMGenerator(
                    pair.getPrivate(),
                    new JcePEMEncryptorBuilder("AES-256-CBC")
                            .setProvider(PROVIDER)
                            .build(passphrase.toCharArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String pkcs8(KeyPair pair, String passphrase) {
        try {
            return pem(new JcaPKCS8Generator(
                    pair.getPrivate(),
                    new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                            .setProvider(PROVIDER)
                            .setPassword(passphrase.toCharArray())
                            .build()));
        } catch (IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    static String pem(String label, byte[] bytes) {
        return pem(new PemObject(label, bytes));
    }

    private static String pem(PemObjectGenerator object) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The text in a file that its owner alone can read. */
    static Path file(Path directory, String name, String text) {
        try {
            return ownersAlone(Files.writeString(directory.resolve(name), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path ownersAlone(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    /** The base64 of a PEM text in one piece. */
    static String body(String pem) {
        return pem.replaceAll("-----[A-Z0-9 ]+-----", "")
                .replaceAll("(?m)^\\w[\\w-]+: .*$", "")
                .replaceAll("\\s", "");
    }
}
