package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a researcher finds beside the markets: pictures, fees, rewards, games, words to search by, forecasts. */
final class Extras {
    private static final String IMAGES = "https://images.kalshi-sandbox.example/";
    private static final List<String> COLORS =
            List.of("#00B2FF", "#AA00FF", "#0AC285", "#FF5C00", "#F7B500", "#265CFF");
    private static final String INDEX = "KXMERIDIAN";
    private static final long FEE_CHANGE = Time.utc("2026-03-02T05:00:00Z");
    private static final int MAX_POINTS = 5_000;
    private static final int DEFAULT_ROWS = 100;
    private static final int MOST_PERCENTILES = 10;

    private final Catalogue catalogue;
    private final MarketLists lists;

    Extras(Catalogue catalogue, MarketLists lists) {
        this.catalogue = catalogue;
        this.lists = lists;
    }

    void metadata(Json json, String ticker) {
        ListedEvent event = MarketData.found(catalogue.event(ticker));
        if (Games.isGame(event)) {
            json.text("competition", "Harbor League").text("competition_scope", event.series.scope);
        }
        json.text("featured_image_url", "").text("image_url", IMAGES + event.series.ticker + ".webp");
        json.array("market_details");
        int number = 0;
        for (ListedMarket market : event.markets) {
            json.object()
                    .text("color_code", COLORS.get(number++ % COLORS.size()))
                    .text("image_url", "")
                    .text("market_ticker", market.ticker)
                    .endObject();
        }
        json.endArray();
        Bodies.sources(json, event.series);
    }

    /** One change lies behind: before it no market of that series was listed. */
    void seriesFees(Json json, Query query) {
        String ticker = query.text("series_ticker");
        boolean past = query.flag("show_historical");
        ListedSeries series = MarketData.found(catalogue.series(INDEX));
        json.array("series_fee_change_arr");
        if (past && (ticker == null || ticker.equals(INDEX))) {
            json.object()
                    .number("fee_multiplier", series.feeMultiplier)
                    .text("fee_type", series.feeType)
                    .text("id", Rng.uuid(Rng.key(0, "fee change", INDEX), 0))
                    .time("scheduled_ts", FEE_CHANGE)
                    .text("series_ticker", INDEX)
                    .endObject();
        }
        json.endArray();
    }

    /** No event has fees of its own. */
    void eventFees(Json json, Query query) {
        query.whole("limit", 1, 1000, DEFAULT_ROWS);
        json.text("cursor", "").array("event_fee_changes").endArray();
    }

    void tags(Json json) {
        Map<String, Set<String>> tags = new TreeMap<>();
        for (ListedSeries series : catalogue.series()) {
            Set<String> known = tags.computeIfAbsent(series.category, any -> new LinkedHashSet<>());
            if (series.tags != null) {
                known.addAll(series.tags);
            }
        }
        // Today's client libraries do not take a category without a list.
        json.then(out -> tags.computeIfAbsent("Mentions", any -> Set.of()));
        json.object("tags_by_categories");
        tags.forEach((category, known) -> json.texts(category, known.isEmpty() ? null : List.copyOf(known)));
        json.endObject();
    }

    void sports(Json json) {
        List<String> scopes = List.of("Games", "Combo");
        json.object("filters_by_sports").object("All sports");
        json.object("competitions").endObject().texts("scopes", scopes).endObject();
        json.object("Paddleball").object("competitions").object("Harbor League");
        json.texts("scopes", List.of("Games")).endObject().endObject();
        json.texts("scopes", scopes).endObject().endObject();
        json.texts("sport_ordering", List.of("All sports", "Paddleball"));
    }

    /** Rewards for resting orders, a program a market of some open events and of one that is over. */
    void incentives(Json json, Query query, long now) {
        String status = query.oneOf("status", "all", "active", "upcoming", "closed", "paid_out");
        String type = query.oneOf("type", "all", "liquidity", "volume", "margin_maker_volume");
        String description = query.text("incentive_description");
        int limit = (int) query.whole("limit", 1, 10_000, DEFAULT_ROWS);
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<Incentive> chosen = incentives().stream()
                .filter(one -> (status == null || status.equals("all") || one.is(status, now))
                        && (type == null || type.equals("all") || type.equals("liquidity"))
                        && (description == null || description.equals(one.words())))
                .toList();
        int from = cursor == null ? 0 : (int) Math.min(chosen.size(), cursor.major());
        int until = Math.min(chosen.size(), from + limit);
        json.array("incentive_programs");
        chosen.subList(from, until).forEach(one -> one.write(json, now));
        json.endArray();
        json.text("next_cursor", until < chosen.size() ? new Cursor(until, 0).write(catalogue.seed, query) : "");
    }

    private List<Incentive> incentives() {
        List<Incentive> programs = new ArrayList<>();
        for (ListedEvent event : catalogue.events(Weather.SERIES)) {
            if (event.schedule.open() > Catalogue.PRESENT - 4 * Time.DAY) {
                event.markets.forEach(market -> programs.add(new Incentive(market)));
            }
        }
        return programs;
    }

    private record Incentive(ListedMarket market) {
        long start() {
            return market.event.schedule.open();
        }

        long end() {
            return market.event.schedule.stop();
        }

        boolean paid(long now) {
            return now >= market.event.schedule.settled();
        }

        String words() {
            return "Liquidity rewards";
        }

        boolean is(String status, long now) {
            return switch (status) {
                case "upcoming" -> now < start();
                case "active" -> now >= start() && now < end();
                case "closed" -> now >= end() && !paid(now);
                default -> paid(now);
            };
        }

