package dev.kalshilab.wire;

import static dev.kalshilab.column.Field.of;
import static dev.kalshilab.column.Kind.FLAG;
import static dev.kalshilab.column.Kind.INSTANT;
import static dev.kalshilab.column.Kind.INTEGER;
import static dev.kalshilab.column.Kind.JSON;
import static dev.kalshilab.column.Kind.TEXT;
import static dev.kalshilab.column.Kind.TEXTS;

import dev.kalshilab.column.Schema;
import java.util.List;

/**
 * The table of fields for combos: collections of events, and the markets made of their legs.
 */
public final class ComboShapes {
    public static final Schema COLLECTIONS = new Schema(
            "collections",
            List.of(
                    of(TEXT, "collection_ticker", "the collection")
                            .asIdentifier()
                            .always(),
                    of(TEXT, "series_ticker", "the series of its combos").always(),
                    of(TEXT, "title", "what it is about").always(),
                    of(TEXT, "description", "what can be chosen").always(),
                    of(TEXT, "functional_description", "how the result follows from the legs")
                            .always(),
                    of(INSTANT, "open_date", "from when combos can be made")
                            .withMicros()
                            .always(),
                    of(INSTANT, "close_date", "until when combos can be made")
                            .withMicros()
                            .always(),
                    of(JSON, "associated_events", "the events, with what may be chosen from each")
                            .always(),
                    of(TEXTS, "associated_event_tickers", "the events; deprecated by the exchange")
                            .always(),
                    of(FLAG, "is_ordered", "whether the order of the legs matters")
                            .always(),
                    of(
                                    FLAG,
                                    "is_single_market_per_event",
                                    "whether an event gives one leg at most; deprecated by the exchange")
                            .always(),
                    of(FLAG, "is_all_yes", "whether all legs must be YES; deprecated by the exchange")
                            .always(),
                    of(INTEGER, "size_min", "legs at least").always(),
                    of(INTEGER, "size_max", "legs at most; 0 is no limit").always(),
                    of(TEXT, "price_level_structure", "name of the tick rule"),
                    of(JSON, "price_ranges", "ticks by price range"),
                    of(INTEGER, "exchange_index", "shard of the exchange")));

    public static final Schema MARKETS = new Schema(
            "combo_markets",
            List.of(
                    of(TEXT, "market_ticker", "the market").asIdentifier().always(),
                    of(TEXT, "event_ticker", "its event").always(),
                    of(JSON, "market", "the market as a whole, when asked for")));

    public static final Schema LOOKUPS = new Schema(
            "lookups",
            List.of(
                    of(TEXT, "market_ticker", "the market of that combination")
                            .asIdentifier()
                            .always(),
                    of(TEXT, "event_ticker", "its event").always(),
                    of(JSON, "selected_markets", "the legs: market, event and side")
                            .always(),
                    of(INSTANT, "last_queried_ts", "when it was last looked up")
                            .withMicros()
                            .always()));

    private ComboShapes() {}
}
