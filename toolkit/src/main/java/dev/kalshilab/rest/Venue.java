package dev.kalshilab.rest;

import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.CategoryTag;
import dev.kalshilab.model.EventFeeChange;
import dev.kalshilab.model.ExchangeStatus;
import dev.kalshilab.model.HistoricalCutoff;
import dev.kalshilab.model.IncentiveProgram;
import dev.kalshilab.model.MaintenanceWindow;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.SeriesFeeChange;
import dev.kalshilab.model.SportFilter;
import dev.kalshilab.model.TradingHours;
import dev.kalshilab.model.UserDataTimestamp;
import dev.kalshilab.wire.CatalogShapes;
import dev.kalshilab.wire.ExchangeShapes;
import retrofit2.Retrofit;

/** Executes what is asked of the exchange about itself, its fees and its catalog. */
public final class Venue {
    public static final Records<TradingHours> HOURS = Records.of(TradingHours.class, ExchangeShapes.HOURS);
    public static final Records<MaintenanceWindow> MAINTENANCE =
            Records.of(MaintenanceWindow.class, ExchangeShapes.MAINTENANCE);
    public static final Records<SeriesFeeChange> SERIES_FEE_CHANGES =
            Records.of(SeriesFeeChange.class, CatalogShapes.SERIES_FEE_CHANGES);
    public static final Records<EventFeeChange> EVENT_FEE_CHANGES =
            Records.of(EventFeeChange.class, CatalogShapes.EVENT_FEE_CHANGES);
    public static final Records<IncentiveProgram> INCENTIVES =
            Records.of(IncentiveProgram.class, CatalogShapes.INCENTIVES);
    public static final Records<CategoryTag> TAGS = Records.of(CategoryTag.class, CatalogShapes.TAGS);
    public static final Records<SportFilter> SPORTS = Records.of(SportFilter.class, CatalogShapes.SPORTS);

    private static final Records<ExchangeStatus> STATUS = Records.of(ExchangeStatus.class, ExchangeShapes.STATUS);
    private static final Records<UserDataTimestamp> USER_DATA =
            Records.of(UserDataTimestamp.class, ExchangeShapes.USER_DATA);
    private static final Records<HistoricalCutoff> CUTOFF = Records.of(HistoricalCutoff.class, ExchangeShapes.CUTOFF);
    private static final int FEE_CHANGES_A_PAGE = 1000;
    private static final int PROGRAMS_A_PAGE = 10_000;

    private final Lists lists;
    private final ExchangeApi api;
    private final HistoryApi history;

    Venue(Connection connection, Retrofit retrofit) {
        this.lists = new Lists(connection);
        this.api = retrofit.create(ExchangeApi.class);
        this.history = retrofit.create(HistoryApi.class);
    }

    public ExchangeStatus status() {
        return lists.one(STATUS, api.status(), "the status of the exchange");
    }

    public UserDataTimestamp userDataTimestamp() {
        return lists.one(USER_DATA, api.userDataTimestamp(), "the time of the account's data");
    }

    public HistoricalCutoff cutoff() {
        return lists.one(CUTOFF, history.cutoff(), "the cutoff of the historical tier");
    }

    public Pull hours(Request request) {
        return lists.all(ExchangeShapes.HOURS, Lists.AS_SERVED, request, api::hours);
    }

    public Pull maintenance(Request request) {
        return lists.all(ExchangeShapes.MAINTENANCE, Lists.AS_SERVED, request, api::maintenance);
    }

    public Pull seriesFeeChanges(Request request) {
        return lists.all(CatalogShapes.SERIES_FEE_CHANGES, Lists.AS_SERVED, request, api::seriesFeeChanges);
    }

    public Pull eventFeeChanges(Request request) {
        return lists.all(CatalogShapes.EVENT_FEE_CHANGES, FEE_CHANGES_A_PAGE, request, api::eventFeeChanges);
    }

    public Pull incentives(Request request) {
        return lists.all(CatalogShapes.INCENTIVES, PROGRAMS_A_PAGE, request, api::incentives);
    }

    public Pull tags(Request request) {
        return lists.all(CatalogShapes.TAGS, Lists.AS_SERVED, request, api::tags);
    }

    public Pull sports(Request request) {
        return lists.all(CatalogShapes.SPORTS, Lists.AS_SERVED, request, api::sports);
    }
}
