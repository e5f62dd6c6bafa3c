package dev.kalshilab;

import dev.kalshilab.model.Series;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;

/** Series, the templates of recurring events: {@code kalshi.series().category("Economics").table()}. */
public final class SeriesList extends Query<Series, SeriesList> {
    private final Rest rest;

    SeriesList(Rest rest, Ask ask) {
        super("Series", Rest.SERIES, ask);
        this.rest = rest;
    }

    /** Those of that category, in the exchange's words, such as {@code Climate and Weather}. */
    public SeriesList category(String category) {
        return set("category", category);
    }

    /** Those with any of these tags, separated by commas. */
    public SeriesList tags(String tags) {
        return set("tags", tags);
    }

    /** With further details in the column {@code product_metadata}. */
    public SeriesList withProductMetadata() {
        return set("include_product_metadata", true);
    }

    /** With the contracts traded in all their markets in the column {@code volume}. */
    public SeriesList withVolume() {
        return set("include_volume", true);
    }

    @Override
    SeriesList with(Ask changed) {
        return new SeriesList(rest, changed);
    }

    @Override
    Pull pull() {
        return rest.series(request());
    }
}
