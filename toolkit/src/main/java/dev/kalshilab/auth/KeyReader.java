package dev.kalshilab.auth;

import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * A PEM text to a private key that can sign.
 *
 * <p>Exceptions of parsers and ciphers are dropped, not passed on as causes: nobody promises what their messages hold.
 */
final class KeyReader {
    private static final String PKCS1 = "RSA PRIVATE KEY";
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS8_ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final String OPENSSH = "OPENSSH PRIVATE KEY";
    private static final Set<String> READ = Set.of(PKCS1, PKCS8, PKCS8_ENCRYPTED);

    private static final String WHICH =
            "The exchange takes RSA of 2048 bits or more, and Ed25519: name the key that was made with the API key.";
    private static final String PRIVATE_HALF =
            "Name the private key: its first line is -----BEGIN RSA PRIVATE KEY----- or -----BEGIN PRIVATE KEY-----.";
    private static final String COPY_AGAIN =
            "Copy it again, whole, from its BEGIN line to its END line; if it is lost, make a new API key.";

    private static final Pattern PATH =
            Pattern.compile("(?:[/~.]|\\w:\\\\)[^\r\n]{1,400}|[^\r\n]{1,400}\\.(?:pem|key|txt)");

    /** Those of that older way that the library knows. */
    private static final Pattern LEGACY_CIPHERS =
            Pattern.compile("(?:AES-(?:128|192|256)|DES-EDE3?|DES|BF|RC2)-(?:CBC|CFB|OFB|ECB)");

    /** By what their BEGIN lines say: blocks that hold no key to sign with. */
    private static final Map<String, String> OTHERS = Map.of(
            "EC PRIVATE KEY", "an EC key",
            "DSA PRIVATE KEY", "a DSA key",
            "PUBLIC KEY", "a public key",
            "RSA PUBLIC KEY", "a public key",
            "CERTIFICATE", "a certificate",
            "X509 CERTIFICATE", "a certificate",
            "TRUSTED CERTIFICATE", "a certificate",
            "CERTIFICATE REQUEST", "a certificate request",
            "NEW CERTIFICATE REQUEST", "a certificate request");

    private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS = Map.of(
            X9ObjectIdentifiers.id_ecPublicKey, "an EC key",
            X9ObjectIdentifiers.id_dsa, "a DSA key",
            PKCSObjectIdentifiers.id_RSASSA_PSS, "an RSA key bound to PSS",
            EdECObjectIdentifiers.id_Ed448, "an Ed448 key",
            EdECObjectIdentifiers.id_X25519, "an X25519 key",
            EdECObjectIdentifiers.id_X448, "an X448 key");

    /** Knows more ciphers than the JDK. Given to those that use it and never registered, so no one else meets it. */
    private static final class Library {
        private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    }

    private final KeySource source;
    private final char[] passphrase;

    /**
     * Reads one key.
     *
     * @param passphrase empty when there is none; not kept beyond {@link #read()}, and not wiped here
     */
    KeyReader(KeySource source, char[] passphrase) {
        this.source = source;
        this.passphrase = passphrase;
    }

    /** A key that was tried: what it signs can be verified. */
    SigningKey read() {
        PemBlock block = block(source.read());
        byte[] bytes = block.bytes().orElseThrow(this::damaged);
        try {
            return switch (block.label()) {
                case PKCS1 -> rsa(RSAPrivateKey.getInstance(block.legacyEncrypted() ? decrypted(block, bytes) : bytes));
                case PKCS8_ENCRYPTED -> key(decrypted(new PKCS8EncryptedPrivateKeyInfo(bytes)));
                default -> key(PrivateKeyInfo.getInstance(bytes));
            };
        } catch (KalshiException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw block.legacyEncrypted() ? wrongPassphrase() : damaged();
        }
    }

    private PemBlock block(String text) {
        List<PemBlock> blocks = PemBlock.of(text);
        if (blocks.isEmpty()) {
            throw notPem(text.strip());
        }
        List<PemBlock> keys =
                blocks.stream().filter(block -> READ.contains(block.label())).toList();
        if (keys.size() > 1) {
            throw source.bad("holds " + keys.size() + " private keys", "Keep the one that belongs to the API key.");
        }
        if (keys.isEmpty()) {
            throw otherBlock(blocks);
        }
        PemBlock key = keys.get(0);
        if (!key.whole()) {
            throw source.bad("is cut short: its END line is missing", COPY_AGAIN);
        }
        return key;
    }

    private KalshiException notPem(String text) {
        if (text.startsWith("PuTTY-User-Key-File")) {
            return source.bad(
                    "is a PuTTY key, and PEM is read here",
                    "An RSA key converts with: puttygen " + source.argument() + " -O private-openssh -o key.pem"
                            + " && chmod 600 key.pem");
        }
        if (text.startsWith("ssh-") || text.startsWith("---- BEGIN SSH2 PUBLIC KEY")) {
            return source.bad("is a public key of SSH, not a private key", PRIVATE_HALF);
        }
        if (source.isText() && PATH.matcher(text).matches()) {
            return source.bad(
                    "is the path of a file, and the PEM text itself is asked for",
                    "Give the path to Credentials.of(keyId, path), or in the setting that ends in PRIVATE_KEY_PATH.");
        }
        if (KeySource.isBareKey(text)) {
            return source.bad("has no BEGIN and END lines", COPY_AGAIN);
        }
        return source.bad("is not PEM: there is no -----BEGIN line in it", PRIVATE_HALF);
    }

