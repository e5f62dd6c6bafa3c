package dev.kalshilab.sandbox;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events that do not come daily: a long election, a monthly share that pays a fraction, a market nobody watches. */
final class OneOffs {
    static final String ELECTION = "KXPRESALDERIA";
    static final String FERRIES = "KXFERRYSHARE";
    static final String VOLCANO = "KXBRINDLE";

    private static final String INVENTED = "Invented data: this market exists only in the sandbox.";
    private static final long NEVER = Long.MAX_VALUE;

    private OneOffs() {}

    /** Four candidates side by side on one line, so that their chances always add up to one. */
    static ListedSeries election(Catalogue catalogue) {
        ListedSeries series = new ListedSeries(
                ELECTION,
                "President of Aldéria",
                "Politics",
                "custom",
                List.of("Elections", "Aldéria"),
                "quadratic",
                1,
                "Aldéria Electoral Commission",
                "https://elections-alderia.example/",
                "Election",
                Ticks.LINEAR_CENT);
        long open = Time.utc("2026-02-02T15:00:00Z");
        long known = Time.utc("2026-11-04T04:00:00Z");
        long close = Time.utc("2027-11-03T15:00:00Z");
        ListedEvent event = catalogue.event(
                series,
                "26",
                "Who will win the presidential election in Aldéria?",
                "In 2026",
                true,
                new ListedEvent.Schedule(
                        open, close, known + Time.HOUR, known + 11 * Time.HOUR, known + 12 * Time.HOUR, 0),
                new ListedEvent.Shape(Time.utc("2026-11-03T12:00:00Z"), known, Time.HOUR, 0.55, 0, 1, NEVER));
        candidate(catalogue, event, "AQ", "Ana Quillfeather", "Harbor & Reed", -0.30, 0.45, 3.6, 120);
        candidate(catalogue, event, "BT", "Bram O'Tuckett", "Mill Union", 0.45, 1e9, 2.6, 90);
        candidate(catalogue, event, "ZW", "Zoë \"Sparrow\" Winterbourne", "Open Shore", -1.1, -0.30, 2.2, 80);
        candidate(catalogue, event, "LM", "Lorcan Måne-Fisk", "Independent <no list>", -1e9, -1.1, 1.6, 60);
        return series;
    }

    private static void candidate(
            Catalogue catalogue,
            ListedEvent event,
            String code,
            String name,
            String party,
            double low,
            double high,
            double pace,
            double size) {
        catalogue.market(
                event,
                code,
                new ListedMarket.Words(
                        "Will " + name + " win the presidential election in Aldéria?",
                        name,
                        name,
                        "If " + name + " (" + party
                                + ") wins the 2026 presidential election in Aldéria, then the market"
                                + " resolves to Yes.",
                        INVENTED,
                        "This market will close and expire after a winner is declared."),
                ListedMarket.Strike.custom(name),
                ListedMarket.Payoff.range(low, high, ""),
                new ListedMarket.Pace(pace, size, 0.6, true));
    }

    /** Pays the share itself: results are neither yes nor no. */
    static ListedSeries ferries(Catalogue catalogue) {
        ListedSeries series = new ListedSeries(
                FERRIES,
                "Share of harbor commuters who take the ferry",
                "Economics",
                "monthly",
                List.of("Transport"),
                "flat",
                1,
                "Harbor Office of Statistics",
                "https://harbor-statistics.example/",
                "Monthly share",
                Ticks.LINEAR_CENT);
        for (int month = 3; month <= 9; month++) {
            LocalDate first = LocalDate.of(2026, month, 1);
            LocalDate last = first.plusMonths(1);
            String words = Catalogue.words(first).substring(0, 3) + " 2026";
            long open = Time.eastern(first, 10, 0);
            long close = Time.eastern(last, 10, 0);
            ListedEvent event = catalogue.event(
                    series,
                    Catalogue.ticker(first).substring(0, 5),
                    "Ferry share in " + words + "?",
                    "In " + words,
                    false,
                    new ListedEvent.Schedule(open, close, close, close + 3 * Time.HOUR, close + 5 * Time.HOUR, 0),
                    new ListedEvent.Shape(
                            close - 2 * Time.DAY,
                            close,
                            Time.HOUR,
                            0.3,
                            0.55 + 0.06 * Rng.of(catalogue.seed, "ferry", words).gaussian(),
                            0.08,
                            NEVER));
            catalogue.market(
                    event,
                    "SHARE",
                    new ListedMarket.Words(
                            "Share of harbor commuters by ferry in " + words + "? (\u00bd\u00a2 = \u00bd%)",
                            "Higher",
                            "Lower",
                            "The market settles at the share of commuters who take the ferry, as a fraction of $1.",
                            INVENTED,
                            ""),
                    ListedMarket.Strike.functional("x/100"),
                    new ListedMarket.Payoff(true, 0, 1, "%.2f"),
                    new ListedMarket.Pace(1.5, 40, 0.8, true));
        }
        return series;
    }

    /** Days without a trade, and nobody bids for YES: one side of the book is empty. */
    static ListedSeries volcano(Catalogue catalogue) {
        @Nullable List<String> noTags = null;
        ListedSeries series = new ListedSeries(
                VOLCANO,
                "Mount Brindle's next eruption",
                "Climate and Weather",
                "one-off",
                noTags,
                "quadratic",
                1,
                "Brindle Observatory",
                "https://brindle-observatory.example/",
                "Eruption",
                Ticks.LINEAR_CENT);
        long open = Time.utc("2026-03-02T15:00:00Z");
        long close = Time.utc("2027-01-01T04:59:00Z");
        ListedEvent event = catalogue.event(
                series,
                "27",
                "Will Mount Brindle erupt before 2027?",
                "Before 2027",
                false,
                new ListedEvent.Schedule(open, close, close, close + 10 * Time.HOUR, close + 11 * Time.HOUR, 0),
                new ListedEvent.Shape(close - Time.DAY, close, 6 * Time.HOUR, 0.5, 0, 1, NEVER));
        catalogue.market(
                event,
                "",
                new ListedMarket.Words(
                        "Will Mount Brindle erupt before Jan 1, 2027?",
                        "Before 2027",
                        "Before 2027",
                        "If Mount Brindle erupts (\"an eruption of ash & lava\") before Jan 1, 2027, then the market"
                                + " resolves to Yes.",
                        INVENTED,
                        "This market will close and expire after an eruption."),
                ListedMarket.Strike.custom("Before 2027"),
                ListedMarket.Payoff.range(1.75, 1e9, ""),
                new ListedMarket.Pace(0.12, 25, 1.2, false));
        return series;
    }
}
