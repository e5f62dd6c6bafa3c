package dev.kalshilab.sandbox;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where the next page of a list begins, as opaque text that only fits the query it was made for.
 *
 * @param major the position: an index, or a time
 * @param minor what tells apart rows of the same {@code major}
 */
record Cursor(long major, long minor) {
    private static final int LENGTH = 24;

    String write(long seed, Query query) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.putLong(seal(seed, query)).putLong(major).putLong(minor);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private long seal(long seed, Query query) {
        return Rng.key(Rng.mix(seed ^ major) ^ Rng.mix(minor + 1), "cursor", query.identity());
    }

    /** The cursor of the request, null on the first page. */
    static @Nullable Cursor read(long seed, Query query) {
        String text = query.text("cursor");
        if (text == null) {
            return null;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == LENGTH) {
                long seal = bytes.getLong();
                Cursor cursor = new Cursor(bytes.getLong(), bytes.getLong());
                if (seal == cursor.seal(seed, query)) {
                    return cursor;
                }
            }
        } catch (IllegalArgumentException e) {
            // Not base64: refused below like any other text that is not of this query.
        }
        throw Refusal.badRequest("invalid cursor: '" + text + "' does not belong to this query");
    }
}
