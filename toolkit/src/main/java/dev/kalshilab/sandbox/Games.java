package dev.kalshilab.sandbox;

import java.time.LocalDate;
import java.util.List;

/** Games of two teams, a market each: they close when the game ends, one was abandoned and settled at half. */
final class Games {
    private static final LocalDate FIRST = LocalDate.of(2026, 7, 25);
    private static final int DAYS = 58;
    private static final int ABANDONED_DAY = 36;
    private static final long GAME = 3 * Time.HOUR;

    private static final String SERIES = "KXHARBORGAME";
    private static final String SPORT = "Paddleball";

    private Games() {}

    /** A team that nobody has ever heard of. */
    private record Team(String code, String place, String name) {}

    private static final List<Team> TEAMS = List.of(
            new Team("POR", "Port Marrow", "Puffins"),
            new Team("TAR", "Tarn & Vale", "Otters"),
            new Team("ILV", "Île-Verte", "Herons"),
            new Team("FTL", "Fort \"Lucky\" Nine", "Foxes"),
            new Team("OLD", "Oldmere", "Owls"),
            new Team("SKE", "Skerry's End", "Seals"));

    static boolean isGame(ListedEvent event) {
        return event.series.ticker.equals(SERIES);
    }

    static String milestoneId(ListedEvent game) {
        return Rng.uuid(Rng.key(0, "milestone", game.ticker), 0);
    }

    private static String teamId(Team team) {
        return Rng.uuid(Rng.key(0, "team", team.code), 0);
    }

    private static Team team(ListedMarket market) {
        return TEAMS.stream()
                .filter(team -> market.ticker.endsWith('-' + team.code))
                .findFirst()
                .orElseThrow();
    }

    /** What a game is as something that happens, apart from its markets. */
    static void milestone(Json json, ListedEvent game) {
        json.object()
                .text("category", "Sports")
                .object("details")
                .text("away_team_id", teamId(team(game.markets.get(0))))
                .text("home_team_id", teamId(team(game.markets.get(1))))
                .text("league", "Harbor League")
                .endObject()
                .none("end_date")
                .text("id", milestoneId(game))
                .time("last_updated_ts", game.created)
                .text("notification_message", "Who will emerge victorious?")
                .texts("primary_event_tickers", List.of(game.ticker))
                .texts("related_event_tickers", List.of(game.ticker))
                .text("source_id", Rng.uuid(Rng.key(0, "source", game.ticker), 0))
                .time("start_date", game.belief.shape.heat())
                .text("title", game.title)
                .text("type", "paddleball_game")
                .endObject();
    }

    /** The ids of the teams. */
    static List<String> targets() {
        return TEAMS.stream().map(Games::teamId).sorted().toList();
    }

    /** A team, as what a market's strike points at. */
    static void target(Json json, String id) {
        Team team =
                TEAMS.stream().filter(one -> teamId(one).equals(id)).findFirst().orElseThrow(Refusal::notFound);
        json.object()
                .object("details")
                .text("abbreviation", team.code)
                .text("league", "Harbor League")
                .text("market", team.place)
                .text("short_name", team.name)
                .endObject()
                .text("id", id)
                .time("last_updated_ts", Time.utc("2026-03-14T09:26:53.589793Z"))
                .text("name", team.place + ' ' + team.name)
                .text("source_id", "harbor:" + team.code.toLowerCase(java.util.Locale.ROOT))
                .text("type", "paddleball_team")
                .endObject();
    }

    static ListedSeries list(Catalogue catalogue) {
        ListedSeries series = new ListedSeries(
                SERIES,
                "Harbor League Paddleball Game",
                "Sports",
                "custom",
                List.of(SPORT, "Harbor League"),
                "quadratic_with_maker_fees",
                0.5,
                "Harbor League",
                "https://harbor-league.example/",
                "Game",
                Ticks.LINEAR_CENT);
        // Every second day at seven in the evening; and two matinees, of which at the sandbox's usual hour one is
        // over but not determined and the other determined but not paid.
        for (int day = 0; day < DAYS; day += 2) {
            LocalDate date = FIRST.plusDays(day);
            int late = Rng.of(catalogue.seed, "late", date.toString()).below(50);
            game(catalogue, series, date, day / 2, 19, late, day == ABANDONED_DAY);
        }
        LocalDate matinee = LocalDate.of(2026, 9, 15);
        game(catalogue, series, matinee, 2, 10, 42, false);
        game(catalogue, series, matinee, 11, 9, 47, false);
        return series;
    }

    private static void game(
            Catalogue catalogue,
            ListedSeries series,
            LocalDate date,
            int round,
            int hour,
            int late,
            boolean abandoned) {
        Team away = TEAMS.get(round % 6);
        Team home = TEAMS.get((round + 1 + round / 6 % 5) % 6);
        String words = Catalogue.words(date);
        Rng rng = Rng.of(catalogue.seed, "game", date + " " + hour);
        long start = Time.eastern(date, hour, 0);
        long end = start + GAME + late * Time.MINUTE;
        long determined = end + 25 * Time.MINUTE;
        ListedEvent event = catalogue.event(
                series,
                Catalogue.ticker(date) + away.code + home.code,
                away.place + " at " + home.place,
                away.code + " at " + home.code + " (" + words.substring(0, words.indexOf(',')) + ")",
                true,
                new ListedEvent.Schedule(
                        start - 80 * Time.HOUR, start + 48 * Time.HOUR, end, determined, determined + Time.HOUR, 0),
                new ListedEvent.Shape(
                        start,
                        end - 4 * Time.MINUTE,
                        5 * Time.MINUTE,
                        0.85,
                        0.45 * rng.gaussian(),
                        1,
                        abandoned ? start + 100 * Time.MINUTE : Long.MAX_VALUE));
        add(catalogue, event, words, away, home, away, 0, 1e9);
        add(catalogue, event, words, away, home, home, -1e9, 0);
    }

    private static void add(
            Catalogue catalogue,
            ListedEvent event,
            String date,
            Team away,
            Team home,
            Team winner,
            double low,
            double high) {
        String versus = away.place + " vs " + home.place;
        catalogue.market(
                event,
                winner.code,
                new ListedMarket.Words(
                        versus + " Winner?",
                        winner.place + " " + winner.name,
                        winner.place + " " + winner.name,
                        "If " + winner.place + " wins the " + versus + " paddleball game originally scheduled for "
                                + date + ", then the market resolves to Yes.",
                        "If the game is abandoned, the market resolves to $0.50.\n\n"
                                + "Invented data: this market exists only in the sandbox.",
                        "This market will close and expire after a winner is declared."),
                ListedMarket.Strike.structured(teamId(winner)),
                ListedMarket.Payoff.range(low, high, ""),
                new ListedMarket.Pace(9, 60, 0.55, true));
    }
}
