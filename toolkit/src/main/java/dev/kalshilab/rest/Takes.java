package dev.kalshilab.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the parameters that a declared operation takes, of its query or its body, as the exchange's reference does. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Takes {
    String[] value();

    /** The highest {@code limit}; 0 where the reference names none. */
    int most() default 0;

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
