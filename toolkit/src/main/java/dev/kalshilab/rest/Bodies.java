package dev.kalshilab.rest;

import dev.kalshilab.wire.Json;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Converter;
import retrofit2.Retrofit;

/** Writes the bodies of requests: a JSON object of the members of a map, in their order. */
final class Bodies extends Converter.Factory {
    private static final MediaType JSON = MediaType.get("application/json");

    @Override
    public @Nullable Converter<?, RequestBody> requestBodyConverter(
            Type type, Annotation[] parameter, Annotation[] method, Retrofit retrofit) {
        return (Map<String, ?> members) -> RequestBody.create(Json.write(members), JSON);
    }
}
