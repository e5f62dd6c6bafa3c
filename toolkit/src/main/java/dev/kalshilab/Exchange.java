package dev.kalshilab;

import dev.kalshilab.model.CategoryTag;
import dev.kalshilab.model.EventFeeChange;
import dev.kalshilab.model.ExchangeStatus;
import dev.kalshilab.model.HistoricalCutoff;
import dev.kalshilab.model.IncentiveProgram;
import dev.kalshilab.model.MaintenanceWindow;
import dev.kalshilab.model.SeriesFeeChange;
import dev.kalshilab.model.SportFilter;
import dev.kalshilab.model.TradingHours;
import dev.kalshilab.model.UserDataTimestamp;
import dev.kalshilab.rest.Venue;

/** The exchange itself: whether it is open, where its history begins, its fees, rewards and catalog. */
public final class Exchange {
    private final Venue venue;

    Exchange(Venue venue) {
        this.venue = venue;
    }

    /** Whether the exchange and its trading are on, asked now. */
    public ExchangeStatus status() {
        return venue.status();
    }

    /** Its weekly trading hours, a row each, in US Eastern time. */
    public Rows<TradingHours> hours() {
        return new Rows<>("TradingHours", Venue.HOURS, venue::hours);
    }

    /** Its maintenance windows. */
    public Rows<MaintenanceWindow> maintenance() {
        return new Rows<>("MaintenanceWindows", Venue.MAINTENANCE, venue::maintenance);
    }

    /** Up to when answers about the account are known to be complete, asked now. */
    public UserDataTimestamp userDataTimestamp() {
        return venue.userDataTimestamp();
    }

    /** Before when markets, trades, orders and positions are in the historical tier, asked now. */
    public HistoricalCutoff cutoff() {
        return venue.cutoff();
    }

    /** Coming changes of the fees of series; past ones too with {@code .parameter("show_historical", true)}. */
    public Rows<SeriesFeeChange> seriesFeeChanges() {
        return new Rows<>("SeriesFeeChanges", Venue.SERIES_FEE_CHANGES, venue::seriesFeeChanges);
    }

    /** Changes of the fees of single events. */
    public Rows<EventFeeChange> eventFeeChanges() {
        return new Rows<>("EventFeeChanges", Venue.EVENT_FEE_CHANGES, venue::eventFeeChanges);
    }

    /** Rewards for resting orders and for volume. */
    public Rows<IncentiveProgram> incentives() {
        return new Rows<>("IncentivePrograms", Venue.INCENTIVES, venue::incentives);
    }

    /** The categories of series, with the tags of each. */
    public Rows<CategoryTag> tags() {
        return new Rows<>("CategoryTags", Venue.TAGS, venue::tags);
    }

    /** The sports, with the competitions and scopes of each. */
    public Rows<SportFilter> sports() {
        return new Rows<>("SportFilters", Venue.SPORTS, venue::sports);
    }

    @Override
    public String toString() {
        return "Exchange[status() hours() maintenance() userDataTimestamp() cutoff() seriesFeeChanges() eventFeeChanges()"
                + " incentives() tags() sports()]";
    }
}
