package dev.kalshilab;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.display.Display;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.ComboMarket;
import dev.kalshilab.model.Contracts;
import dev.kalshilab.model.CreatedKey;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Leg;
import dev.kalshilab.model.Money;
import dev.kalshilab.model.Price;
import dev.kalshilab.model.Quote;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Changes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few things that the toolkit can change at the exchange: API keys, requests for quotes, quotes, and making a combo.
 *
 * <p>Each throws unless {@link Kalshi#allowWrites()} was called, says first on which account it acts and what it costs,
 * and is sent once, never again by itself. Nothing here places, changes or cancels an order of the book.
 */
public final class Writes {
    private final Changes changes;
    private final Connection connection;
    private final boolean allowed;

    Writes(Changes changes, Connection connection, boolean allowed) {
        this.changes = changes;
        this.connection = connection;
        this.allowed = allowed;
    }

    private void about(String what, String cost) {
        if (connection.tape().isPresent()) {
            throw new KalshiException("'" + what + "' on " + connection.name()
                    + " is not possible: a recording cannot be changed.\nOpen the exchange or the sandbox to write.");
        }
        if (!allowed) {
            throw new KalshiException("'" + what + "' would change something on " + connection.name()
                    + ", and this connection only reads.\nIf you mean it: kalshi.allowWrites(), then again.");
        }
        Display.note(what + " on " + connection.name() + " as key " + key() + ": " + cost);
    }

    /** Enough of the key's id to tell it from another. */
    private String key() {
        String id = connection.key().map(Credentials::keyId).orElse("none");
        return id.length() > 8 ? id.substring(0, 8) + "…" : id;
    }

    /** Registers a public key, as PEM, under a name; costs nothing. */
    public CreatedKey createApiKey(String name, String publicKeyPem) {
        return createApiKey(name, publicKeyPem, Map.of());
    }

    /** The same, with more members of the exchange's by their own names: {@code scopes, subaccount}. */
    public CreatedKey createApiKey(String name, String publicKeyPem, Map<String, ?> more) {
        about("create API key '" + name + "'", "costs nothing");
        return changes.createKey(members(more, "name", name, "public_key", publicKeyPem));
    }

    /**
     * Has the exchange make a key pair, and writes the private key into a new file that only its owner can read; costs
     * nothing. The key itself is in no value.
     *
     * @throws KalshiException before anything is sent when the file exists or cannot be written
     */
    public GeneratedKey generateApiKey(String name, Path file) {
        return generateApiKey(name, file, Map.of());
    }

    /** The same, with more members of the exchange's by their own names: {@code key_type, scopes, subaccount}. */
    public GeneratedKey generateApiKey(String name, Path file, Map<String, ?> more) {
        about("generate API key '" + name + "'", "costs nothing");
        CreatedKey key = changes.generateKey(members(more, "name", name), file);
        return new GeneratedKey(key.apiKeyId(), file.toAbsolutePath(), key.keyType(), key.warning());
    }

    /** A key that the exchange made, and the file that holds its private part. */
    public record GeneratedKey(
            String apiKeyId,
            Path file,
            @Nullable String keyType,
            @Nullable String warning) {}

    /** Deletes a key for good; costs nothing. */
    public void deleteApiKey(String apiKeyId) {
        about("delete API key " + apiKeyId, "costs nothing, and cannot be undone");
        changes.deleteKey(apiKeyId);
    }

    /** Asks for quotes on so many contracts of a market; gives the request's id. It costs nothing by itself. */
    public String createRfq(String ticker, Contracts contracts, boolean restRemainder) {
        return createRfq(ticker, contracts, restRemainder, Map.of());
    }

    /** The same, with more members of the exchange's by their own names: {@code replace_existing, subaccount}. */
    public String createRfq(String ticker, Contracts contracts, boolean restRemainder, Map<String, ?> more) {
        String market = Ticker.market(ticker);
        about("request quotes for " + contracts + " of " + market, "costs nothing until a quote is accepted");
        return changes.createRfq(members(
                more, "market_ticker", market, "contracts_fp", contracts.toString(), "rest_remainder", restRemainder));
    }

    /** As {@link #createRfq(String, Contracts, boolean)}, for as many contracts as so much money buys. */
    public String createRfq(String ticker, Money targetCost, boolean restRemainder) {
        return createRfq(ticker, targetCost, restRemainder, Map.of());
    }

    /** The same, with more members of the exchange's by their own names: {@code replace_existing, subaccount}. */
    public String createRfq(String ticker, Money targetCost, boolean restRemainder, Map<String, ?> more) {
        String market = Ticker.market(ticker);
        about("request quotes for " + targetCost + " dollars of " + market, "costs nothing until a quote is accepted");
        return changes.createRfq(members(
                more, "market_ticker", market, "target_cost_dollars", targetCost, "rest_remainder", restRemainder));
    }

    /** Takes a request for quotes back; costs nothing. */
    public void deleteRfq(String rfqId) {
        about("delete request " + rfqId, "costs nothing");
        changes.deleteRfq(rfqId);
    }

    /** Answers a request with bids for either side; gives the quote's id. It costs nothing until it is traded. */
    public String createQuote(String rfqId, Price yesBid, Price noBid, boolean restRemainder) {
        return createQuote(rfqId, yesBid, noBid, restRemainder, Map.of());
    }

    /** The same, with more members of the exchange's by their own names: {@code post_only, subaccount}. */
    public String createQuote(String rfqId, Price yesBid, Price noBid, boolean restRemainder, Map<String, ?> more) {
        about(
                "quote " + yesBid + " for YES and " + noBid + " for NO on request " + rfqId,
                "costs nothing until it is accepted and confirmed, then the bid times the contracts");
        return changes.createQuote(
                members(more, "rfq_id", rfqId, "yes_bid", yesBid, "no_bid", noBid, "rest_remainder", restRemainder));
    }

    /** Takes a quote back; costs nothing. */
    public void deleteQuote(Quote quote) {
        about("delete quote " + quote.id(), "costs nothing");
        changes.deleteQuote(quote.rfqId(), quote.id());
    }

    /** As {@link #deleteQuote(Quote)}, by ids; null for the request takes the exchange's deprecated path. */
    public void deleteQuote(@Nullable String rfqId, String quoteId) {
        about("delete quote " + quoteId, "costs nothing");
        changes.deleteQuote(rfqId, quoteId);
    }

    /** Accepts one side of a quote: its creator's confirmation then trades at that price. */
    public void acceptQuote(Quote quote, String side) {
        acceptQuote(quote.rfqId(), quote.id(), side);
    }

    /** As {@link #acceptQuote(Quote, String)}, by ids; null for the request takes the exchange's deprecated path. */
    public void acceptQuote(@Nullable String rfqId, String quoteId, String side) {
        if (!side.equals("yes") && !side.equals("no")) {
            throw new KalshiException("Side '" + side + "' is neither yes nor no.\nAccept \"yes\" or \"no\".");
        }
        about(
                "accept " + side + " of quote " + quoteId,
                "once confirmed, costs its price times the contracts, and fees");
        changes.acceptQuote(rfqId, quoteId, side);
    }

    /** Confirms a quote that was accepted: the trade is made after a short time. */
    public void confirmQuote(Quote quote) {
        confirmQuote(quote.rfqId(), quote.id());
    }

    /** As {@link #confirmQuote(Quote)}, by ids; null for the request takes the exchange's deprecated path. */
    public void confirmQuote(@Nullable String rfqId, String quoteId) {
        about("confirm quote " + quoteId, "costs the bid times the contracts, and fees");
        changes.confirmQuote(rfqId, quoteId);
    }

    /** Makes the market of a combination, unless it is there already; counts against 5,000 a week. */
    public ComboMarket createComboMarket(String collectionTicker, List<Leg> legs) {
        return createComboMarket(collectionTicker, legs, Map.of());
    }

    /** The same, with more members of the exchange's by their own names: {@code with_market_payload}. */
    public ComboMarket createComboMarket(String collectionTicker, List<Leg> legs, Map<String, ?> more) {
        String collection = Ticker.event(collectionTicker);
        about("make a combo of " + legs.size() + " legs in " + collection, "counts against 5,000 a week");
        return changes.createComboMarket(collection, legs, members(more));
    }

    private static Map<String, Object> members(Map<String, ?> more, Object... pairs) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            members.put((String) pairs[i], pairs[i + 1]);
        }
        Request.ALL.with(more).parameters().forEach((name, value) -> {
            if (members.putIfAbsent(name, value) != null) {
                throw new KalshiException(
                        "'" + name + "' is said twice, by its own place and by name.\nLeave out one of them.");
            }
        });
        return members;
    }

    @Override
    public String toString() {
        return "Writes[" + (allowed ? "allowed" : "not allowed") + " on " + connection.name() + "]";
    }
}
