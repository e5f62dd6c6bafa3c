package dev.kalshilab.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;

/** The two kinds of signature that the exchange takes, and the text that is signed. */
enum Scheme {
    RSA,
    ED25519;

    /** Shorter RSA keys are refused, on either side. */
    static final int LEAST_BITS = 2048;

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    /** What is signed: the three in a row, the path without its query. */
    static byte[] text(String timestamp, String method, String path) {
        return (timestamp + method + withoutQuery(path)).getBytes(StandardCharsets.UTF_8);
    }

    static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    byte[] sign(PrivateKey key, byte[] text) throws GeneralSecurityException {
        Signature signature = signature();
        signature.initSign(key);
        signature.update(text);
        return signature.sign();
    }

    boolean verify(PublicKey key, byte[] text, byte[] signed) throws GeneralSecurityException {
        Signature signature = signature();
        signature.initVerify(key);
        signature.update(text);
        return signature.verify(signed);
    }

    /** Whether a signature of the one verifies with the other. */
    boolean belongTogether(PrivateKey priv, PublicKey pub) throws GeneralSecurityException {
        byte[] text = new byte[32];
        new SecureRandom().nextBytes(text);
        boolean together = verify(pub, text, sign(priv, text));
        Arrays.fill(text, (byte) 0);
        return together;
    }

    /** A new one each time: the JDK's are not safe to share between threads. */
    private Signature signature() throws GeneralSecurityException {
        if (this == ED25519) {
            return Signature.getInstance("Ed25519");
        }
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(PSS);
        return signature;
    }
}
