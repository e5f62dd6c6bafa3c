package dev.kalshilab.auth;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The headers of one request. As a text they leave out the signature: whoever has it may send the request. */
final class SignedHeaders extends AbstractMap<String, String> {
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final String text;

    SignedHeaders(String keyId, String timestamp, String signature, String shownKeyId) {
        headers.put("KALSHI-ACCESS-KEY", keyId);
        headers.put("KALSHI-ACCESS-TIMESTAMP", timestamp);
        headers.put("KALSHI-ACCESS-SIGNATURE", signature);
        text = "Headers[key " + shownKeyId + ", timestamp " + timestamp + ", signature not shown]";
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return Collections.unmodifiableMap(headers).entrySet();
    }

    @Override
    public String toString() {
        return text;
    }
}