    private KalshiException otherBlock(List<PemBlock> blocks) {
        Predicate<PemBlock> isPrivate = block -> block.label().endsWith("PRIVATE KEY");
        PemBlock block = blocks.stream().filter(isPrivate).findFirst().orElse(blocks.get(0));
        if (block.label().equals(OPENSSH)) {
            return openSsh(block);
        }
        String what = OTHERS.get(block.label());
        if (what == null) {
            return block.whole()
                    ? source.bad("holds something else than a private key", PRIVATE_HALF)
                    : source.bad("is cut short or damaged", COPY_AGAIN);
        }
        return isPrivate.test(block)
                ? source.bad("is " + what, WHICH)
                : source.bad("is " + what + ", not a private key", PRIVATE_HALF);
    }

    private KalshiException openSsh(PemBlock block) {
        String blob = new String(block.bytes().orElse(new byte[0]), StandardCharsets.ISO_8859_1);
        // The kind of key stands in the blob in the clear, even when the key is encrypted.
        return blob.contains("ssh-ed25519")
                ? source.bad(
                        "is an Ed25519 key in OpenSSH's format, which ssh-keygen cannot convert",
                        "Make a new one and register it: openssl genpkey -algorithm ed25519 -out key.pem"
                                + " && chmod 600 key.pem")
                : source.bad(
                        "is in OpenSSH's format, and PEM is read here",
                        "Convert it where it stands: ssh-keygen -p -m PEM -f " + source.argument());
    }

    private byte[] decrypted(PemBlock block, byte[] bytes) {
        needPassphrase();
        if (!LEGACY_CIPHERS.matcher(block.cipher()).matches()) {
            throw unknownEncryption();
        }
        byte[] salt = block.salt().orElseThrow(this::damaged);
        try {
            return new BcPEMDecryptorProvider(asOpenSslReadsIt())
                    .get(block.cipher())
                    .decrypt(bytes, salt);
        } catch (PEMException | RuntimeException e) {
            throw wrongPassphrase();
        }
    }

    /** That library takes the low byte of a character, OpenSSL the bytes of the text: one character a byte of UTF-8. */
    private char[] asOpenSslReadsIt() {
        return new String(new String(passphrase).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                .toCharArray();
    }

    private PrivateKeyInfo decrypted(PKCS8EncryptedPrivateKeyInfo encrypted) {
        needPassphrase();
        InputDecryptorProvider decryptors = new JcePKCSPBEInputDecryptorProviderBuilder()
                .setProvider(Library.PROVIDER)
                .build(passphrase);
        InputDecryptor decryptor;
        try {
            decryptor = decryptors.get(encrypted.getEncryptionAlgorithm());
        } catch (OperatorCreationException | RuntimeException e) {
            throw unknownEncryption();
        }
        try {
            return encrypted.decryptPrivateKeyInfo(algorithm -> decryptor);
        } catch (PKCSException | RuntimeException e) {
            throw wrongPassphrase();
        }
    }

    private KalshiException unknownEncryption() {
        return source.bad(
                "is encrypted in a way that is not known here",
                "Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in " + source.argument()
                        + " -out key.pem && chmod 600 key.pem");
    }

    private void needPassphrase() {
        if (passphrase.length == 0) {
            throw source.bad("is protected by a passphrase, and none was given", source.passphraseGoes());
        }
    }

    private SigningKey key(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rsa(RSAPrivateKey.getInstance(info.parsePrivateKey()));
        }
        if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
            byte[] seed = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
            if (seed.length != 32) {
                throw damaged();
            }
            PrivateKey key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            return new SigningKey(key, Scheme.ED25519, "Ed25519");
        }
        throw source.bad("is " + ALGORITHMS.getOrDefault(algorithm, "a key of another kind"), WHICH);
    }

    private SigningKey rsa(RSAPrivateKey numbers) throws GeneralSecurityException {
        int bits = numbers.getModulus().bitLength();
        if (bits < Scheme.LEAST_BITS) {
            throw source.bad(
                    "is an RSA key of " + bits + " bits, and the exchange takes no fewer than " + Scheme.LEAST_BITS,
                    "Make a new API key on the exchange, or a new key: openssl genrsa -out key.pem 2048"
                            + " && chmod 600 key.pem");
        }
        KeyFactory factory = KeyFactory.getInstance("RSA");
        PrivateKey key = factory.generatePrivate(new RSAPrivateCrtKeySpec(
                numbers.getModulus(),
                numbers.getPublicExponent(),
                numbers.getPrivateExponent(),
                numbers.getPrime1(),
                numbers.getPrime2(),
                numbers.getExponent1(),
                numbers.getExponent2(),
                numbers.getCoefficient()));
        // A character that went wrong in copying leaves a key that reads well and signs nothing that anyone accepts.
        if (!Scheme.RSA.belongTogether(
                key, factory.generatePublic(new RSAPublicKeySpec(numbers.getModulus(), numbers.getPublicExponent())))) {
            throw damaged();
        }
        return new SigningKey(key, Scheme.RSA, "RSA " + bits);
    }

    private KalshiException damaged() {
        return source.bad("is cut short or damaged: its text is not that of a key", COPY_AGAIN);
    }

    private KalshiException wrongPassphrase() {
        return source.bad(
                "cannot be opened: the passphrase is wrong, or the key is damaged",
                "Try the passphrase with: openssl pkey -noout -in " + source.argument());
    }
}
