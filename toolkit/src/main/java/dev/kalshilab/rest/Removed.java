package dev.kalshilab.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An operation that the exchange has taken away: it is asked nevertheless, and a 404 then says this. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Removed {
    /** When it was taken away. */
    String since();

    /** What to do instead, as a sentence for the user. */
    String instead();
}
