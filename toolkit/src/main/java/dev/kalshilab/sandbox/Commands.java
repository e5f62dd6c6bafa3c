package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one connection, and the commands that change them; knows nothing of sockets. */
final class Commands {
    static final String TRADE = "trade";
    /** Channels of the exchange that are not spoken here. */
    private static final Set<String> OTHERS = Set.of(
            "orderbook_delta",
            "ticker",
            "fill",
            "market_positions",
            "market_lifecycle_v2",
            "multivariate_market_lifecycle",
            "communications",
            "order_group_updates",
            "user_orders",
            "cfbenchmarks_value",
            "pyth_value");

    private final Catalogue catalogue;
    private final Consumer<Json> out;
    private final Map<Integer, Subscription> subscriptions = new TreeMap<>();
    private int lastSid;

    /** @param out takes each reply */
    Commands(Catalogue catalogue, Consumer<Json> out) {
        this.catalogue = catalogue;
        this.out = out;
    }

    List<Subscription> subscriptions() {
        return new ArrayList<>(subscriptions.values());
    }

    void drop(Subscription subscription) {
        subscriptions.remove(subscription.sid);
    }

    /** Answers one command, with an error where it is wrong. */
    void read(String text) {
        long id = 0;
        try {
            Map<?, ?> command = object(parse(text), StreamError.UNREADABLE);
            if (command.get("id") instanceof Long number) {
                id = number;
            }
            String name = text(command.get("cmd"), StreamError.UNKNOWN_COMMAND);
            switch (name) {
                case "subscribe" -> subscribe(id, params(command));
                case "unsubscribe" -> unsubscribe(id, params(command));
                case "update_subscription" -> update(id, params(command));
                case "list_subscriptions" -> list(id);
                default -> throw StreamError.UNKNOWN_COMMAND.because(name);
            }
        } catch (StreamError.Refused refused) {
            out.accept(error(id, refused));
        }
    }

    private static @Nullable Object parse(String text) {
        try {
            return JsonInput.read(text);
        } catch (IllegalArgumentException e) {
            throw StreamError.UNREADABLE.because(String.valueOf(e.getMessage()));
        }
    }

