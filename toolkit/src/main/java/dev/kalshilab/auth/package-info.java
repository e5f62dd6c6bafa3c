/**
 * Who asks: an API key as credentials, the signature of a request, and its verification.
 *
 * <p>The door is {@link dev.kalshilab.auth.Credentials}; {@link dev.kalshilab.auth.SignatureCheck} is the exchange's
 * half, and {@link dev.kalshilab.auth.KeyFiles} makes key pairs. Bouncy Castle reads what key files hold and is never
 * registered as a provider; the JDK signs and verifies. Uses {@code model} alone. No message, cause or
 * {@code toString} of this package says anything of a key, a passphrase or a signature.
 */
@NullMarked
package dev.kalshilab.auth;

import org.jspecify.annotations.NullMarked;
