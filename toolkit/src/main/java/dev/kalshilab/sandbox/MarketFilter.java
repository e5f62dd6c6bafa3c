package dev.kalshilab.sandbox;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a market list, and which of them go together.
 *
 * <p>Time limits are inclusive. Limits on creation, closing, settling and updating exclude each other, and each goes
 * with some statuses only.
 */
final class MarketFilter {
    private final @Nullable String event;
    private final @Nullable String series;
    private final @Nullable Set<String> tickers;
    private final @Nullable String status;
    private final @Nullable Boolean combos;
    private final long[] created;
    private final long[] close;
    private final long[] settled;
    private final boolean bySettlement;
    private final long updated;

    MarketFilter(Query query) {
        event = query.text("event_ticker");
        series = query.text("series_ticker");
        tickers = query.set("tickers");
        status = query.oneOf("status", "unopened", "open", "paused", "closed", "settled");
        String filter = query.oneOf("mve_filter", "only", "exclude");
        combos = filter == null ? null : filter.equals("only");
        created = range(query, "created");
        close = range(query, "close");
        settled = range(query, "settled");
        bySettlement = given(query, "settled");
        updated = query.seconds("min_updated_ts", Long.MIN_VALUE);
        boolean byUpdate = query.has("min_updated_ts");
        int families = (given(query, "created") ? 1 : 0)
                + (given(query, "close") ? 1 : 0)
                + (bySettlement ? 1 : 0)
                + (byUpdate ? 1 : 0);
        if (families > 1) {
            throw Refusal.badRequest("timestamp filters are mutually exclusive: only one of created, close, settled and"
                    + " updated may be given");
        }
        allow(query, "created", "unopened", "open");
        allow(query, "close", "closed");
        allow(query, "settled", "settled");
        if (byUpdate) {
            checkUpdate();
        }
    }

    private void checkUpdate() {
        if (event != null || tickers != null || status != null || Boolean.TRUE.equals(combos)) {
            throw Refusal.badRequest("min_updated_ts is incompatible with filters other than mve_filter=exclude");
        }
        if (series != null && combos == null) {
            throw Refusal.badRequest("min_updated_ts with series_ticker requires mve_filter=exclude");
        }
    }

    private static boolean given(Query query, String what) {
        return query.has("min_" + what + "_ts") || query.has("max_" + what + "_ts");
    }

    private static long[] range(Query query, String what) {
        return new long[] {
            query.seconds("min_" + what + "_ts", Long.MIN_VALUE), query.seconds("max_" + what + "_ts", Long.MAX_VALUE)
        };
    }

    private void allow(Query query, String what, String... statuses) {
        if (status != null && given(query, what) && !List.of(statuses).contains(status)) {
            throw Refusal.badRequest(
                    "status '" + status + "' is incompatible with min_" + what + "_ts and max_" + what + "_ts");
        }
    }

    boolean takes(ListedMarket market, Bodies bodies, long now) {
        ListedEvent.Schedule schedule = market.event.schedule;
        if (bySettlement && (now < schedule.settled() || outside(settled, schedule.settled()))) {
            return false;
        }
        return (combos == null || combos == market.isCombo())
                && (event == null || event.equals(market.event.ticker))
                && (series == null || series.equals(market.event.series.ticker))
                && (tickers == null || tickers.contains(market.ticker))
                && (status == null || status.equals(MarketLists.filterStatus(schedule.statusAt(now))))
                && !outside(created, market.event.created)
                && !outside(close, schedule.closeAt(now))
                && bodies.updated(market.event) >= updated;
    }

    private static boolean outside(long[] range, long time) {
        return time < range[0] || time > range[1];
    }
}
