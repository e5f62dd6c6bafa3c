package dev.kalshilab.sandbox;

/** The prices that orders of a market may have, in 1/10,000 dollar. */
enum Ticks {
    /** Whole cents. */
    LINEAR_CENT("linear_cent", 10_000),
    /** Tenths of a cent everywhere: combinations, whose chances multiply. */
    DECI_CENT("deci_cent", 5_000),
    /** Tenths of a cent within ten cents of either end, where a cent is much; whole cents between. */
    TAPERED_DECI_CENT("tapered_deci_cent", 1_000);

    static final int DOLLAR = 10_000;
    static final int CENT = 100;
    private static final int TENTH = 10;

    final String label;
    private final int edge;

    Ticks(String label, int edge) {
        this.label = label;
        this.edge = edge;
    }

    /** The step at a price; on a border, the step of the side towards {@code up}. */
    int step(int price, boolean up) {
        if (this != TAPERED_DECI_CENT) {
            return this == LINEAR_CENT ? CENT : TENTH;
        }
        boolean low = up ? price < edge : price <= edge;
        boolean high = up ? price >= DOLLAR - edge : price > DOLLAR - edge;
        return low || high ? TENTH : CENT;
    }

    /** The highest allowed price not above. */
    int floor(double price) {
        int whole = (int) StrictMath.floor(price);
        int step = step(whole, true);
        return Math.floorDiv(whole, step) * step;
    }

    /** The lowest allowed price not below. */
    int ceil(double price) {
        int whole = (int) StrictMath.ceil(price);
        int step = step(whole, false);
        return -Math.floorDiv(-whole, step) * step;
    }

    void write(Json json) {
        json.array("price_ranges");
        if (this != TAPERED_DECI_CENT) {
            range(json, 0, DOLLAR, step(0, true));
        } else {
            range(json, 0, edge, TENTH);
            range(json, edge, DOLLAR - edge, CENT);
            range(json, DOLLAR - edge, DOLLAR, TENTH);
        }
        json.endArray();
    }

    private static void range(Json json, int start, int end, int step) {
        json.object()
                .exact("end", end)
                .exact("start", start)
                .exact("step", step)
                .endObject();
    }
}
