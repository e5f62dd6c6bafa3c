package dev.kalshilab;

import dev.kalshilab.model.Series;
import dev.kalshilab.model.SeriesRequest;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.util.ArrayList;
import java.util.List;

/** Series, the templates of recurring events: {@code kalshi.series().category("Economics").table()}. */
public final class SeriesList extends Query<Series, SeriesList> {
    private final Rest rest;
    private final SeriesRequest request;

    SeriesList(Rest rest, SeriesRequest request, Cut cut) {
        super(Rest.SERIES, cut);
        this.rest = rest;
        this.request = request;
    }

    /** Those of that category, in the exchange's words, such as {@code Climate and Weather}. */
    public SeriesList category(String category) {
        return with(new SeriesRequest(category, request.tags(), request.productMetadata(), request.volume()));
    }

    /** Those with any of these tags, separated by commas. */
    public SeriesList tags(String tags) {
        return with(new SeriesRequest(request.category(), tags, request.productMetadata(), request.volume()));
    }

    /** With further details in the column {@code product_metadata}. */
    public SeriesList withProductMetadata() {
        return with(new SeriesRequest(request.category(), request.tags(), true, request.volume()));
    }

    /** With the contracts traded in all their markets in the column {@code volume}. */
    public SeriesList withVolume() {
        return with(new SeriesRequest(request.category(), request.tags(), request.productMetadata(), true));
    }

    private SeriesList with(SeriesRequest changed) {
        return new SeriesList(rest, changed, cut());
    }

    @Override
    SeriesList with(Cut changed) {
        return new SeriesList(rest, request, changed);
    }

    @Override
    Pull pull() {
        return rest.series(request);
    }

    @Override
    String question() {
        List<String> parts = new ArrayList<>();
        Parts.add(parts, "category", request.category());
        Parts.add(parts, "tags", request.tags());
        return question("Series", parts);
    }
}