    private static Map<?, ?> object(@Nullable Object value, StreamError otherwise) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw otherwise.refused();
    }

    private static String text(@Nullable Object value, StreamError otherwise) {
        if (value instanceof String text) {
            return text;
        }
        throw otherwise.refused();
    }

    private static Map<?, ?> params(Map<?, ?> command) {
        return object(command.get("params"), StreamError.PARAMS_REQUIRED);
    }

    private void subscribe(long id, Map<?, ?> params) {
        Set<String> channels = texts(params.get("channels"), "channels");
        if (channels.isEmpty()) {
            throw StreamError.CHANNELS_REQUIRED.refused();
        }
        for (String channel : channels) {
            if (!channel.equals(TRADE) && !OTHERS.contains(channel)) {
                throw StreamError.UNKNOWN_CHANNEL.because(channel);
            }
        }
        Set<String> tickers = markets(params);
        for (String channel : channels) {
            if (channel.equals(TRADE)) {
                subscribe(id, channel, tickers);
            } else {
                out.accept(error(id, StreamError.CHANNEL.because("the sandbox does not speak " + channel)));
            }
        }
    }

    /** A channel that is subscribed already keeps its sid and gets the markets added. */
    private void subscribe(long id, String channel, @Nullable Set<String> tickers) {
        for (Subscription old : subscriptions.values()) {
            if (old.channel.equals(channel)) {
                old.add(tickers);
                ok(id, old);
                return;
            }
        }
        Subscription made = new Subscription(channel, ++lastSid, tickers);
        subscriptions.put(made.sid, made);
        out.accept(reply(id, "subscribed")
                .object("msg")
                .text("channel", channel)
                .number("sid", made.sid)
                .endObject()
                .endObject());
    }

    private void unsubscribe(long id, Map<?, ?> params) {
        if (!(params.get("sids") instanceof List<?> sids) || sids.isEmpty()) {
            throw StreamError.SIDS_REQUIRED.refused();
        }
        List<Subscription> all = new ArrayList<>();
        for (Object sid : sids) {
            all.add(subscription(sid));
        }
        for (Subscription one : new LinkedHashSet<>(all)) {
            subscriptions.remove(one.sid);
            out.accept(reply(id, "unsubscribed")
                    .number("sid", one.sid)
                    .number("seq", one.next())
                    .endObject());
        }
    }

    private void update(long id, Map<?, ?> params) {
        Subscription subscription = subscription(oneSid(params));
        String action = text(params.get("action"), StreamError.ACTION_REQUIRED);
        if (!action.equals("add_markets") && !action.equals("delete_markets")) {
            throw StreamError.UNSUPPORTED_ACTION.because(action);
        }
        Set<String> tickers = markets(params);
        if (tickers == null) {
            throw StreamError.MARKET_REQUIRED.refused();
        }
        if (subscription.isOfAll()) {
            throw StreamError.INVALID.because("the subscription is of all markets");
        }
        if (action.equals("add_markets")) {
            subscription.add(tickers);
        } else {
            subscription.remove(tickers);
        }
        ok(id, subscription);
    }

    private static @Nullable Object oneSid(Map<?, ?> params) {
        Object sid = params.get("sid");
        Object sids = params.get("sids");
        if (sid != null && sids == null) {
            return sid;
        }
        if (sid == null && sids instanceof List<?> list && list.size() == 1) {
            return list.get(0);
        }
        throw StreamError.ONE_SID.refused();
    }

    private Subscription subscription(@Nullable Object sid) {
        Subscription found =
                sid instanceof Long number && number == number.intValue() ? subscriptions.get(number.intValue()) : null;
        if (found == null) {
            throw StreamError.UNKNOWN_SID.because(String.valueOf(sid));
        }
        return found;
    }

    /** The markets of a command, every one of them known; null where none is named. */
    private @Nullable Set<String> markets(Map<?, ?> params) {
        Object one = params.get("market_ticker");
        Object several = params.get("market_tickers");
        if (one == null && several == null) {
            return null;
        }
        if (one != null && several != null) {
            throw StreamError.INVALID.because("market_ticker and market_tickers exclude each other");
        }
        Set<String> tickers = one == null ? texts(several, "market_tickers") : texts(List.of(one), "market_ticker");
        if (tickers.isEmpty()) {
            throw StreamError.INVALID.because("market_tickers is empty");
        }
        for (String ticker : tickers) {
            if (catalogue.market(ticker) == null) {
                throw new StreamError.Refused(StreamError.MARKET_NOT_FOUND, "", ticker);
            }
        }
        return tickers;
    }

    private static Set<String> texts(@Nullable Object value, String name) {
        Set<String> texts = new LinkedHashSet<>();
        if (value != null) {
            if (!(value instanceof List<?> list)) {
                throw StreamError.INVALID.because(name + " is not a list");
            }
            for (Object item : list) {
                if (!(item instanceof String text)) {
                    throw StreamError.INVALID.because(name + " holds what is not text");
                }
                texts.add(text);
            }
        }
        return texts;
    }

    private void list(long id) {
        Json json = reply(id, "ok").array("msg");
        for (Subscription one : subscriptions.values()) {
            json.object().text("channel", one.channel).number("sid", one.sid).endObject();
        }
        out.accept(json.endArray().endObject());
    }

    private void ok(long id, Subscription subscription) {
        out.accept(reply(id, "ok")
                .number("sid", subscription.sid)
                .number("seq", subscription.next())
                .object("msg")
                .texts("market_tickers", subscription.tickers())
                .endObject()
                .endObject());
    }

    /** An id of 0 is none. */
    private static Json reply(long id, String type) {
        Json json = new Json().object();
        if (id != 0) {
            json.number("id", id);
        }
        return json.text("type", type);
    }

    private static Json error(long id, StreamError.Refused refused) {
        Json json = reply(id, "error")
                .object("msg")
                .number("code", refused.error.code)
                .text("msg", String.valueOf(refused.getMessage()));
        if (!refused.ticker.isEmpty()) {
            json.text("market_ticker", refused.ticker);
        }
        return json.endObject().endObject();
    }

    /** What a client is told when a subscription ends because it does not read. */
    Json overflow(Subscription subscription) {
        return new Json()
                .object()
                .text("type", "error")
                .number("sid", subscription.sid)
                .object("msg")
                .number("code", StreamError.OVERFLOW.code)
                .text("msg", StreamError.OVERFLOW.words)
                .endObject()
                .endObject();
    }
}
