package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks for markets: of the live tier, and of the historical one where it takes the question. */
final class MarketReads {
    /** Parameters that say which markets are meant, or go on with an answer: without them combos are not meant. */
    private static final List<String> NARROW =
            List.of("tickers", "event_ticker", "series_ticker", "mve_filter", "cursor");

    private static final String NOT_ASKED =
            "markets settled before the cutoff are history, which is asked only for a series, an event or tickers";

    private static final int MARKETS_A_PAGE = 1000;
    private static final int TICKERS_A_REQUEST = 100;

    private final Known known;
    private final Cutoffs cutoffs;
    private final Connection connection;
    private final MarketData api;
    private final HistoryApi history;

    MarketReads(Known known, Cutoffs cutoffs, MarketData api, HistoryApi history) {
        this.known = known;
        this.cutoffs = cutoffs;
        this.connection = known.connection();
        this.api = api;
        this.history = history;
    }

    Pull of(Request request) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (@Nullable String tickers : joined(request.texts("tickers"))) {
            strands.add(() -> marketPages(request.with("tickers", tickers)));
        }
        if (connection.tape().isPresent() && !request.historical()) {
            return new Pull(connection, Shapes.MARKETS, null, () -> {
                List<Part> parts = new ArrayList<>(Pull.chains(known, strands, request.anew()));
                parts.addAll(Chain.orNone(Pull.chains(known, onTape(request), request.anew())));
                return parts;
            });
        }
        if (request.historical()) {
            return Pull.of(known, Shapes.MARKETS, strands, request.anew());
        }
        boolean named = Stream.of("tickers", "event_ticker", "series_ticker")
                .anyMatch(parameter -> request.parameters().containsKey(parameter));
        String status = String.valueOf(request.text("status"));
        if (status.equals("settled") && takenByHistory(request) && SettledMarkets.isOver(known, request)) {
            return new SettledMarkets(known, request, named ? archived(request) : List.of(), () -> reachesBack(request))
                    .pull(strands, NOT_ASKED);
        }
        Pull pull = new Pull(connection, Shapes.MARKETS, null, () -> Pull.chains(known, strands, request.anew()));
        if ((status.equals("null") || status.equals("settled")) && takenByHistory(request)) {
            if (named) {
                // Behind the live ones: what was archived meanwhile is there then.
                pull.further(Account.once(() -> reachesBack(request)
                        ? Chain.orNone(Pull.chains(known, archived(request), request.anew()), Instant.MAX)
                        : List.of()));
            } else if (status.equals("settled")) {
                pull.atEnd(() -> reachesBack(request) ? NOT_ASKED : null);
            }
        }
        return pull;
    }

    /** What of the historical tier a tape has; that it is not there may have been recorded too. */
    private List<Supplier<Strand>> onTape(Request request) {
        return takenByHistory(request)
                ? archived(request).stream()
                        .filter(strand -> known.isOnTape(strand.get().call().apply(null)))
                        .toList()
                : List.of();
    }

    /** The same of the historical tier. */
    private List<Supplier<Strand>> archived(Request request) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (@Nullable String tickers : joined(request.texts("tickers"))) {
            strands.add(() -> settledMarkets(request.with("tickers", tickers)));
        }
        return strands;
    }

    /** True when markets that were settled before the cutoff are asked for too. */
    private boolean reachesBack(Request request) {
        Instant from = request.from() == null ? Instant.EPOCH : request.from().resolve(connection.clock());
        return cutoffs.mayBeArchived(from, System.nanoTime());
    }

    /** The historical tier has few parameters: with others it cannot give the rest of the same list. */
    private static boolean takenByHistory(Request request) {
        return Set.of("limit", "tickers", "event_ticker", "series_ticker", "mve_filter", "status")
                .containsAll(request.parameters().keySet());
    }

    private Strand marketPages(Request request) {
        if (request.historical()) {
            return settledMarkets(request);
        }
        Parameters parameters = Parameters.of(request, connection.clock()).unless("limit", MARKETS_A_PAGE);
        if (connection.tape().isEmpty() && NARROW.stream().noneMatch(request.parameters()::containsKey)) {
            parameters.with("mve_filter", "exclude"); // there are many times more combos than markets
        }
        String span = span(request.text("status"));
        // The exchange's last second is in the answer; ours is not, as in the historical tier.
        Window window = Window.of(request.from(), request.to(), connection.clock());
        parameters.with("min_" + span + "_ts", window.minTs()).with("max_" + span + "_ts", window.maxTs());
        return new Strand(cursor -> api.markets(parameters.at(cursor)), window.rows(column(span)));
    }

    private static String column(String span) {
        return switch (span) {
            case "created" -> "created_time";
            case "settled" -> "settlement_ts";
            default -> "close_time";
        };
    }

    /** The historical tier takes no range and no status: all its markets are settled, and the range is kept here. */
    private Strand settledMarkets(Request request) {
        Request all = "settled".equals(request.text("status")) ? request.with("status", null) : request;
        Parameters parameters = Parameters.of(all, connection.clock()).unless("limit", MARKETS_A_PAGE);
        Window window = Window.of(request.from(), request.to(), connection.clock());
        // Of all statuses together the live tier goes by when markets close.
        boolean ofSettled = request.historical() || "settled".equals(request.text("status"));
        return new Strand(
                cursor -> history.markets(parameters.at(cursor)),
                request.from() == null && request.to() == null
                        ? UnaryOperator.identity()
                        : window.rows(ofSettled ? "settlement_ts" : "close_time"));
    }

    /** The exchange accepts a range over the time that goes with the status, and over no other. */
    private static String span(@Nullable String status) {
        return switch (String.valueOf(status)) {
            case "unopened", "open" -> "created";
            case "settled" -> "settled";
            default -> "close";
        };
    }

    /** So many tickers a request as fit a URL; one null when none was named. */
    private static List<@Nullable String> joined(List<String> tickers) {
        List<@Nullable String> joined = new ArrayList<>();
        if (tickers.isEmpty()) {
            joined.add(null);
        }
        Batch.cut(tickers, TICKERS_A_REQUEST).forEach(some -> joined.add(String.join(",", some)));
        return joined;
    }

    /** Those of some markets, a hundred at most, that the live tier lists; null when it does not say. */
    @Nullable
    Map<String, Tiers.Listed> listed(List<String> tickers) {
        int name = Shapes.MARKETS.index("ticker");
        int time = Shapes.MARKETS.index("open_time");
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("limit", Integer.toString(MARKETS_A_PAGE));
        parameters.put("tickers", String.join(",", tickers));
        Page page;
        try {
            page = known.run(api.markets(parameters), true).page(); // as they are now, not some seconds ago
        } catch (ExchangeException e) {
            return null; // a hint: nothing fails for want of it
        }
        if (!page.cursor().isEmpty()) {
            return null; // there are more of them than were given
        }
        Map<String, Tiers.Listed> listed = new HashMap<>();
        Columns rows = page.rows();
        for (int row = 0; row < rows.rows(); row++) {
            listed.put(
                    String.valueOf(rows.textAt(name, row)),
                    new Tiers.Listed(rows.isMissing(time, row) ? null : (Long) rows.longAt(time, row)));
        }
        return listed;
    }
}
