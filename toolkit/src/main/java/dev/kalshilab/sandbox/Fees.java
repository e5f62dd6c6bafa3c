package dev.kalshilab.sandbox;

/**
 * What a fill costs besides its price, in 1/1,000,000 dollar.
 *
 * <p>Quadratic fees are rate × multiplier × contracts × price × (1 − price), with a rate of 0.07 for takers; makers
 * pay 0.0175 where the series says {@code quadratic_with_maker_fees} and nothing elsewhere (the exchange's fee
 * schedule, which its {@code fee_type} refers to). What {@code flat} means stands in a table of that schedule, series
 * by series; here it is a quarter of a cent a contract, for takers.
 *
 * <p>The fee is rounded up to 1/10,000 dollar, and then whatever more is charged that leaves the balance on a multiple
 * of 1/10,000 dollar: the exchange's page on fee rounding, for direct members. Fills recorded from the exchange agree.
 * Its rebate of a cent for an order whose roundings add up to more than that is left out: orders here have too few
 * fills for it.
 */
final class Fees {
    /** Rates in 1/100,000. */
    private static final long TAKER = 7_000;

    private static final long MAKER = 1_750;
    /** A contract, in 1/1,000,000 dollar. */
    private static final long FLAT = 2_500;
    /** A rate in 1/100,000 × a count in 1/100 × two prices in 1/10,000, against a result in 1/10,000 dollar. */
    private static final long SCALE = 100_000_000_000L;

    private static final long STEP = 100;

    private Fees() {}

    /**
     * @param price what the contract itself costs, in 1/10,000 dollar: of NO its own price
     * @param count contracts in hundredths
     */
    static long of(ListedSeries series, boolean taker, boolean buys, int price, long count) {
        long amount = price * count;
        long change = (buys ? -amount : amount) - STEP * trade(series, taker, price, count);
        long rounded = Math.floorDiv(change, STEP) * STEP;
        return (buys ? -amount : amount) - rounded;
    }

    /** In 1/10,000 dollar. */
    private static long trade(ListedSeries series, boolean taker, int price, long count) {
        return switch (series.feeType) {
            case "flat" -> taker ? ceil(StrictMath.round(FLAT * series.feeMultiplier) * count, 100 * STEP) : 0;
            case "quadratic_with_maker_fees" -> quadratic(series, taker ? TAKER : MAKER, price, count);
            default -> taker ? quadratic(series, TAKER, price, count) : 0;
        };
    }

    private static long quadratic(ListedSeries series, long rate, int price, long count) {
        // Twice the rate and half the result: multipliers are halves, and half a maker's rate is not a whole number.
        long twice = StrictMath.round(2 * rate * series.feeMultiplier);
        return ceil(twice * count * price * (Ticks.DOLLAR - price), 2 * SCALE);
    }

    private static long ceil(long value, long by) {
        return -Math.floorDiv(-value, by);
    }
}
