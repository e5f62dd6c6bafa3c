package dev.kalshilab.testkit;

import dev.kalshilab.sandbox.DemoKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs as the exchange's documentation says, with a key read from its file. */
public record Signer(String id, PrivateKey key) {
    private static final byte[] RSA_ALGORITHM = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    public static Signer of(DemoKey key) {
        try {
            return of(key.id(), Files.readString(key.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Signer of(String id, String pem) {
        try {
            byte[] body = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            boolean rsa = pem.startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
            byte[] pkcs8 = rsa ? der(0x30, concat(new byte[] {2, 1, 0}, RSA_ALGORITHM, der(4, body))) : body;
            return new Signer(
                    id,
                    KeyFactory.getInstance(rsa ? "RSA" : "Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Map<String, String> headers(String method, String path, long millis) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("KALSHI-ACCESS-KEY", id);
        headers.put("KALSHI-ACCESS-TIMESTAMP", Long.toString(millis));
        headers.put("KALSHI-ACCESS-SIGNATURE", sign(millis + method + path));
        return headers;
    }

    private String sign(String text) {
        try {
            Signature signature = Signature.getInstance(key.getAlgorithm().equals("RSA") ? "RSASSA-PSS" : "Ed25519");
            if (key.getAlgorithm().equals("RSA")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] der(int tag, byte[] content) {
        return concat(
                new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length}, content);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
