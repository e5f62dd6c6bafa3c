package dev.kalshilab.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One market as the catalogue knows it: its words and strikes, the outcomes it pays on, how busily it trades. */
final class ListedMarket {
    final ListedEvent event;
    final String ticker;
    final Words words;
    final Strike strike;
    final Payoff payoff;
    final Pace pace;
    /** The place in the catalogue, stable under any clock: what a cursor points at. */
    final int ordinal;
    /** What the random parts of its answers are keyed by. */
    final long key;
    /** Whether only whole contracts are traded. */
    final boolean whole;
    /** What a combination is made of; empty for every other market. */
    final List<Leg> legs;

    /** How it was written last. */
    final Written written = new Written(this);

    private final Trading trading;

    ListedMarket(
            long seed,
            ListedEvent event,
            String ticker,
            Words words,
            Strike strike,
            Payoff payoff,
            Pace pace,
            int ordinal,
            boolean whole,
            List<Leg> legs,
            Memory memory) {
        this.event = event;
        this.ticker = ticker;
        this.words = words;
        this.strike = strike;
        this.payoff = payoff;
        this.pace = pace;
        this.ordinal = ordinal;
        this.key = Rng.key(seed, "market", ticker);
        this.whole = whole;
        this.legs = List.copyOf(legs);
        this.trading = new Trading(this, Rng.of(seed, "trading", ticker), memory);
    }

    /** What is written on a market. */
    record Words(String title, String yes, String no, String rules, String moreRules, String earlyClose) {}

    /**
     * @param type the exchange's word for how the strike is read
     * @param custom the key of a structured strike, null for the others
     */
    record Strike(
            String type,
            @Nullable Double floor,
            @Nullable Double cap,
            @Nullable String functional,
            @Nullable String custom) {
        String customOr(String otherwise) {
            return custom == null ? otherwise : custom;
        }

        static Strike less(double cap) {
            return new Strike("less", null, cap, null, null);
        }

        static Strike between(double floor, double cap) {
            return new Strike("between", floor, cap, null, null);
        }

        static Strike greater(double floor) {
            return new Strike("greater", floor, null, null, null);
        }

        static Strike structured(String key) {
            return new Strike("structured", null, null, null, key);
        }

        static Strike custom(String key) {
            return new Strike("custom", null, null, null, key);
        }

        static Strike functional(String function) {
            return new Strike("functional", null, null, function, null);
        }
    }

    /**
     * Pays one dollar when the outcome falls from {@code low} to {@code high}; a scalar pays the outcome itself.
     *
     * @param stated how the outcome is written down, such as {@code %.0f}; empty where no number is stated
     */
    record Payoff(boolean scalar, double low, double high, String stated) {
        static Payoff range(double low, double high, String stated) {
            return new Payoff(false, low, high, stated);
        }
    }

    /**
     * @param eventsAnHour quotes and trades in an ordinary hour
     * @param size the typical size of a trade, in contracts
     * @param spread half the spread, in ticks
     * @param bids whether anybody bids for YES at all
     */
    record Pace(double eventsAnHour, double size, double spread, boolean bids) {}

    /** One condition of a combination: a market and the side that it must settle at. */
    record Leg(ListedMarket market, boolean yes) {
        double fair(long time) {
            double fair = market.fair(time);
            return yes ? fair : 1 - fair;
        }

        int settlement() {
            return yes ? market.settlement() : Ticks.DOLLAR - market.settlement();
        }

        String side() {
            return yes ? "yes" : "no";
        }
    }

    boolean isCombo() {
        return !legs.isEmpty();
    }

    Past past(long now) {
        return trading.past(now);
    }

    /** The past as it follows from the seed, without trades that somebody's writing has led to. */
    Past planned(long now) {
        return trading.planned(now);
    }

    /** Adds a trade that lies ahead; see {@link Trading#agree}. */
    AgreedTrades.Trade agree(long time, int price, long count, boolean takerYes, long interest) {
        return trading.agree(time, price, count, takerYes, interest);
    }

    /** Whether a contract may pay neither nothing nor a dollar: then only whole ones are held, and pay whole cents. */
    boolean paysParts() {
        return isCombo()
                ? legs.stream().anyMatch(leg -> leg.market().paysParts())
                : payoff.scalar() || event.belief.shape.abandoned() != Long.MAX_VALUE;
    }

    boolean activeAt(long now) {
        return now >= event.schedule.open() && now < event.schedule.stop();
    }

    /** The chance of YES, or the expected value of a scalar, from 0 to 1. */
    double fair(long time) {
        if (isCombo()) {
            // Outcomes of different events do not depend on each other here.
            return legs.stream().mapToDouble(leg -> leg.fair(time)).reduce(1, (a, b) -> a * b);
        }
        if (event.belief.abandoned(time)) {
            return 0.5;
        }
        Walk walk = event.belief.walk();
        return payoff.scalar()
                ? Math.min(0.99, Math.max(0.01, walk.value(time)))
                : walk.probability(time, payoff.low(), payoff.high());
    }

    /** What one YES contract pays in the end, in 1/10,000 dollar. */
    int settlement() {
        if (isCombo()) {
            long value = Ticks.DOLLAR;
            for (Leg leg : legs) {
                value = value * leg.settlement() / Ticks.DOLLAR;
            }
            return (int) (value / Ticks.CENT * Ticks.CENT);
        }
        if (event.belief.shape.abandoned() != Long.MAX_VALUE) {
            return Ticks.DOLLAR / 2;
        }
        double outcome = event.belief.walk().outcome();
        if (payoff.scalar()) {
            // In whole cents: the exchange's list of settlements says what a contract paid in whole cents.
            int cents = (int) StrictMath.rint(Math.min(0.99, Math.max(0.01, outcome)) * 100);
            return cents * Ticks.CENT;
        }
        return outcome >= payoff.low() && outcome < payoff.high() ? Ticks.DOLLAR : 0;
    }

    String result() {
        int value = settlement();
        if (payoff.scalar() || (value > 0 && value < Ticks.DOLLAR)) {
            return "scalar";
        }
        return value > 0 ? "yes" : "no";
    }

    /** The number that decided, as text; empty where the exchange states none. */
    String statedOutcome() {
        if (payoff.stated().isEmpty()) {
            return "";
        }
        double outcome =
                payoff.scalar() ? settlement() / 100.0 : event.belief.walk().outcome();
        return String.format(java.util.Locale.ROOT, payoff.stated(), outcome);
    }

    @Override
    public String toString() {
        return ticker;
    }
}
