package dev.kalshilab.sandbox;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/** Where an invented share index closes: ten thresholds a trading day, in tenths of a cent near the ends. */
final class IndexLadder {
    private static final LocalDate FIRST = LocalDate.of(2026, 8, 24);
    private static final LocalDate LAST = LocalDate.of(2026, 9, 16);
    private static final int STRIKES = 10;
    private static final int STEP = 25;

    private IndexLadder() {}

    static ListedSeries list(Catalogue catalogue) {
        ListedSeries series = new ListedSeries(
                "KXMERIDIAN",
                "Meridian 500 close",
                "Financials",
                "daily",
                List.of("Indices", "Daily"),
                "quadratic",
                0.5,
                "Meridian Index Company",
                "https://meridian-500.example/",
                "Daily close",
                catalogue.ticks(Ticks.TAPERED_DECI_CENT));
        double level = 5400 + 60 * Rng.of(catalogue.seed, "index", "start").gaussian();
        for (LocalDate date = FIRST; !date.isAfter(LAST); date = date.plusDays(1)) {
            if (date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY) {
                level += 22 * Rng.of(catalogue.seed, "index", date.toString()).gaussian();
                day(catalogue, series, date, level);
            }
        }
        return series;
    }

    private static void day(Catalogue catalogue, ListedSeries series, LocalDate date, double level) {
        String words = Catalogue.words(date);
        long close = Time.eastern(date, 16, 0);
        ListedEvent event = catalogue.event(
                series,
                Catalogue.ticker(date) + "H1600",
                "Meridian 500 on " + words + " at 4pm EDT?",
                "On " + words + " at 4pm EDT",
                false,
                new ListedEvent.Schedule(
                        Time.eastern(date.minusDays(1), 16, 0),
                        close,
                        close,
                        close + 30 * Time.MINUTE,
                        close + 40 * Time.MINUTE,
                        close),
                new ListedEvent.Shape(
                        Time.eastern(date, 9, 30), close, 5 * Time.MINUTE, 0.8, level, 42, Long.MAX_VALUE));
        int middle = STEP * (int) StrictMath.rint(level / STEP);
        for (int i = 0; i < STRIKES; i++) {
            double strike = middle + (i - STRIKES / 2) * STEP + STEP - 0.01;
            String above = String.format(java.util.Locale.ROOT, "%,.0f or above", strike + 0.01);
            catalogue.market(
                    event,
                    String.format(java.util.Locale.ROOT, "T%.2f", strike),
                    new ListedMarket.Words(
                            "Will the Meridian 500 be " + above + " on " + words + " at 4pm EDT?",
                            above,
                            above,
                            "If the Meridian 500 closes above " + strike + " on " + words
                                    + ", then the market resolves to Yes.",
                            "Invented data: this market exists only in the sandbox.",
                            ""),
                    ListedMarket.Strike.greater(strike),
                    ListedMarket.Payoff.range(strike, 1e9, "%.2f"),
                    new ListedMarket.Pace(20, 45, 0.55, true));
        }
    }
}
