package dev.kalshilab.cache;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One answer as it arrived. Two are equal when their bodies are.
 *
 * @param address path and query of the question within the API
 * @param received when it arrived, by the clock of the connection
 * @param headers those of its headers that are wanted again; nothing secret
 * @param body what arrived, as it is: whoever reads it must not write into it
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into it
public record Kept(String address, Instant received, Map<String, String> headers, byte[] body) {
    private static final int OVERHEAD = 200;

    public Kept {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** Roughly what it takes in memory. */
    long weight() {
        long weight = OVERHEAD + address.length() + (long) body.length;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            weight += OVERHEAD + header.getKey().length() + header.getValue().length();
        }
        return weight;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Kept same
                && address.equals(same.address)
                && received.equals(same.received)
                && headers.equals(same.headers)
                && Arrays.equals(body, same.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(address, received, headers, Arrays.hashCode(body));
    }

    /** Never the body, which may belong to an account. */
    @Override
    public String toString() {
        return "Kept[" + address + ", received " + received + ", " + body.length + " bytes]";
    }
}
