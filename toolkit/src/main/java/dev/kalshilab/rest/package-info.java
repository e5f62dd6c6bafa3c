/**
 * The exchange's REST interface, declared for Retrofit, and the execution of request records on it.
 *
 * <p>{@link dev.kalshilab.rest.Rest} turns a request into a {@link dev.kalshilab.rest.Pull}: pages followed to the end,
 * ranges cut at the exchange's caps, errors mapped, provenance kept. Alone in touching Retrofit. Uses {@code http},
 * {@code wire}, {@code cache}, {@code column} and {@code model}.
 */
@NullMarked
package dev.kalshilab.rest;

import org.jspecify.annotations.NullMarked;
