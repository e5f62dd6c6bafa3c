package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one connection, and the commands that change them; knows nothing of sockets. */
final class Commands {
    /** Commands a session may send in a second. */
    private static final int FASTEST = 10_000;

    private static final int MOST_SHARDS = 100;

    private final Catalogue catalogue;
    private final Consumer<Json> out;
    private final BiConsumer<Subscription, ListedMarket> snapshots;
    private final Map<Integer, Subscription> subscriptions = new TreeMap<>();
    private int lastSid;
    private long second;
    private int commands;

    /**
     * @param out takes each reply
     * @param snapshots sends what a market is now, where a subscription begins with that
     */
    Commands(Catalogue catalogue, Consumer<Json> out, BiConsumer<Subscription, ListedMarket> snapshots) {
        this.catalogue = catalogue;
        this.out = out;
        this.snapshots = snapshots;
    }

    List<Subscription> subscriptions() {
        return new ArrayList<>(subscriptions.values());
    }

    boolean has(Subscription subscription) {
        return subscriptions.get(subscription.sid) == subscription;
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
            count();
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

    private void count() {
        long now = System.nanoTime() / 1_000_000_000;
        commands = now == second ? commands + 1 : 1;
        second = now;
        if (commands > FASTEST) {
            throw StreamError.TOO_MANY_COMMANDS.because(FASTEST + " commands in a second");
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
        Set<String> words = texts(params.get("channels"), "channels");
        if (words.isEmpty()) {
            throw StreamError.CHANNELS_REQUIRED.refused();
        }
        List<StreamChannel> channels = new ArrayList<>();
        for (String word : words) {
            StreamChannel channel = StreamChannel.named(word);
            if (channel == null || (catalogue.cents && !channel.isOld())) {
                throw StreamError.UNKNOWN_CHANNEL.because(word);
            }
            channels.add(channel);
        }
        boolean named =
                channels.stream().anyMatch(one -> one.markets(catalogue.cents) != StreamChannel.Markets.IGNORED);
        Set<String> tickers = named ? markets(params) : null;
        for (StreamChannel channel : channels) {
            try {
                subscribe(id, channel, tickers, params);
            } catch (StreamError.Refused refused) {
                // One channel that cannot be had does not spoil another.
                out.accept(error(id, refused));
            }
        }
    }

    /** A channel that is subscribed already keeps its sid and gets the markets added. */
    private void subscribe(long id, StreamChannel channel, @Nullable Set<String> tickers, Map<?, ?> params) {
        if (channel.markets(catalogue.cents) == StreamChannel.Markets.NEEDED && tickers == null) {
            throw StreamError.MARKET_REQUIRED.refused();
        }
        if (channel != StreamChannel.TICKER
                && byId(params)
                && channel.markets(catalogue.cents) != StreamChannel.Markets.IGNORED) {
            throw StreamError.INVALID.because("market_id is for ticker alone, not for " + channel.word);
        }
        Set<String> wanted = channel.values != null
                ? values(channel.values, params)
                : channel.markets(catalogue.cents) == StreamChannel.Markets.IGNORED ? null : tickers;
        Subscription.Manner manner = manner(channel, params);
        boolean asked = channel == StreamChannel.TICKER && flag(params, "send_initial_snapshot");
        boolean begins = asked || channel == StreamChannel.BOOK;
        for (Subscription old : subscriptions.values()) {
            if (old.channel == channel) {
                Set<String> more = added(old, wanted);
                old.add(wanted);
                ok(id, old);
                if (begins) {
                    snapshots(old, more);
                }
                return;
            }
        }
        Subscription made = new Subscription(channel, ++lastSid, wanted, manner);
        subscriptions.put(made.sid, made);
        out.accept(reply(id, "subscribed")
                .object("msg")
                .text("channel", channel.word)
                .number("sid", made.sid)
                .endObject()
                .endObject());
        if (begins && wanted != null) {
            snapshots(made, wanted);
        }
    }

    private static Set<String> added(Subscription to, @Nullable Set<String> tickers) {
        Set<String> more = new LinkedHashSet<>();
        if (tickers != null) {
            for (String ticker : tickers) {
                if (!to.wants(ticker)) {
                    more.add(ticker);
                }
            }
        }
        return more;
    }

    /** Says what the markets are now. */
    private void snapshots(Subscription subscription, Set<String> tickers) {
        for (String ticker : tickers) {
            ListedMarket market = catalogue.market(ticker);
            if (market != null) {
                snapshots.accept(subscription, market);
            }
        }
    }

    private Subscription.Manner manner(StreamChannel channel, Map<?, ?> params) {
        long shards = 0;
        long shard = 0;
        if (channel == StreamChannel.COMMUNICATIONS) {
            Object factor = params.get("shard_factor");
            Object key = params.get("shard_key");
            if (factor == null && key != null) {
                throw StreamError.SHARDS_REQUIRED.refused();
            }
            if (factor != null) {
                shards = whole(factor, "shard_factor");
                shard = key == null ? 0 : whole(key, "shard_key");
                if (shards <= 0) {
                    throw StreamError.SHARDS_TOO_FEW.refused();
                }
                if (shards > MOST_SHARDS) {
                    throw StreamError.SHARDS_TOO_MANY.refused();
                }
                if (shard < 0 || shard >= shards) {
                    throw StreamError.SHARD_OUTSIDE.refused();
                }
            }
        }
        return new Subscription.Manner(
                channel == StreamChannel.BOOK && flag(params, "use_yes_price"),
                channel == StreamChannel.TICKER && flag(params, "skip_ticker_ack"),
                byId(params),
                shards,
                shard);
    }

    private static long whole(Object value, String name) {
        if (value instanceof Long number) {
            return number;
        }
        throw StreamError.INVALID.because(name + " is not a whole number");
    }

    /** What these say came after autumn 2025. */
    private boolean flag(Map<?, ?> params, String name) {
        Object value = params.get(name);
        if (catalogue.cents || value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw StreamError.INVALID.because(name + " is neither true nor false");
    }

    /** Ids came after autumn 2025, and what is not known is no error. */
    private boolean byId(Map<?, ?> params) {
        return !catalogue.cents && (params.get("market_id") != null || params.get("market_ids") != null);
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
        StreamChannel channel = subscription.channel;
        if (channel.values != null) {
            update(id, subscription, channel.values, action, params);
            return;
        }
        boolean snapshot = action.equals("get_snapshot") && channel == StreamChannel.BOOK;
        boolean add = action.equals("add_markets");
        boolean changes = channel.markets(catalogue.cents) != StreamChannel.Markets.IGNORED
                && (add || action.equals("delete_markets"));
        if (!snapshot && !changes) {
            throw StreamError.UNSUPPORTED_ACTION.because(action + " of " + channel.word);
        }
        if (byId(params) && channel != StreamChannel.TICKER) {
            throw StreamError.INVALID.because("market_id is for ticker alone, not for " + channel.word);
        }
        Set<String> tickers = markets(params);
        if (tickers == null) {
            throw StreamError.MARKET_REQUIRED.refused();
        }
        if (snapshot) {
            snapshots(subscription, tickers);
            return;
        }
        if (subscription.isOfAll()) {
            throw StreamError.INVALID.because("the subscription is of all markets");
        }
        if (add) {
            boolean asked = channel == StreamChannel.TICKER && flag(params, "send_initial_snapshot");
            Set<String> more = added(subscription, tickers);
            subscription.add(tickers);
            ok(id, subscription);
            if (asked || channel == StreamChannel.BOOK) {
                snapshots(subscription, more);
            }
        } else {
            subscription.remove(tickers);
            ok(id, subscription);
        }
    }

    /** What is added or taken away is said in full by {@code ok}; a list changes nothing. */
    private void update(
            long id, Subscription subscription, StreamChannel.Values values, String action, Map<?, ?> params) {
        if (action.equals(values.list)) {
            out.accept(reply(id, subscription.channel.word + values.listed)
                    .number("sid", subscription.sid)
                    .number("seq", subscription.next())
                    .object("msg")
                    .texts(values.param, values.names())
                    .endObject()
                    .endObject());
            return;
        }
        boolean add = action.equals(values.add);
        if (!add && !action.equals(values.remove)) {
            throw StreamError.UNSUPPORTED_ACTION.because(action + " of " + subscription.channel.word);
        }
        Set<String> names = values(values, params);
        if (names.isEmpty()) {
            throw values.missing.refused();
        }
        if (add) {
            subscription.add(names);
        } else {
            subscription.remove(names);
        }
        ok(id, subscription);
    }

    /** The indices of a command, every one of them known; {@code all} is short for all there are. */
    private static Set<String> values(StreamChannel.Values values, Map<?, ?> params) {
        Set<String> names = texts(params.get(values.param), values.param);
        if (names.contains("all")) {
            return new LinkedHashSet<>(values.names());
        }
        for (String name : names) {
            if (!values.names().contains(name)) {
                throw StreamError.INVALID.because(name + " is not among the " + values.param);
            }
        }
        return names;
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
        List<String> names = new ArrayList<>();
        for (String name : List.of("market_ticker", "market_tickers", "market_id", "market_ids")) {
            if (params.get(name) != null && !(catalogue.cents && name.startsWith("market_id"))) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            return null;
        }
        if (names.size() > 1) {
            throw StreamError.INVALID.because(String.join(" and ", names) + " exclude each other");
        }
        String name = names.get(0);
        Object value = params.get(name);
        Set<String> given = texts(name.endsWith("s") ? value : List.of(String.valueOf(only(value, name))), name);
        if (given.isEmpty()) {
            throw StreamError.INVALID.because(name + " is empty");
        }
        Set<String> tickers = new LinkedHashSet<>();
        for (String text : given) {
            ListedMarket market = name.startsWith("market_id") ? withId(text) : catalogue.market(text);
            if (market == null) {
                throw new StreamError.Refused(
                        StreamError.MARKET_NOT_FOUND, "", name.startsWith("market_id") ? "" : text);
            }
            tickers.add(market.ticker);
        }
        return tickers;
    }

    private static Object only(@Nullable Object value, String name) {
        if (value instanceof String text) {
            return text;
        }
        throw StreamError.INVALID.because(name + " is not text");
    }

    private @Nullable ListedMarket withId(String id) {
        for (ListedMarket market : catalogue.markets()) {
            if (Messages.marketId(market).equals(id)) {
                return market;
            }
        }
        return null;
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
            json.object()
                    .text("channel", one.channel.word)
                    .number("sid", one.sid)
                    .endObject();
        }
        out.accept(json.endArray().endObject());
    }

    private void ok(long id, Subscription subscription) {
        Json json = reply(id, "ok").number("sid", subscription.sid).number("seq", subscription.next());
        json.object("msg");
        StreamChannel.Values values = subscription.channel.values;
        if (values != null) {
            json.texts(values.param, subscription.tickers());
        } else if (!subscription.manner.silent()) {
            List<String> tickers = subscription.tickers();
            json.texts("market_tickers", tickers);
            if (subscription.manner.byId()) {
                json.texts("market_ids", Messages.ids(catalogue, tickers));
            }
        }
        out.accept(json.endObject().endObject());
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
