package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Combinations of games: the collections they are made in, those that others made, and those made on request. */
final class Combos {
    static final String PREFIX = "KXMVE";

    private static final String SERIES = PREFIX + "HARBOR";
    private static final int GAMES_BEFORE = 8;
    private static final int MADE = 4;
    private static final long TIMER = 5 * Time.SECOND;

    private final Catalogue catalogue;
    private final ListedSeries series;
    private final List<Collection> collections = new ArrayList<>();
    private final Map<String, Lookup> lookups = new LinkedHashMap<>();
    private Consumer<ListedMarket> audience = market -> {};

    Combos(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.series = new ListedSeries(
                SERIES,
                "Harbor League combos",
                "Sports",
                "custom",
                List.of("Paddleball"),
                "quadratic",
                1,
                "Harbor League",
                "https://harbor-league.example/",
                "Combo",
                catalogue.ticks(Ticks.DECI_CENT));
    }

    /**
     * What combinations may be made of.
     *
     * @param yesOnly whether only YES of a market may be chosen
     * @param open from when on they can be made, until {@code close}
     */
    record Collection(
            String ticker,
            String title,
            String description,
            boolean yesOnly,
            long open,
            long close,
            List<ListedEvent> events) {
        String statusAt(long now) {
            return now < open ? "unopened" : now < close ? "open" : "closed";
        }
    }

    /** When a combination was last asked for, by the demo user. */
    record Lookup(ListedMarket market, Collection collection, long time) {}

    /** Who hears at once of what somebody makes. */
    void tell(Consumer<ListedMarket> listener) {
        audience = listener;
    }

    /** The series with what others have made of it. */
    ListedSeries list() {
        List<ListedEvent> games = new ArrayList<>(
                catalogue.events().stream().filter(Games::isGame).toList());
        games.sort(Comparator.comparingLong(game -> game.schedule.stop()));
        List<ListedEvent> coming = games.stream()
                .filter(game -> game.schedule.stop() > Catalogue.PRESENT && game.schedule.open() <= Catalogue.PRESENT)
                .toList();
        List<ListedEvent> open = new ArrayList<>(coming);
        open.addAll(catalogue.events(OneOffs.ELECTION));
        collections.add(new Collection(
                SERIES + "-R",
                "What will happen across all games?",
                "Choose any combination of games.",
                false,
                Time.utc("2026-08-20T14:00:00Z"),
                Time.utc("2026-10-01T02:00:00Z"),
                List.copyOf(open)));
        List<ListedEvent> over = games.stream()
                .filter(game -> game.schedule.settled() <= Catalogue.PRESENT)
                .toList();
        over = over.subList(over.size() - GAMES_BEFORE, over.size());
        collections.add(new Collection(
                SERIES + "-W36",
                "Who will win each Harbor League game in week 36?",
                "Choose who you think will win each game.",
                true,
                over.get(0).schedule.open(),
                over.get(over.size() - 1).schedule.stop(),
                List.copyOf(over)));
        Rng rng = Rng.of(catalogue.seed, "combos", SERIES);
        for (int i = 0; i < MADE; i++) {
            ListedEvent first = over.get(2 * i);
            others(collections.get(1), List.of(leg(first, true, rng), leg(over.get(2 * i + 1), true, rng)), 0);
            List<ListedMarket.Leg> legs = new ArrayList<>();
            for (int j = 0; j < Math.min(coming.size(), 2); j++) {
                legs.add(leg(coming.get((i + j) % coming.size()), false, rng));
            }
            if (i % 2 == 1 || legs.size() < 2) {
                legs.add(leg(open.get(open.size() - 1), i % 2 == 1, rng));
            }
            others(collections.get(0), legs, Catalogue.PRESENT - (20 - i) * Time.HOUR);
        }
        return series;
    }

    /** The dice may have made it already. */
    private void others(Collection collection, List<ListedMarket.Leg> legs, long made) {
        if (find(collection, legs) == null) {
            make(collection, legs, made);
        }
    }

