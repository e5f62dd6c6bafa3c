package dev.kalshilab.sandbox;

import java.time.LocalDate;
import java.util.List;

/** A daily ladder of exclusive temperature ranges: many settled days, two open ones, the next not yet open. */
final class Weather {
    static final String SERIES = "KXHIGHNY";

    private static final LocalDate FIRST = LocalDate.of(2026, 3, 29);
    private static final LocalDate LAST = LocalDate.of(2026, 9, 17);

    private Weather() {}

    static ListedSeries list(Catalogue catalogue) {
        ListedSeries series = new ListedSeries(
                SERIES,
                "Highest temperature in NYC",
                "Climate and Weather",
                "daily",
                List.of("Daily temperature"),
                "quadratic",
                1,
                "National Weather Service",
                "https://www.weather.gov/",
                "Daily high",
                Ticks.LINEAR_CENT);
        for (LocalDate date = FIRST; !date.isAfter(LAST); date = date.plusDays(1)) {
            day(catalogue, series, date);
        }
        return series;
    }

    private static void day(Catalogue catalogue, ListedSeries series, LocalDate date) {
        String words = Catalogue.words(date);
        Rng rng = Rng.of(catalogue.seed, "weather", date.toString());
        double season = 84 - 7 * StrictMath.cos(2 * Math.PI * (date.getDayOfYear() - 20) / 365.0);
        double expected = season - 4 + 4 * rng.gaussian();
        long open = Time.eastern(date.minusDays(1), 10, 0);
        long close = Time.eastern(date, 23, 59);
        long determined = Time.eastern(date.plusDays(1), 8, 0) + rng.below(40) * Time.MINUTE;
        ListedEvent event = catalogue.event(
                series,
                Catalogue.ticker(date),
                "Highest temperature in NYC on " + words + "?",
                "On " + words,
                true,
                new ListedEvent.Schedule(
                        open, close, close, determined, determined + Time.HOUR, Time.easternMidnight(date)),
                new ListedEvent.Shape(
                        Time.eastern(date, 9, 0),
                        Time.eastern(date, 18, 0),
                        15 * Time.MINUTE,
                        0.6,
                        expected,
                        3.2,
                        Long.MAX_VALUE));
        // Four ranges of two degrees round what was expected, and the two tails.
        int low = (int) StrictMath.rint(expected) - 4 + rng.below(2);
        int high = low + 8;
        add(catalogue, event, words, "T" + low, ListedMarket.Strike.less(low), -1e9, low - 0.5, low - 1 + "° or below");
        for (int floor = low; floor < high; floor += 2) {
            int cap = floor + 1;
            add(
                    catalogue,
                    event,
                    words,
                    "B" + floor + ".5",
                    ListedMarket.Strike.between(floor, cap),
                    floor - 0.5,
                    cap + 0.5,
                    floor + "° to " + cap + "°");
        }
        add(
                catalogue,
                event,
                words,
                "T" + (high - 1),
                ListedMarket.Strike.greater(high - 1),
                high - 0.5,
                1e9,
                high + "° or above");
    }

    private static void add(
            Catalogue catalogue,
            ListedEvent event,
            String date,
            String suffix,
            ListedMarket.Strike strike,
            double low,
            double high,
            String range) {
        catalogue.market(
                event,
                suffix,
                new ListedMarket.Words(
                        "Will the **high temp in NYC** be " + range + " on " + date + "?",
                        range,
                        range,
                        "If the highest temperature recorded in Central Park, New York for " + date + " is " + range
                                + " Fahrenheit, then the market resolves to Yes.",
                        "Invented data: this market exists only in the sandbox.",
                        ""),
                strike,
                ListedMarket.Payoff.range(low, high, "%.0f"),
                new ListedMarket.Pace(9, 35, 0.6, true));
    }
}
