package dev.kalshilab.rest;

import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.HistoricalCutoff;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks for trades, of both tiers in one line of time. */
final class TradeReads {
    private static final int TRADES_A_PAGE = 1000;

    private final Known known;
    private final Tiers tiers;
    private final Connection connection;
    private final MarketData api;
    private final HistoryApi history;
    private final MarketReads markets;
    private final ByName names;

    TradeReads(Known known, Tiers tiers, MarketData api, HistoryApi history, MarketReads markets, ByName names) {
        this.known = known;
        this.tiers = tiers;
        this.connection = known.connection();
        this.api = api;
        this.history = history;
        this.markets = markets;
        this.names = names;
    }

    /**
     * Trades from {@code from} to before {@code to}, to the microsecond, newest first as the exchange sends them: of both
     * tiers, unless the historical one alone is asked for.
     */
    Pull of(@Nullable List<String> tickers, Request request) {
        Window window = Window.of(request.from(), request.to(), connection.clock());
        Range range = window.range();
        if (request.parameters().containsKey("cursor")) {
            // Somebody goes on where an answer ended: one chain, in one tier.
            Timeline line = line(
                    tickers == null ? null : tickers.get(0),
                    request,
                    request.historical() ? Tier.HISTORICAL : Tier.LIVE,
                    null);
            return Pull.of(
                    known,
                    Shapes.TRADES,
                    List.of(() -> new Strand(
                            cursor -> line.pages().at(window.minTs(), window.maxTs(), cursor),
                            window.rows("created_time"))),
                    request.anew());
        }
        if (request.historical() || connection.tape().isPresent()) {
            return new Pull(connection, Shapes.TRADES, "created_time", () -> {
                List<Part> parts = new ArrayList<>();
                for (@Nullable String ticker : orAll(tickers)) {
                    for (Timeline line : lines(ticker, request, window)) {
                        parts.addAll(line.parts(range, request.anew()));
                    }
                }
                return parts;
            });
        }
        Supplier<Stitched> plan = () -> {
            List<Tiers.Both> subjects = new ArrayList<>();
            for (@Nullable String ticker : orAll(tickers)) {
                Absence absence = new Absence();
                subjects.add(new Tiers.Both(
                        // Of all markets some are live, so a 404 is no answer.
                        line(ticker, request, Tier.LIVE, ticker == null ? null : absence),
                        line(ticker, request, Tier.HISTORICAL, absence),
                        subject("trades both", ticker, request),
                        ticker,
                        absence));
            }
            return tiers.stitched(subjects, range, request.anew(), HistoricalCutoff::tradesCreatedTs, markets::listed);
        };
        return tiers.pull(Shapes.TRADES, plan).inOrderOf(tickers);
    }

    /** One tier alone; from a tape those that are on it. */
    private List<Timeline> lines(@Nullable String ticker, Request request, Window window) {
        if (request.historical()) {
            return List.of(line(ticker, request, Tier.HISTORICAL, null));
        }
        // The live tier may have said that it does not know what the other has.
        Absence absence = new Absence();
        List<Timeline> recorded = Stream.of(Tier.LIVE, Tier.HISTORICAL)
                .map(tier -> line(ticker, request, tier, absence))
                .filter(line -> known.isOnTape(line.pages().at(window.minTs(), window.maxTs(), null)))
                .toList();
        return recorded.size() == 2
                ? recorded
                : List.of(
                        recorded.isEmpty()
                                ? line(ticker, request, Tier.LIVE, null)
                                : recorded.get(0).alone());
    }

    private static String subject(String what, @Nullable String ticker, Request request) {
        return what + " " + (ticker == null ? "*" : ticker) + " " + new TreeMap<>(request.parameters());
    }

    private static List<@Nullable String> orAll(@Nullable List<String> tickers) {
        List<@Nullable String> all = new ArrayList<>();
        if (tickers == null) {
            all.add(null);
        } else {
            all.addAll(tickers);
        }
        return all;
    }

    private Timeline line(@Nullable String ticker, Request request, Tier tier, @Nullable Absence absence) {
        return new Timeline(
                known,
                subject("trades " + tier.word(), ticker, request),
                Shelf.PUBLIC,
                Shapes.TRADES.index("created_time"),
                (minTs, maxTs, cursor) -> {
                    Map<String, String> parameters = Parameters.of(request, connection.clock())
                            .unless("limit", TRADES_A_PAGE)
                            .with("ticker", ticker)
                            .with("min_ts", minTs)
                            .with("max_ts", maxTs)
                            .at(cursor);
                    return tier == Tier.HISTORICAL ? history.trades(parameters) : api.trades(parameters);
                },
                () -> ticker == null ? null : opened(ticker),
                tier,
                absence,
                Duration.ZERO,
                new Seen(),
                request.anew());
    }

    /** When a market opened, in microseconds; null when nobody says so: it is a hint, and nothing fails for want of it. */
    private @Nullable Long opened(String ticker) {
        try {
            Instant open = names.market(ticker).openTime();
            return open == null ? null : (Long) Range.micros(open);
        } catch (KalshiException e) {
            return null;
        }
    }
}
