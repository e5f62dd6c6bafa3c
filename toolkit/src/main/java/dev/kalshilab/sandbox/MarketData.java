package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Series, single events and markets, books and the four kinds of candles: what is public and comes in one piece. */
final class MarketData {
    private static final int MAX_CANDLES = 5_000;
    private static final int MAX_BATCH_CANDLES = 10_000;
    private static final int MAX_TICKERS = 100;

    private final Catalogue catalogue;
    private final Books books;

    MarketData(Catalogue catalogue, Books books) {
        this.catalogue = catalogue;
        this.books = books;
    }

    static <T> T found(@Nullable T thing) {
        if (thing == null) {
            throw Refusal.notFound();
        }
        return thing;
    }

    private ListedMarket market(String ticker, boolean archived) {
        ListedMarket market = found(catalogue.market(ticker));
        if (catalogue.isArchived(market) != archived) {
            throw Refusal.notFound();
        }
        return market;
    }

    void seriesList(Json json, Query query, Bodies bodies) {
        String category = query.text("category");
        Set<String> tags = query.set("tags");
        boolean volume = query.flag("include_volume");
        boolean metadata = query.flag("include_product_metadata");
        long updated = query.seconds("min_updated_ts", Long.MIN_VALUE);
        json.array("series");
        for (ListedSeries series : catalogue.series()) {
            if ((category == null || category.equals(series.category))
                    && (tags == null
                            || (series.tags != null && series.tags.stream().anyMatch(tags::contains)))
                    && series.updated() >= updated) {
                bodies.series(json, series, metadata, volume);
            }
        }
        json.endArray();
    }

    void series(Json json, Query query, Bodies bodies, String ticker) {
        boolean volume = query.flag("include_volume");
        ListedSeries series = found(catalogue.series(ticker));
        json.name("series");
        bodies.series(json, series, true, volume);
    }

    void event(Json json, Query query, Bodies bodies, String ticker) {
        boolean nested = query.flag("with_nested_markets");
        ListedEvent event = found(catalogue.event(ticker));
        json.name("event");
        bodies.event(json, event, nested);
        // Deprecated in favour of the nested ones, and sent all the same.
        bodies.markets(json, event);
    }

    /** @param archived whether the historical tier is asked */
    void market(Json json, Bodies bodies, String ticker, boolean archived) {
        ListedMarket market = market(ticker, archived);
        json.name("market");
        bodies.market(json, market);
    }

    void book(Json json, Query query, long now, String ticker) {
        int depth = (int) query.whole("depth", 0, 100, 0);
        ListedMarket market = market(ticker, false);
        book(json, market, now, depth);
    }

    private void book(Json json, ListedMarket market, long now, int depth) {
        Book book = books.at(market, market.past(now), now);
        json.object(json.cents ? "orderbook" : "orderbook_fp");
        book.no.write(json, json.cents ? "no" : "no_dollars", depth);
        book.yes.write(json, json.cents ? "yes" : "yes_dollars", depth);
        json.endObject();
    }

    /** Books of the markets that are there, in the order in which they were asked for. */
    void books(Json json, Query query, long now) {
        List<String> tickers = tickers(query, "tickers");
        json.array("orderbooks");
        for (String ticker : tickers) {
            ListedMarket market = catalogue.market(ticker);
            if (market != null && !catalogue.isArchived(market)) {
                json.object();
                book(json, market, now, 0);
                json.text("ticker", ticker).endObject();
            }
        }
        json.endArray();
    }

    private static List<String> tickers(Query query, String name) {
        List<String> tickers = query.all(name);
        if (tickers.isEmpty()) {
            throw Refusal.badRequest("parameter " + name + " is required");
        }
        if (tickers.size() > MAX_TICKERS) {
            throw Refusal.badRequest("invalid value for parameter " + name + ": " + tickers.size()
                    + " tickers are more than " + MAX_TICKERS);
        }
        return tickers;
    }

    /** The periods that were asked for: their length, and the times of the first and the last second. */
    private record Range(long minutes, long start, long end) {
        static Range of(Query query) {
            long minutes = query.required("period_interval");
            if (minutes != 1 && minutes != 60 && minutes != 1440) {
                throw Refusal.badRequest(
                        "invalid value for parameter period_interval: " + minutes + " is not one of 1, 60, 1440");
            }
            long start = query.required("start_ts");
            long end = query.required("end_ts");
            if (start > end) {
                throw Refusal.badRequest("start_ts " + start + " is after end_ts " + end);
            }
            return new Range(minutes, start, end);
        }

