package dev.kalshilab.sandbox;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Series, events, markets and trades as JSON at a moment, with the exchange's habits of leaving out. */
final class Bodies {
    private static final List<String> PLAYERS =
            List.of("Current and former players, coaches, and staff of the league", "Owners of teams and the league");
    private static final String DOCUMENTS = "https://documents.kalshi-sandbox.example/";

    private final Catalogue catalogue;
    private final Books books;
    private final long now;

    Bodies(Catalogue catalogue, Books books, long now) {
        this.catalogue = catalogue;
        this.books = books;
        this.now = now;
    }

    void series(Json json, ListedSeries series, boolean metadata, boolean volume) {
        json.object()
                .texts("additional_prohibitions", series.category.equals("Sports") ? PLAYERS : null)
                .today(out -> out.texts("categories", List.of(series.category)))
                .text("category", series.category)
                .text("contract_terms_url", DOCUMENTS + "terms/" + series.ticker + ".pdf")
                .text("contract_url", DOCUMENTS + "certifications/" + series.ticker + ".pdf")
                .today(out -> out.number("exchange_index", 0))
                .number("fee_multiplier", series.feeMultiplier)
                .text("fee_type", series.feeType)
                .text("frequency", series.frequency)
                .today(out -> out.time("last_updated_ts", series.updated()));
        if (metadata) {
            json.object("product_metadata").text("scope", series.scope).endObject();
        }
        sources(json, series);
        json.texts("tags", series.tags).text("ticker", series.ticker).text("title", series.title);
        if (volume && !json.cents) {
            long sum = 0;
            for (ListedEvent event : series.events) {
                for (ListedMarket market : event.markets) {
                    Past past = market.past(now);
                    sum += past.volumeAfter(past.size);
                }
            }
            json.count("volume_fp", sum);
        }
        json.endObject();
    }

    static void sources(Json json, ListedSeries series) {
        json.array("settlement_sources")
                .object()
                .text("name", series.sourceName)
                .text("url", series.sourceUrl)
                .endObject()
                .endArray();
    }

    void event(Json json, ListedEvent event, boolean nested) {
        json.object()
                .flag("available_on_brokers", false)
                .text("category", event.series.category)
                .text("collateral_return_type", event.exclusive ? "MECNET" : "")
                .text("event_ticker", event.ticker)
                .today(out -> out.number("exchange_index", 0).time("last_updated_ts", event.created));
        if (nested) {
            markets(json, event);
        }
        json.flag("mutually_exclusive", event.exclusive);
        if (!json.cents) {
            json.object("product_metadata")
                    .text("competition_scope", event.series.scope)
                    .endObject();
        }
        json.text("series_ticker", event.series.ticker);
        if (!json.cents) {
            sources(json, event.series);
        }
        if (event.schedule.strike() != 0) {
            json.time("strike_date", event.schedule.strike());
        }
        json.text("strike_period", "")
                .text("sub_title", event.subTitle)
                .text("title", event.title)
                .endObject();
    }

    void markets(Json json, ListedEvent event) {
        json.array("markets");
        if (!catalogue.isArchived(event)) {
            event.markets.forEach(market -> market(json, market));
        }
        json.endArray();
    }

    /** One market. Written anew only when something of it is another than when it was written last. */
    void market(Json json, ListedMarket market) {
        json.written(market.written.at(now, () -> books.own(market, now), () -> {
            Json own = new Json(json.cents);
            write(own, market);
            return own.toBytes();
        }));
    }