        void write(Json json, long now) {
            json.object()
                    .number("discount_factor_bps", 5000)
                    .time("end_date", end())
                    .text("id", Rng.uuid(market.key, -1))
                    .today(out -> out.text("incentive_description", words()))
                    .text("incentive_type", "liquidity")
                    .today(out -> out.text("market_id", Messages.marketId(market)))
                    .text("market_ticker", market.ticker)
                    .flag("paid_out", paid(now))
                    .number("period_reward", 200_000)
                    .time("start_date", start());
            json.count("target_size_fp", 30_000).endObject();
        }
    }

    void milestones(Json json, Query query) {
        int limit = (int) query.whole("limit", 1, 500, DEFAULT_ROWS);
        String category = query.text("category");
        String competition = query.text("competition");
        String type = query.text("type");
        String event = query.text("related_event_ticker");
        long updated = query.seconds("min_updated_ts", Long.MIN_VALUE);
        long start = query.instant("minimum_start_date", Long.MIN_VALUE);
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<ListedEvent> chosen = games().stream()
                .filter(game -> (category == null || category.equals("Sports"))
                        && (competition == null || competition.equals("Harbor League"))
                        && (type == null || type.equals("paddleball_game"))
                        && (event == null || event.equals(game.ticker))
                        && game.created >= updated
                        && game.belief.shape.heat() >= start)
                .toList();
        lists.page(json, query, "milestones", chosen, limit, cursor, Games::milestone);
    }

    private List<ListedEvent> games() {
        return catalogue.events().stream().filter(Games::isGame).toList();
    }

    void milestone(Json json, String id) {
        ListedEvent game = games().stream()
                .filter(one -> Games.milestoneId(one).equals(id))
                .findFirst()
                .orElseThrow(Refusal::notFound);
        Games.milestone(json.name("milestone"), game);
    }

    void targets(Json json, Query query) {
        int limit = (int) query.whole("page_size", 1, 2000, DEFAULT_ROWS);
        List<String> ids = query.all("ids");
        String type = query.text("type");
        String competition = query.text("competition");
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<String> chosen = Games.targets().stream()
                .filter(id -> (ids.isEmpty() || ids.contains(id))
                        && (type == null || type.equals("paddleball_team"))
                        && (competition == null || competition.equals("Harbor League")))
                .toList();
        lists.page(json, query, "structured_targets", chosen, limit, cursor, Games::target);
    }

    void target(Json json, String id) {
        Games.target(json.name("structured_target"), id);
    }

    /** What the world expected, as percentiles of a number; an event that ends in no number has none. */
    void forecast(Json json, Query query, long now, String seriesTicker, String ticker) {
        List<Integer> percentiles = percentiles(query);
        long minutes = query.required("period_interval");
        if (minutes != 0 && minutes != 1 && minutes != 60 && minutes != 1440) {
            throw Refusal.badRequest(
                    "invalid value for parameter period_interval: " + minutes + " is not one of 0, 1, 60, 1440");
        }
        query.required("start_ts");
        query.required("end_ts");
        ListedEvent event = MarketData.found(catalogue.event(ticker));
        if (!event.series.ticker.equals(seriesTicker)) {
            throw Refusal.notFound();
        }
        @Nullable String stated = event.markets.get(0).payoff.stated();
        long step = minutes == 0 ? 5 * Time.SECOND : minutes * Time.MINUTE;
        long from = Math.max(query.seconds("start_ts", 0), event.schedule.open());
        long until = Math.min(Math.min(query.seconds("end_ts", 0), now), event.schedule.stop());
        json.array("forecast_history");
        long end = -Math.floorDiv(-from, step) * step;
        for (int points = 0; !stated.isEmpty() && end <= until && points < MAX_POINTS; points++, end += step) {
            json.object()
                    .number("end_period_ts", end / Time.SECOND)
                    .text("event_ticker", ticker)
                    .number("period_interval", minutes);
            json.array("percentile_points");
            for (int percentile : percentiles) {
                point(json, event, stated, end, percentile);
            }
            json.endArray().endObject();
        }
        json.endArray();
    }

    private static List<Integer> percentiles(Query query) {
        List<Integer> percentiles = new ArrayList<>();
        for (String text : query.all("percentiles")) {
            if (!text.matches("\\d{1,4}")) {
                throw Refusal.badRequest(
                        "invalid value for parameter percentiles: '" + text + "' is not between 0 and 9999");
            }
            percentiles.add(Integer.valueOf(text));
        }
        if (percentiles.isEmpty() || percentiles.size() > MOST_PERCENTILES) {
            throw Refusal.badRequest("parameter percentiles takes 1 to " + MOST_PERCENTILES + " values");
        }
        return percentiles;
    }

    private static void point(Json json, ListedEvent event, String stated, long time, int percentile) {
        Walk walk = event.belief.walk();
        double value = walk.value(time) + walk.remaining(time) * Walk.quantile(Math.max(1, percentile) / 10_000.0);
        if (event.markets.get(0).payoff.scalar()) {
            value = Math.min(0.99, Math.max(0.01, value));
        }
        String formatted = String.format(java.util.Locale.ROOT, stated, value);
        json.object()
                .text("formatted_forecast", formatted)
                .number("numerical_forecast", Double.parseDouble(formatted))
                .number("percentile", percentile)
                .number("raw_numerical_forecast", Math.rint(value * 1e6) / 1e6)
                .endObject();
    }
}
