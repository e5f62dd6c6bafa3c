package dev.kalshilab.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the query parameters that a declared operation takes, in the order of the exchange's reference. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Takes {
    String[] value();

    /** A parameter that the exchange has taken away from the operation: refused before anything is sent. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @Repeatable(NoLonger.All.class)
    @interface NoLonger {
        String value();

        /** When it was taken away. */
        String since();

        /** What to do instead, as a sentence for the user. */
        String instead();

        /** Holds several of them. */
        @Retention(RetentionPolicy.RUNTIME)
        @Target(ElementType.METHOD)
        @interface All {
            NoLonger[] value();
        }
    }
}
