package dev.kalshilab.sandbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One series as the catalogue knows it, with its events, newest first. */
final class ListedSeries {
    final String ticker;
    final String title;
    final String category;
    final String frequency;
    final @Nullable List<String> tags;
    final String feeType;
    final double feeMultiplier;
    final String sourceName;
    final String sourceUrl;
    final String scope;
    final Ticks ticks;
    final List<ListedEvent> events = new CopyOnWriteArrayList<>();

    ListedSeries(
            String ticker,
            String title,
            String category,
            String frequency,
            @Nullable List<String> tags,
            String feeType,
            double feeMultiplier,
            String sourceName,
            String sourceUrl,
            String scope,
            Ticks ticks) {
        this.ticker = ticker;
        this.title = title;
        this.category = category;
        this.frequency = frequency;
        this.tags = tags;
        this.feeType = feeType;
        this.feeMultiplier = feeMultiplier;
        this.sourceName = sourceName;
        this.sourceUrl = sourceUrl;
        this.scope = scope;
        this.ticks = ticks;
    }

    /** Whether its events are combinations of others. */
    boolean isCombo() {
        return ticker.startsWith(Combos.PREFIX);
    }

    /** When its description last changed: with its latest event. */
    long updated() {
        return events.get(0).created;
    }

    @Override
    public String toString() {
        return ticker;
    }
}
