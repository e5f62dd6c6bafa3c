package dev.kalshilab.wire;

import static dev.kalshilab.column.Field.of;
import static dev.kalshilab.column.Kind.INSTANT;
import static dev.kalshilab.column.Kind.INTEGER;
import static dev.kalshilab.column.Kind.TEXT;
import static dev.kalshilab.column.Kind.TEXTS;

import dev.kalshilab.column.Schema;
import java.util.List;

/**
 * The table of fields for API keys. What is secret of a key has no column.
 */
public final class KeyShapes {
    public static final Schema API_KEYS = new Schema(
            "api_keys",
            List.of(
                    of(TEXT, "api_key_id", "the key").asIdentifier().always(),
                    of(TEXT, "name", "its name, given by the user").always(),
                    of(TEXTS, "scopes", "what it may do: read, write, or parts of them")
                            .always(),
                    of(INTEGER, "subaccount", "the one subaccount that it is for; missing for all"),
                    of(TEXT, "fcm_subtrader_id", "the one subtrader that it is for"),
                    of(TEXT, "key_type", "rsa or ed25519"),
                    of(INSTANT, "created_ts", "when it was made; only in the documents of 2025")
                            .withMicros(),
                    of(
                            INSTANT,
                            "api_key_region_expiration_ts",
                            "until when the account's statement of where it is holds; missing if it made none")));

    public static final Schema CREATED = new Schema(
            "created_key",
            List.of(
                    of(TEXT, "api_key_id", "the key").asIdentifier().always(),
                    of(TEXT, "key_type", "rsa or ed25519"),
                    of(TEXT, "warning", "what the exchange warns of")));

    private KeyShapes() {}
}
