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
import java.util.Map;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Retrofit;

/** Says which answer a declared operation gives. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Reads {
    Kind value();

    /** The answers that a declaration can name: those of {@link Answer}, for an annotation holds constants alone. */
    enum Kind {
        SERIES,
        EVENTS,
        EVENT,
        MARKETS,
        MARKET,
        TRADES,
        CANDLES,
        BATCH_CANDLES,
        EVENT_CANDLES,
        BOOK,
        BOOKS,
        EVENT_METADATA,
        FORECAST,
        TAGS,
        SPORTS,
        SERIES_FEE_CHANGES,
        EVENT_FEE_CHANGES,
        INCENTIVES,
        COLLECTIONS,
        COLLECTION,
        COMBO_MARKET,
        LOOKUPS,
        EXCHANGE_STATUS,
        TRADING_HOURS,
        MAINTENANCE_WINDOWS,
        USER_DATA_TIMESTAMP,
        HISTORICAL_CUTOFF,
        ACCOUNT_LIMITS,
        ENDPOINT_COSTS,
        API_KEYS,
        CREATED_KEY,
        COMMUNICATIONS_ID,
        QUOTES,
        QUOTE,
        RFQS,
        RFQ,
        CREATED_ID,
        FILLS,
        ORDERS,
        ORDER,
        ORDER_GROUPS,
        ORDER_GROUP,
        QUEUE_POSITIONS,
        QUEUE_POSITION,
        POSITIONS,
        EVENT_POSITIONS,
        SETTLEMENTS,
        BALANCE,
        RESTING_VALUE,
        DEPOSITS,
        WITHDRAWALS,
        SUBACCOUNT_BALANCES;

        private static final Map<String, Answer> ANSWERS = Answer.all();

        Answer answer() {
            Answer answer = ANSWERS.get(name());
            return answer == null ? Answer.named(name()) : answer; // which says that there is none
        }
    }

    /** Streams a body into a {@link Page} of the declared kind. */
    final class Converter extends retrofit2.Converter.Factory {
        private final Drift drift;
        private final boolean whole;

        /** @param whole true when pages shall hold what they were read from */
        Converter(Drift drift, boolean whole) {
            this.drift = drift;
            this.whole = whole;
        }

        @Override
        public retrofit2.@Nullable Converter<ResponseBody, ?> responseBodyConverter(
                Type type, Annotation[] annotations, Retrofit retrofit) {
            for (Annotation annotation : annotations) {
                if (annotation instanceof Reads reads && type == Page.class) {
                    Answer answer = reads.value().answer();
                    Drift.Answers differences = drift.of(Operation.name(annotations));
                    return (ResponseBody body) -> {
                        try (body) {
                            return whole
                                    ? answer.readWhole(body.source(), differences)
                                    : answer.read(body.source(), differences);
                        }
                    };
                }
            }
            return null;
        }
    }
}
