package dev.kalshilab.rest;

import dev.kalshilab.wire.Answer;
import dev.kalshilab.wire.Drift;
import dev.kalshilab.wire.Page;
import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Type;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Retrofit;
import retrofit2.http.GET;

/** Says which answer a declared operation gives. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Reads {
    Kind value();

    /** The answers that a declaration can name. */
    enum Kind {
        SERIES,
        EVENTS,
        EVENT,
        MARKETS,
        MARKET,
        TRADES,
        CANDLES,
        BOOK,
        FILLS,
        ORDERS,
        ORDER,
        POSITIONS,
        EVENT_POSITIONS,
        SETTLEMENTS,
        BALANCE;

        Answer answer() {
            return switch (this) {
                case SERIES -> Answer.SERIES;
                case EVENTS -> Answer.EVENTS;
                case EVENT -> Answer.EVENT;
                case MARKETS -> Answer.MARKETS;
                case MARKET -> Answer.MARKET;
                case TRADES -> Answer.TRADES;
                case CANDLES -> Answer.CANDLES;
                case BOOK -> Answer.BOOK;
                case FILLS -> Answer.FILLS;
                case ORDERS -> Answer.ORDERS;
                case ORDER -> Answer.ORDER;
                case POSITIONS -> Answer.POSITIONS;
                case EVENT_POSITIONS -> Answer.EVENT_POSITIONS;
                case SETTLEMENTS -> Answer.SETTLEMENTS;
                case BALANCE -> Answer.BALANCE;
            };
        }
    }

    /** Streams a body into a {@link Page} of the declared kind. */
    final class Converter extends retrofit2.Converter.Factory {
        private final Drift drift;

        Converter(Drift drift) {
            this.drift = drift;
        }

        @Override
        public retrofit2.@Nullable Converter<ResponseBody, ?> responseBodyConverter(
                Type type, Annotation[] annotations, Retrofit retrofit) {
            for (Annotation annotation : annotations) {
                if (annotation instanceof Reads reads && type == Page.class) {
                    Answer answer = reads.value().answer();
                    Drift.Answers differences = drift.of(operation(annotations));
                    return (ResponseBody body) -> {
                        try (body) {
                            return answer.read(body.source(), differences);
                        }
                    };
                }
            }
            return null;
        }

        private static String operation(Annotation[] annotations) {
            for (Annotation annotation : annotations) {
                if (annotation instanceof GET get) {
                    return "GET /" + get.value();
                }
            }
            return "";
        }
    }
}
