package dev.kalshilab.sandbox;

import dev.kalshilab.model.Example;
import dev.kalshilab.model.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is worth looking at in the catalogue, counted. */
final class Examples {
    private final Catalogue catalogue;
    private final long now;
    private final List<Example> examples = new ArrayList<>();

    Examples(Catalogue catalogue, long now) {
        this.catalogue = catalogue;
        this.now = now;
    }

    List<Example> list() {
        ListedMarket longest = busiest(active(OneOffs.ELECTION));
        ListedMarket today = busiest(active(Weather.SERIES));
        add(
                "series",
                Weather.SERIES,
                null,
                catalogue.markets().stream()
                        .filter(market -> market.event.series.ticker.equals(Weather.SERIES))
                        .count(),
                "daily temperature ladder, months of settled days");
        add("event", today.event.ticker, null, today.event.markets.size(), "today's ladder, open; one range will win");
        add("market", longest.ticker, null, 1, "the most traded candidate of a long election");
        add("market", settled(OneOffs.FERRIES).ticker, null, 1, "settled at a fraction of a dollar");
        add("market", settled(Weather.SERIES).ticker, null, 1, "settled yes, after a day of trading");
        candles(longest, Interval.HOUR, "months of hours, quiet nights without a trade");
        candles(longest, Interval.DAY, "US Eastern days across a change of the clocks");
        candles(today, Interval.MINUTE, "today's minutes, some without a trade");
        candles(catalogue.events(OneOffs.VOLCANO).get(0).markets.get(0), Interval.DAY, "days on which nothing trades");
        Past past = longest.past(now);
        add("trades", longest.ticker, null, past.trades(), "every trade since the market opened");
        add("trades", today.ticker, null, today.past(now).trades(), "two days of trades");
        book(longest, "both sides, many levels");
        book(catalogue.events(OneOffs.VOLCANO).get(0).markets.get(0), "nobody bids for YES: one side is empty");
        return List.copyOf(examples);
    }

    private List<ListedMarket> active(String series) {
        return catalogue.events(series).stream()
                .flatMap(event -> event.markets.stream())
                .filter(market -> market.activeAt(now))
                .toList();
    }

    private ListedMarket busiest(List<ListedMarket> markets) {
        return markets.stream()
                .max(Comparator.comparingLong(market -> market.past(now).trades()))
                .orElseThrow();
    }

    /** The latest market of the series that is paid and did not end at no. */
    private ListedMarket settled(String series) {
        return catalogue.events(series).stream()
                .filter(event -> now >= event.schedule.settled())
                .flatMap(event -> event.markets.stream())
                .filter(market -> market.settlement() > 0)
                .findFirst()
                .orElseThrow();
    }

    private void candles(ListedMarket market, Interval interval, String why) {
        long rows = new Candles(market.past(now), interval.minutes())
                .ending(market.event.schedule.open(), now)
                .size();
        add("candles", market.ticker, interval, rows, why);
    }

    private void book(ListedMarket market, String why) {
        Past past = market.past(now);
        Book book = Book.drawn(market, past, past.size);
        add("book", market.ticker, null, book.yes.levels() + (long) book.no.levels(), why);
    }

    private void add(String what, String ticker, @Nullable Interval interval, long rows, String why) {
        examples.add(new Example(what, ticker, interval, rows, why));
    }
}
