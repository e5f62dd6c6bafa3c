package dev.kalshilab.auth;

import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** The exchange's half of signing: whether a request was signed with the private half of this public key. */
public final class SignatureCheck {
    /** Digits, then letters, then a slash: no other split of a signed text makes the same three. */
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{1,19}");

    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");

    private final PublicKey key;
    private final Scheme scheme;
    private final String description;

    private SignatureCheck(PublicKey key, Scheme scheme, String description) {
        this.key = key;
        this.scheme = scheme;
        this.description = description;
    }

    /**
     * A check against that key.
     *
     * @throws KalshiException when it is neither RSA of 2048 bits or more nor Ed25519
     */
    public static SignatureCheck of(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < Scheme.LEAST_BITS) {
                throw new KalshiException("The public key is RSA of " + bits + " bits, and the least is "
                        + Scheme.LEAST_BITS + ".\nMake a longer one.");
            }
            return new SignatureCheck(key, Scheme.RSA, "RSA " + bits);
        }
        if (key instanceof EdECPublicKey edwards
                && edwards.getParams().getName().equalsIgnoreCase("Ed25519")) {
            return new SignatureCheck(key, Scheme.ED25519, "Ed25519");
        }
        throw new KalshiException("The public key is neither RSA nor Ed25519.\nGive one that is.");
    }

    /** From PEM: {@code BEGIN PUBLIC KEY}, or {@code BEGIN RSA PUBLIC KEY}. */
    public static SignatureCheck ofText(String pem) {
        KeySource source = KeySource.publicText(pem);
        List<PemBlock> blocks = PemBlock.of(source.read());
        if (blocks.size() != 1) {
            throw source.bad("holds " + blocks.size() + " PEM blocks", "Give one: -----BEGIN PUBLIC KEY-----.");
        }
        PemBlock block = blocks.get(0);
        boolean pkcs1 = block.label().equals("RSA PUBLIC KEY");
        if (!pkcs1 && !block.label().equals("PUBLIC KEY")) {
            throw source.bad("is no public key", "Give the one of -----BEGIN PUBLIC KEY-----.");
        }
        KalshiException damaged = source.bad("is cut short or damaged", "Copy it again, whole.");
        byte[] bytes = block.bytes().filter(any -> block.whole()).orElseThrow(() -> damaged);
        try {
            return of(key(
                    pkcs1
                            ? new SubjectPublicKeyInfo(
                                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                                    bytes)
                            : SubjectPublicKeyInfo.getInstance(bytes)));
        } catch (KalshiException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw damaged;
        }
    }

    private static PublicKey key(SubjectPublicKeyInfo info) throws GeneralSecurityException, IOException {
        var algorithm = info.getAlgorithm().getAlgorithm();
        String name = algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
                ? "RSA"
                : algorithm.equals(EdECObjectIdentifiers.id_Ed25519) ? "Ed25519" : "";
        if (name.isEmpty()) {
            throw new KalshiException("The public key is neither RSA nor Ed25519.\nGive one that is.");
        }
        return KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    }

    /**
     * Whether the signature is of that timestamp, method and path; a query in the path does not count.
     *
     * <p>Takes whatever a request may carry: what is missing or unreadable is not valid. The age of the timestamp is
     * the caller's to judge.
     */
    public boolean valid(
            @Nullable String timestamp,
            @Nullable String method,
            @Nullable String path,
            @Nullable String signatureBase64) {
        if (timestamp == null || method == null || path == null || signatureBase64 == null) {
            return false;
        }
        if (!TIMESTAMP.matcher(timestamp).matches() || !METHOD.matcher(method).matches() || !path.startsWith("/")) {
            return false;
        }
        try {
            byte[] signature = Base64.getDecoder().decode(signatureBase64);
            // The decoder lets padding and unused bits pass; one signature has one text.
            return Base64.getEncoder().encodeToString(signature).equals(signatureBase64)
                    && scheme.verify(key, Scheme.text(timestamp, method, path), signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "SignatureCheck[" + description + "]";
    }
}
