package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Every series, event and market of the invented exchange, from the seed; their histories are made on first use. */
final class Catalogue {
    /** The sandbox's own moment, on a full hour: what lies before it is its past, and never changes. */
    static final long PRESENT = Time.utc("2026-09-15T18:00:00Z");

    /** Markets that were paid before it are in the historical tier, with their trades and candles. */
    static final long CUTOFF = Time.utc("2026-06-29T00:00:00Z");

    /** Some 20 bytes each: more than the usual market has at its present, and a day of all that is open. */
    private static final long USUAL_ROWS = 2_000_000;

    final long seed;
    /** Whether the exchange is that of autumn 2025: whole cents, whole contracts, and no historical tier. */
    final boolean cents;

    final Combos combos;
    private final Memory memory;

    private final Map<String, ListedSeries> series = new LinkedHashMap<>();
    private final Map<String, ListedEvent> events = new ConcurrentHashMap<>();
    private final Map<String, ListedMarket> markets = new ConcurrentHashMap<>();
    // Copied when a combination is added: others may be going through them.
    private List<ListedEvent> eventList = new ArrayList<>();
    private List<ListedMarket> marketList = new ArrayList<>();

    Catalogue(long seed, boolean cents) {
        this(seed, cents, new Memory(USUAL_ROWS));
    }

    /** @param memory how many rows of markets are held */
    Catalogue(long seed, boolean cents, Memory memory) {
        this.memory = memory;
        this.seed = seed;
        this.cents = cents;
        add(OneOffs.election(this));
        add(Weather.list(this));
        add(Games.list(this));
        add(IndexLadder.list(this));
        add(OneOffs.ferries(this));
        add(OneOffs.volcano(this));
        combos = new Combos(this);
        add(combos.list());
        eventList = new CopyOnWriteArrayList<>(eventList);
        marketList = new CopyOnWriteArrayList<>(marketList);
    }

    /** The ticks of a market that would have those: in autumn 2025 all prices are whole cents. */
    Ticks ticks(Ticks today) {
        return cents ? Ticks.LINEAR_CENT : today;
    }

    /** Whether an event's markets were moved to the historical tier. */
    boolean isArchived(ListedEvent event) {
        return !cents && event.schedule.settled() < CUTOFF;
    }

    boolean isArchived(ListedMarket market) {
        return isArchived(market.event);
    }

    /** Adds an event that somebody has made while the exchange was running. */
    void addLate(ListedEvent event) {
        events.put(event.ticker, event);
        event.series.events.add(0, event);
        eventList.add(event);
        marketList.addAll(event.markets);
    }

    private void add(ListedSeries one) {
        one.events.sort(Comparator.<ListedEvent>comparingLong(event -> event.schedule.open())
                .reversed()
                .thenComparing(event -> event.ticker));
        series.put(one.ticker, one);
        for (ListedEvent event : one.events) {
            events.put(event.ticker, event);
            eventList.add(event);
            marketList.addAll(event.markets);
        }
    }

    /** A new event of the series, after those it has; the walk is named by the event's ticker. */
    ListedEvent event(
            ListedSeries of,
            String suffix,
            String title,
            String subTitle,
            boolean exclusive,
            ListedEvent.Schedule schedule,
            ListedEvent.Shape shape) {
        String ticker = of.ticker + '-' + suffix;
        ListedEvent event = new ListedEvent(
                of,
                ticker,
                title,
                subTitle,
                exclusive,
                schedule,
                new ListedEvent.Belief(seed, ticker, schedule.open(), shape));
        of.events.add(event);
        return event;
    }

    /** A new market of the event, after those it has; an empty suffix is a market with its event's ticker. */
    void market(
            ListedEvent of,
            String suffix,
            ListedMarket.Words words,
            ListedMarket.Strike strike,
            ListedMarket.Payoff payoff,
            ListedMarket.Pace pace) {
        market(of, suffix, words, strike, payoff, pace, List.of());
    }

    /** A market that is a combination of others, or none of them. */
    ListedMarket market(
            ListedEvent of,
            String suffix,
            ListedMarket.Words words,
            ListedMarket.Strike strike,
            ListedMarket.Payoff payoff,
            ListedMarket.Pace pace,
            List<ListedMarket.Leg> legs) {
        String ticker = suffix.isEmpty() ? of.ticker : of.ticker + '-' + suffix;
        ListedMarket market =
                new ListedMarket(seed, of, ticker, words, strike, payoff, pace, markets.size(), cents, legs, memory);
        of.markets.add(market);
        markets.put(ticker, market);
        return market;
    }

    List<ListedSeries> series() {
        return List.copyOf(series.values());
    }

    List<ListedEvent> events() {
        return Collections.unmodifiableList(eventList);
    }

    /** The events of one series, newest first; none for a series that is not listed. */
    List<ListedEvent> events(String ticker) {
        ListedSeries one = series.get(ticker);
        return one == null ? List.of() : Collections.unmodifiableList(one.events);
    }

    /** In the order of their events: newest first within a series. */
    List<ListedMarket> markets() {
        return Collections.unmodifiableList(marketList);
    }

    @Nullable
    ListedSeries series(String ticker) {
        return series.get(ticker);
    }

    @Nullable
    ListedEvent event(String ticker) {
        return events.get(ticker);
    }

    @Nullable
    ListedMarket market(String ticker) {
        return markets.get(ticker);
    }

    /** The date as tickers have it, such as {@code 26SEP15}. */
    static String ticker(java.time.LocalDate date) {
        return String.format(
                java.util.Locale.ROOT,
                "%02d%s%02d",
                date.getYear() % 100,
                date.getMonth().name().substring(0, 3),
                date.getDayOfMonth());
    }

    /** The date as titles have it, such as {@code Sep 15, 2026}. */
    static String words(java.time.LocalDate date) {
        String month = date.getMonth().name();
        return month.charAt(0)
                + month.substring(1, 3).toLowerCase(java.util.Locale.ROOT)
                + ' '
                + date.getDayOfMonth()
                + ", "
                + date.getYear();
    }
}
