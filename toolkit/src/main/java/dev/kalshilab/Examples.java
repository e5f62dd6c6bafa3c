package dev.kalshilab;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Example;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.model.Trade;
import dev.kalshilab.table.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Table;

/** Tickers to start with: the sandbox answers from its seed, a tape from its entries, a live exchange from its trades. */
final class Examples {
    private static final int LATEST = 1000;
    private static final int SHOWN = 5;

    static final Schema SCHEMA = new Schema(
            "examples",
            List.of(
                    Field.derived(Kind.TEXT, "ticker", "what to ask for"),
                    Field.derived(Kind.TEXT, "what", "what is there: series, event, market, candles, trades or book"),
                    Field.derived(Kind.INTEGER, "interval", "minutes a candle"),
                    Field.derived(Kind.INTEGER, "rows", "how many rows, where they were counted"),
                    Field.derived(Kind.TEXT, "why", "why this one")));

    private Examples() {}

    static Table table(List<Example> examples, Connection connection, boolean invented) {
        Columns rows = new Columns(SCHEMA);
        for (Example example : examples) {
            rows.set(SCHEMA.index("ticker"), example.ticker());
            rows.set(SCHEMA.index("what"), example.what());
            Interval interval = example.interval();
            rows.set(SCHEMA.index("interval"), interval == null ? Columns.MISSING : interval.minutes());
            Long counted = example.rows();
            rows.set(SCHEMA.index("rows"), counted == null ? Columns.MISSING : counted);
            rows.set(SCHEMA.index("why"), example.why());
            rows.endRow();
        }
        return Tables.of(
                rows,
                new Provenance(
                        "examples()",
                        connection.name(),
                        invented,
                        0,
                        rows.rows(),
                        null,
                        null,
                        connection.clock().instant(),
                        true,
                        List.of()));
    }

    /** The markets that traded most among the latest trades, each with its event and series. */
    static List<Example> live(Kalshi kalshi) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Trade trade : kalshi.trades().limit(LATEST).list()) {
            counts.merge(trade.ticker(), 1L, Long::sum);
        }
        List<String> most = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN)
                .map(Map.Entry::getKey)
                .toList();
        if (most.isEmpty()) {
            return List.of();
        }
        String why = "among the most traded of the latest " + LATEST + " trades";
        List<Example> examples = new ArrayList<>();
        List<Market> markets = new ArrayList<>(kalshi.markets().tickers(most).list());
        markets.sort(Comparator.comparingInt(market -> most.indexOf(market.ticker())));
        for (Market market : markets) {
            String event = market.eventTicker();
            if (event != null
                    && examples.stream().noneMatch(example -> example.what().equals("event"))) {
                String series = kalshi.event(event).seriesTicker();
                if (series != null) {
                    examples.add(new Example("series", series, null, null, why));
                }
                examples.add(new Example("event", event, null, null, why));
            }
        }
        for (Market market : markets) {
            Long trades = counts.get(market.ticker());
            examples.add(new Example("market", market.ticker(), null, null, why));
            examples.add(new Example("candles", market.ticker(), Interval.HOUR, null, why));
            examples.add(new Example("trades", market.ticker(), null, trades, why));
            examples.add(new Example("book", market.ticker(), null, null, why));
        }
        return examples;
    }

    /** Where an exchange has no example of a kind, the next best: what is asked for there comes back empty. */
    static Example of(String what, List<Example> examples) {
        Interval interval = what.equals("candles") ? Interval.HOUR : null;
        for (String kind : List.of(what, "market", "candles", "trades", "book")) {
            for (Example example : examples) {
                if (example.what().equals(kind)) {
                    return kind.equals(what)
                            ? example
                            : new Example(what, example.ticker(), interval, 0L, "nothing better is there");
                }
            }
        }
        return new Example(what, "NONE", interval, 0L, "nothing is there");
    }
}