        double periods() {
            return ((double) end - start) / (minutes * 60);
        }

        void atMost(int most) {
            if (periods() > most) {
                throw Refusal.badRequest(String.format(
                        Locale.ROOT,
                        "requested time range with candlesticks: %f, max candlesticks: %d",
                        periods(),
                        most));
            }
        }
    }

    void candles(Json json, Query query, long now, String series, String ticker) {
        Range range = Range.of(query);
        boolean latest = query.flag("include_latest_before_start");
        range.atMost(MAX_CANDLES);
        ListedMarket market = market(ticker, false);
        if (!market.event.series.ticker.equals(series)) {
            throw Refusal.notFound();
        }
        write(json, "candlesticks", market, range.minutes(), bounds(query), latest, now, Candles.Candle::write);
        json.text("ticker", ticker);
    }

    void archivedCandles(Json json, Query query, long now, String ticker) {
        Range range = Range.of(query);
        range.atMost(MAX_CANDLES);
        ListedMarket market = market(ticker, true);
        write(
                json,
                "candlesticks",
                market,
                range.minutes(),
                bounds(query),
                false,
                now,
                Candles.Candle::writeHistorical);
        json.text("ticker", ticker);
    }

    /** Candles of several markets; those that are not there are left out. */
    void batch(Json json, Query query, long now) {
        List<String> tickers = tickers(query, "market_tickers");
        Range range = Range.of(query);
        boolean latest = query.flag("include_latest_before_start");
        long all = (long) Math.ceil(range.periods()) * tickers.size();
        if (all > MAX_BATCH_CANDLES) {
            throw Refusal.badRequest(
                    "requested candlesticks across all markets: " + all + ", max candlesticks: " + MAX_BATCH_CANDLES);
        }
        json.array("markets");
        for (String ticker : tickers) {
            ListedMarket market = catalogue.market(ticker);
            if (market != null && !catalogue.isArchived(market)) {
                json.object();
                write(json, "candlesticks", market, range.minutes(), bounds(query), latest, now, Candles.Candle::write);
                json.text("market_ticker", ticker).endObject();
            }
        }
        json.endArray();
    }

    /** Candles of all markets of an event; a range that is too long is cut, and the answer says where. */
    void ofEvent(Json json, Query query, long now, String series, String ticker) {
        Range range = Range.of(query);
        ListedEvent event = found(catalogue.event(ticker));
        if (!event.series.ticker.equals(series)) {
            throw Refusal.notFound();
        }
        List<ListedMarket> markets = catalogue.isArchived(event) ? List.of() : event.markets;
        long end = range.end();
        long periods = MAX_CANDLES / Math.max(1, markets.size());
        if (range.periods() > periods) {
            end = range.start() + periods * range.minutes() * 60;
        }
        json.number("adjusted_end_ts", end);
        long[] bounds = {bounds(query)[0], Math.min(bounds(query)[1], end * Time.SECOND)};
        json.array("market_candlesticks");
        for (ListedMarket market : markets) {
            write(json, null, market, range.minutes(), bounds, false, now, Candles.Candle::write);
        }
        json.endArray();
        json.texts(
                "market_tickers", markets.stream().map(market -> market.ticker).toList());
    }

    private static long[] bounds(Query query) {
        return new long[] {query.seconds("start_ts", 0), query.seconds("end_ts", 0)};
    }

    private static void write(
            Json json,
            @Nullable String name,
            ListedMarket market,
            long minutes,
            long[] bounds,
            boolean latest,
            long now,
            BiConsumer<Candles.Candle, Json> write) {
        Candles candles = new Candles(market.past(now), minutes);
        List<Candles.Candle> rows = new ArrayList<>();
        if (latest) {
            Candles.Candle before = candles.latestBefore(bounds[0]);
            if (before != null && before.end <= bounds[1]) {
                rows.add(before);
            }
        }
        rows.addAll(candles.ending(bounds[0], bounds[1]));
        if (name == null) {
            json.array();
        } else {
            json.array(name);
        }
        rows.forEach(candle -> write.accept(candle, json));
        json.endArray();
    }

    void cutoff(Json json) {
        json.time("market_positions_last_updated_ts", Catalogue.CUTOFF)
                .time("market_settled_ts", Catalogue.CUTOFF)
                .time("orders_updated_ts", Catalogue.CUTOFF)
                .time("trades_created_ts", Catalogue.CUTOFF);
    }
}