    private void write(Json json, ListedMarket market) {
        ListedEvent.Schedule schedule = market.event.schedule;
        Past past = market.past(now);
        Book book = books.at(market, past, now);
        int bid = book.yes.best();
        int ask = Ticks.DOLLAR - book.no.best();
        long closes = schedule.closeAt(now);
        boolean determined = now >= schedule.determined();
        boolean settled = now >= schedule.settled();
        json.object()
                .flag(
                        "can_close_early",
                        schedule.closesEarly() || !market.words.earlyClose().isEmpty());
        json.then(out -> out.text("category", market.event.series.category));
        strike(json, market.strike, false);
        json.time("close_time", closes).time("created_time", market.event.created);
        if (market.isCombo()) {
            combo(json, market);
        } else {
            strike(json, market.strike, true);
        }
        if (!market.words.earlyClose().isEmpty()) {
            json.text("early_close_condition", market.words.earlyClose());
        }
        json.text("event_ticker", market.event.ticker)
                .today(out -> out.number("exchange_index", 0))
                .time("expected_expiration_time", schedule.determined())
                .time("expiration_time", schedule.close() + 7 * Time.DAY)
                .text("expiration_value", determined ? market.statedOutcome() : "");
        if (market.strike.floor() != null) {
            json.number("floor_strike", market.strike.floor());
        }
        if (market.strike.functional() != null) {
            json.text("functional_strike", market.strike.functional());
        }
        if (market.isCombo()) {
            json.today(out -> out.flag("is_provisional", true));
        }
        json.dollars("last_price_dollars", past.lastPrice(past.size))
                .time("latest_expiration_time", schedule.close() + 7 * Time.DAY)
                .dollars("liquidity_dollars", json.cents ? book.worth() : 0)
                .text("market_type", market.payoff.scalar() ? "scalar" : "binary");
        if (market.isCombo()) {
            json.text("mve_collection_ticker", market.strike.customOr(""));
            legs(json, market);
        }
        json.dollars("no_ask_dollars", Ticks.DOLLAR - bid)
                .dollars("no_bid_dollars", Ticks.DOLLAR - ask)
                .text("no_sub_title", market.words.no())
                .dollars("notional_value_dollars", Ticks.DOLLAR);
        boolean game = Games.isGame(market.event);
        if ((game || now >= market.event.belief.shape.end()) && !json.cents) {
            // Of a game it is known from the start when it should be over.
            json.time("occurrence_datetime", game ? schedule.determined() : market.event.belief.shape.end());
        }
        json.count("open_interest_fp", past.openInterestAfter(past.size)).time("open_time", schedule.open());
        dayAgo(json, market, past);
        json.text("price_level_structure", market.event.series.ticks.label);
        market.event.series.ticks.write(json);
        json.then(out -> out.text("response_price_units", "usd_cent").number("risk_limit_cents", 0));
        json.text("result", determined ? market.result() : "")
                .text("rules_primary", market.words.rules())
                .text("rules_secondary", market.words.moreRules())
                .today(out -> out.text("settlement_bounds_type", "default"))
                .number("settlement_timer_seconds", (schedule.settled() - schedule.determined()) / Time.SECOND);
        if (settled && !json.cents) {
            json.time("settlement_ts", schedule.settled());
        }
        if (determined) {
            json.dollars("settlement_value_dollars", market.settlement());
        }
        json.text("status", schedule.statusAt(now))
                .text("strike_type", market.strike.type())
                .then(out -> out.text("subtitle", "").number("tick_size", 1))
                .text("ticker", market.ticker)
                .text("title", market.words.title())
                .today(out -> out.time("updated_time", updated(market.event)))
                .count("volume_24h_fp", past.volumeAfter(past.size) - past.volumeAfter(past.until(now - Time.DAY)))
                .count("volume_fp", past.volumeAfter(past.size))
                .dollars("yes_ask_dollars", ask)
                .today(out -> out.count("yes_ask_size_fp", book.no.bestCount()))
                .dollars("yes_bid_dollars", bid)
                .today(out -> out.count("yes_bid_size_fp", book.yes.bestCount()))
                .text("yes_sub_title", market.words.yes())
                .endObject();
    }

    private static void combo(Json json, ListedMarket market) {
        json.object("custom_strike")
                .text("Associated Events", joined(market, leg -> leg.market().event.ticker))
                .text("Associated Market Sides", joined(market, ListedMarket.Leg::side))
                .text("Associated Markets", joined(market, leg -> leg.market().ticker))
                .text("Multivariate Event Ticker", market.event.ticker)
                .endObject();
    }

    private static String joined(ListedMarket market, Function<ListedMarket.Leg, String> word) {
        return market.legs.stream().map(word).collect(Collectors.joining(","));
    }

    void legs(Json json, ListedMarket market) {
        json.array("mve_selected_legs");
        for (ListedMarket.Leg leg : market.legs) {
            json.object()
                    .text("event_ticker", leg.market().event.ticker)
                    .text("market_ticker", leg.market().ticker)
                    .text("side", leg.side());
            if (now >= leg.market().event.schedule.determined() && !json.cents) {
                json.dollars("yes_settlement_value_dollars", leg.market().settlement());
            }
            json.endObject();
        }
        json.endArray();
    }

    /** When something about an event's markets last changed other than by trading. */
    long updated(ListedEvent event) {
        ListedEvent.Schedule schedule = event.schedule;
        if (now >= schedule.settled()) {
            return schedule.settled();
        }
        if (now >= schedule.determined()) {
            return schedule.determined();
        }
        return now >= schedule.stop() ? schedule.stop() : event.created;
    }

    /** Quotes and price of a day ago; the exchange writes zeros for a market that was not trading then. */
    private void dayAgo(Json json, ListedMarket market, Past past) {
        int rows = past.until(now - Time.DAY);
        boolean quoted = rows > 0 && market.activeAt(now - Time.DAY);
        json.dollars("previous_price_dollars", past.lastPrice(rows))
                .dollars("previous_yes_ask_dollars", quoted ? past.askAfter(rows) : 0)
                .dollars("previous_yes_bid_dollars", quoted ? past.bidAfter(rows) : 0);
    }

    private static void strike(Json json, ListedMarket.Strike strike, boolean custom) {
        if (!custom && strike.cap() != null) {
            json.number("cap_strike", strike.cap());
        }
        if (custom && strike.custom() != null) {
            json.object("custom_strike").text("target", strike.custom()).endObject();
        }
    }

    void trade(Json json, ListedMarket market, Past past, int row) {
        boolean yes = (past.kind(row) & Past.TAKER_YES) != 0;
        int price = past.price(row);
        json.object()
                .count("count_fp", past.count(row))
                .time("created_time", past.time(row))
                .today(out -> out.flag("is_block_trade", (past.kind(row) & Past.BLOCK) != 0))
                .dollars("no_price_dollars", Ticks.DOLLAR - price)
                .then(out -> out.number("price", (double) price / Ticks.DOLLAR))
                .today(out ->
                        out.text("taker_book_side", yes ? "bid" : "ask").text("taker_outcome_side", yes ? "yes" : "no"))
                .text("taker_side", yes ? "yes" : "no")
                .text("ticker", market.ticker)
                .text("trade_id", Rng.uuid(market.key, past.number(row)))
                .dollars("yes_price_dollars", price)
                .endObject();
    }
}
