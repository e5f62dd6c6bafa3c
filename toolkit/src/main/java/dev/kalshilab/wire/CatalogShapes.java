package dev.kalshilab.wire;

import static dev.kalshilab.column.Field.count;
import static dev.kalshilab.column.Field.of;
import static dev.kalshilab.column.Field.read;
import static dev.kalshilab.column.Kind.FLAG;
import static dev.kalshilab.column.Kind.INSTANT;
import static dev.kalshilab.column.Kind.INTEGER;
import static dev.kalshilab.column.Kind.JSON;
import static dev.kalshilab.column.Kind.MONEY;
import static dev.kalshilab.column.Kind.NUMBER;
import static dev.kalshilab.column.Kind.TEXT;
import static dev.kalshilab.column.Source.centiCents;
import static dev.kalshilab.column.Source.own;

import dev.kalshilab.column.Schema;
import java.util.List;

/**
 * The table of fields for what helps to find and judge markets: tags, sports, forecasts, fees and rewards.
 *
 * <p>A reward that is a number is centi-cents. Names in braces, such as {@code {category}}, are keys of an object that became rows.
 */
public final class CatalogShapes {
    public static final Schema TAGS = new Schema(
            "category_tags",
            List.of(
                    of(TEXT, "category", "the category", "{category}").asIdentifier(),
                    of(TEXT, "tag", "one of its tags", "{category}[]")));

    public static final Schema SPORTS = new Schema(
            "sport_filters",
            List.of(
                    of(TEXT, "sport", "the sport", "{sport}").asIdentifier(),
                    of(
                            INTEGER,
                            "position",
                            "place of the sport in the order that the exchange shows, from 1",
                            "sport_ordering[]"),
                    of(TEXT, "competition", "the competition; missing for the sport as a whole", "{competition}"),
                    of(TEXT, "scope", "one of the scopes", "scopes[]")));

    public static final Schema EVENT_METADATA = new Schema(
            "event_metadata",
            List.of(
                    of(TEXT, "image_url", "picture of the event").always(),
                    of(TEXT, "featured_image_url", "picture of its foremost market"),
                    of(JSON, "market_details", "picture and color by market").always(),
                    of(JSON, "settlement_sources", "who decides: name and url").always(),
                    of(TEXT, "competition", "the competition"),
                    of(TEXT, "competition_scope", "which of its scopes")));

    public static final Schema FORECAST = new Schema(
            "forecast",
            List.of(
                    of(TEXT, "event_ticker", "the event").always(),
                    of(INSTANT, "end_period_ts", "end of the period, inclusive")
                            .asIdentifier()
                            .always(),
                    of(INTEGER, "period_interval", "minutes of the period; 0 is five seconds")
                            .always(),
                    of(INTEGER, "percentile", "1/100 percent: 5000 is the median", "percentile_points[].percentile")
                            .always(),
                    of(
                                    NUMBER,
                                    "raw_numerical_forecast",
                                    "the value, as computed",
                                    "percentile_points[].raw_numerical_forecast")
                            .always(),
                    of(NUMBER, "numerical_forecast", "the value, as shown", "percentile_points[].numerical_forecast")
                            .always(),
                    of(
                                    TEXT,
                                    "formatted_forecast",
                                    "the value with its unit, for reading",
                                    "percentile_points[].formatted_forecast")
                            .always()));

    public static final Schema SERIES_FEE_CHANGES = new Schema(
            "series_fee_changes",
            List.of(
                    of(TEXT, "id", "the change").asIdentifier().always(),
                    of(TEXT, "series_ticker", "the series").always(),
                    of(TEXT, "fee_type", "the fee formula from then on").always(),
                    of(NUMBER, "fee_multiplier", "factor on the fee formula from then on")
                            .always(),
                    of(INSTANT, "scheduled_ts", "when it takes effect")
                            .withMicros()
                            .always()));

    public static final Schema EVENT_FEE_CHANGES = new Schema(
            "event_fee_changes",
            List.of(
                    of(TEXT, "id", "the change").asIdentifier().always(),
                    of(TEXT, "event_ticker", "the event").always(),
                    of(TEXT, "series_ticker", "its series").always(),
                    of(TEXT, "fee_type_override", "the fee formula from then on; missing for the series'")
                            .always(),
                    of(
                                    NUMBER,
                                    "fee_multiplier_override",
                                    "factor on the fee formula from then on; missing for the series'")
                            .always(),
                    of(INSTANT, "scheduled_ts", "when it takes effect")
                            .withMicros()
                            .always()));

    public static final Schema INCENTIVES = new Schema(
            "incentive_programs",
            List.of(
                    of(TEXT, "id", "the program").asIdentifier().always(),
                    of(TEXT, "market_id", "id of the market").always(),
                    of(TEXT, "market_ticker", "the market").always(),
                    of(TEXT, "incentive_type", "liquidity, volume or margin_maker_volume")
                            .always(),
                    of(TEXT, "incentive_description", "what is rewarded").always(),
                    of(INSTANT, "start_date", "it begins").withMicros().always(),
                    of(INSTANT, "end_date", "it ends").withMicros().always(),
                    read(
                                    MONEY,
                                    "period_reward",
                                    "what is paid for the period in all",
                                    own("period_reward_dollars"),
                                    centiCents("period_reward"))
                            .always(),
                    read(
                            MONEY,
                            "max_reward_per_account",
                            "what an account is paid at most",
                            own("max_reward_per_account_dollars"),
                            centiCents("max_reward_per_account")),
                    of(FLAG, "paid_out", "whether it was paid").always(),
                    of(INTEGER, "discount_factor_bps", "weight of worse prices, in 1/100 percent"),
                    count("target_size", "contracts that should rest", "target_size")));

    private CatalogShapes() {}
}