    private static ListedMarket.Leg leg(ListedEvent event, boolean yes, Rng rng) {
        return new ListedMarket.Leg(event.markets.get(rng.below(event.markets.size())), yes || rng.chance(0.5));
    }

    String series() {
        return series.ticker;
    }

    Ticks ticks() {
        return series.ticks;
    }

    List<Collection> collections() {
        return List.copyOf(collections);
    }

    @Nullable
    Collection collection(String ticker) {
        return collections.stream()
                .filter(one -> one.ticker.equals(ticker))
                .findFirst()
                .orElse(null);
    }

    @Nullable
    Collection collectionOf(ListedMarket market) {
        return collections.stream()
                .filter(one -> market.legs.stream().allMatch(leg -> one.events.contains(leg.market().event)))
                .findFirst()
                .orElse(null);
    }

    /** The combinations that were asked for since then, latest last. */
    List<Lookup> lookups(Collection collection, long since) {
        return lookups.values().stream()
                .filter(one -> one.collection.equals(collection) && one.time >= since)
                .toList();
    }

    /** A market that is there already; null when nobody has made it. */
    @Nullable
    ListedMarket find(Collection collection, List<ListedMarket.Leg> legs) {
        String[] suffixes = suffixes(collection, legs);
        return catalogue.market(SERIES + "-S2026" + suffixes[0] + '-' + suffixes[1]);
    }

    void lookedUp(Collection collection, ListedMarket market, long now) {
        lookups.remove(market.ticker);
        lookups.put(market.ticker, new Lookup(market, collection, now));
    }

    /** The combination, made now unless it is there already. */
    ListedMarket create(Collection collection, List<ListedMarket.Leg> legs, long now) {
        ListedMarket there = find(collection, legs);
        if (there == null) {
            there = make(collection, legs, now);
            series.events.remove(there.event);
            catalogue.addLate(there.event);
            audience.accept(there);
        }
        return there;
    }

    /** The same legs in any order are the same market: collections here are not ordered. */
    private static String[] suffixes(Collection collection, List<ListedMarket.Leg> legs) {
        Map<String, String> sides = new TreeMap<>();
        legs.forEach(leg -> sides.put(leg.market().ticker, leg.side()));
        long event = Rng.key(0, "combo event", collection.ticker + sides);
        long market = Rng.key(0, "combo market", collection.ticker + sides);
        return new String[] {hex(event), hex(market)};
    }

    private static String hex(long key) {
        return String.format(Locale.ROOT, "%011X", key >>> 20);
    }

    /** @param made when; 0 for as soon as all of its legs can be traded */
    private ListedMarket make(Collection collection, List<ListedMarket.Leg> legs, long made) {
        long open = made;
        long stop = 0;
        long determined = 0;
        List<String> words = new ArrayList<>();
        for (ListedMarket.Leg leg : legs) {
            ListedEvent.Schedule schedule = leg.market().event.schedule;
            open = Math.max(open, schedule.open());
            stop = Math.max(stop, schedule.stop());
            determined = Math.max(determined, schedule.determined() + Time.MINUTE);
            words.add(leg.side() + ' ' + leg.market().words.yes());
        }
        String[] suffixes = suffixes(collection, legs);
        String ticker = SERIES + "-S2026" + suffixes[0];
        ListedEvent.Shape shape = new ListedEvent.Shape(stop - Time.HOUR, stop, Time.HOUR, 0.5, 0, 1, Long.MAX_VALUE);
        ListedEvent event = new ListedEvent(
                series,
                ticker,
                "Combo",
                "MVE",
                false,
                new ListedEvent.Schedule(open, stop, stop, determined, determined + TIMER, 0),
                new ListedEvent.Belief(catalogue.seed, ticker, open, shape),
                open);
        series.events.add(event);
        String title = String.join(",", words);
        return catalogue.market(
                event,
                suffixes[1],
                new ListedMarket.Words(
                        title, title, title, "", "Invented data: this market exists only in the sandbox.", ""),
                ListedMarket.Strike.custom(collection.ticker),
                ListedMarket.Payoff.range(0, 1, ""),
                new ListedMarket.Pace(0.9, 15, 1.1, false),
                legs);
    }
}
