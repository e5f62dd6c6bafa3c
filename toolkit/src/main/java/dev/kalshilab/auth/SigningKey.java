package dev.kalshilab.auth;

import java.security.PrivateKey;

/** A private key, how it signs, and what may be told of it. Not a record: those print what they hold. */
final class SigningKey {
    private final PrivateKey key;
    private final Scheme scheme;
    private final String description;

    SigningKey(PrivateKey key, Scheme scheme, String description) {
        this.key = key;
        this.scheme = scheme;
        this.description = description;
    }

    byte[] sign(byte[] text) throws java.security.GeneralSecurityException {
        return scheme.sign(key, text);
    }

    /** Algorithm and length. */
    @Override
    public String toString() {
        return description;
    }
}
