package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.AccountLimits;
import dev.kalshilab.model.ApiKey;
import dev.kalshilab.model.Balance;
import dev.kalshilab.model.Candle;
import dev.kalshilab.model.CategoryTag;
import dev.kalshilab.model.ComboCollection;
import dev.kalshilab.model.ComboMarket;
import dev.kalshilab.model.CommunicationsId;
import dev.kalshilab.model.CreatedId;
import dev.kalshilab.model.CreatedKey;
import dev.kalshilab.model.Deposit;
import dev.kalshilab.model.EndpointCost;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.EventFeeChange;
import dev.kalshilab.model.EventMetadata;
import dev.kalshilab.model.EventPosition;
import dev.kalshilab.model.ExchangeStatus;
import dev.kalshilab.model.Fill;
import dev.kalshilab.model.ForecastPoint;
import dev.kalshilab.model.HistoricalCutoff;
import dev.kalshilab.model.IncentiveProgram;
import dev.kalshilab.model.LookupPoint;
import dev.kalshilab.model.MaintenanceWindow;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Order;
import dev.kalshilab.model.OrderGroup;
import dev.kalshilab.model.Position;
import dev.kalshilab.model.QueuePosition;
import dev.kalshilab.model.Quote;
import dev.kalshilab.model.RestingOrderValue;
import dev.kalshilab.model.Rfq;
import dev.kalshilab.model.Series;
import dev.kalshilab.model.SeriesFeeChange;
import dev.kalshilab.model.Settlement;
import dev.kalshilab.model.SportFilter;
import dev.kalshilab.model.SubaccountBalance;
import dev.kalshilab.model.Trade;
import dev.kalshilab.model.TradingHours;
import dev.kalshilab.model.UserDataTimestamp;
import dev.kalshilab.model.Withdrawal;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every kind of row is a record too, with a component for each of its columns. */
class RecordsTest {
    static final Map<Schema, Class<? extends Record>> RECORDS = Map.ofEntries(
            Map.entry(Shapes.SERIES, Series.class),
            Map.entry(Shapes.EVENTS, Event.class),
            Map.entry(Shapes.MARKETS, Market.class),
            Map.entry(Shapes.TRADES, Trade.class),
            Map.entry(Shapes.CANDLES, Candle.class),
            Map.entry(CatalogShapes.EVENT_METADATA, EventMetadata.class),
            Map.entry(CatalogShapes.FORECAST, ForecastPoint.class),
            Map.entry(CatalogShapes.TAGS, CategoryTag.class),
            Map.entry(CatalogShapes.SPORTS, SportFilter.class),
            Map.entry(CatalogShapes.SERIES_FEE_CHANGES, SeriesFeeChange.class),
            Map.entry(CatalogShapes.EVENT_FEE_CHANGES, EventFeeChange.class),
            Map.entry(CatalogShapes.INCENTIVES, IncentiveProgram.class),
            Map.entry(ComboShapes.COLLECTIONS, ComboCollection.class),
            Map.entry(ComboShapes.MARKETS, ComboMarket.class),
            Map.entry(ComboShapes.LOOKUPS, LookupPoint.class),
            Map.entry(ExchangeShapes.STATUS, ExchangeStatus.class),
            Map.entry(ExchangeShapes.HOURS, TradingHours.class),
            Map.entry(ExchangeShapes.MAINTENANCE, MaintenanceWindow.class),
            Map.entry(ExchangeShapes.USER_DATA, UserDataTimestamp.class),
            Map.entry(ExchangeShapes.CUTOFF, HistoricalCutoff.class),
            Map.entry(ExchangeShapes.LIMITS, AccountLimits.class),
            Map.entry(ExchangeShapes.COSTS, EndpointCost.class),
            Map.entry(KeyShapes.API_KEYS, ApiKey.class),
            Map.entry(KeyShapes.CREATED, CreatedKey.class),
            Map.entry(CommunicationShapes.ID, CommunicationsId.class),
            Map.entry(CommunicationShapes.QUOTES, Quote.class),
            Map.entry(CommunicationShapes.RFQS, Rfq.class),
            Map.entry(CommunicationShapes.CREATED, CreatedId.class),
            Map.entry(AccountShapes.FILLS, Fill.class),
            Map.entry(AccountShapes.ORDERS, Order.class),
            Map.entry(AccountShapes.ORDER_GROUPS, OrderGroup.class),
            Map.entry(AccountShapes.ORDER_GROUP, OrderGroup.class),
            Map.entry(AccountShapes.QUEUE_POSITIONS, QueuePosition.class),
            Map.entry(AccountShapes.QUEUE_POSITION, QueuePosition.class),
            Map.entry(AccountShapes.POSITIONS, Position.class),
            Map.entry(AccountShapes.EVENT_POSITIONS, EventPosition.class),
            Map.entry(AccountShapes.SETTLEMENTS, Settlement.class),
            Map.entry(AccountShapes.BALANCE, Balance.class),
            Map.entry(FundsShapes.RESTING_VALUE, RestingOrderValue.class),
            Map.entry(FundsShapes.DEPOSITS, Deposit.class),
            Map.entry(FundsShapes.WITHDRAWALS, Withdrawal.class),
            Map.entry(FundsShapes.SUBACCOUNT_BALANCES, SubaccountBalance.class));

    @Test
    void everyColumnIsAComponentAndEveryComponentAColumn() {
        for (Answer answer : Answer.all().values()) {
            Schema schema = answer.schema();
            if (schema != Shapes.BOOK) {
                Set<String> columns = new HashSet<>();
                schema.fields().forEach(field -> columns.add(field.name()));
                // The tier is a fact of the table, not of the thing: no record has it.
                columns.remove(Shapes.SOURCE);
                Class<? extends Record> type = RECORDS.get(schema);
                assertThat(type).as(schema.name()).isNotNull();
                Set<String> components = new HashSet<>();
                for (RecordComponent component : type.getRecordComponents()) {
                    components.add(Records.columnName(component.getName()));
                }
                assertThat(components).as(type.getSimpleName()).isEqualTo(columns);
            }
        }
    }

    @Test
    void everyExampleIsTheSameAsRecordsAndAsColumns() throws Exception {
        Records<Market> markets = Records.of(Market.class, Shapes.MARKETS);
        int values = 0;
        for (ExamplesTest.Example example : ExamplesTest.examples()) {
            Columns rows = ExamplesTest.read(example, example.body()).rows();
            Schema schema = rows.schema();
            if (schema == Shapes.BOOK) {
                continue;
            }
            Class<? extends Record> type = RECORDS.get(schema);
            List<? extends Record> records = schema == Shapes.EVENTS
                    ? Records.of(type, schema, markets).list(rows)
                    : Records.of(type, schema).list(rows);
            for (int row = 0; row < records.size(); row++) {
                for (RecordComponent component : type.getRecordComponents()) {
                    int column = schema.index(Records.columnName(component.getName()));
                    Object value = component.getAccessor().invoke(records.get(row));
                    assertThat(value == null)
                            .as(example + " " + component.getName())
                            .isEqualTo(rows.isMissing(column, row));
                    if (value != null
                            && !(schema == Shapes.EVENTS && component.getName().equals("markets"))) {
                        assertThat(number(value))
                                .as(example + " " + component.getName())
                                .isEqualTo(number(ExamplesTest.shown(rows, column, row)));
                        values++;
                    }
                }
            }
        }
        assertThat(values).isGreaterThan(300);
    }

    /** Amounts and counts are printed with another number of decimals. */
    private static @Nullable Object number(Object value) {
        String text = value.toString();
        return text.matches("-?\\d+(\\.\\d+)?") ? new java.math.BigDecimal(text).stripTrailingZeros() : text;
    }

    @Test
    void identifiersAloneAreNeverNull() {
        List<String> wrong = new ArrayList<>();
        RECORDS.forEach((schema, type) -> {
            for (RecordComponent component : type.getRecordComponents()) {
                Field field = schema.fields().get(schema.index(Records.columnName(component.getName())));
                boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                if (field.identifier() && nullable) {
                    wrong.add(type.getSimpleName() + "." + component.getName());
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyColumnHasAMeaningAndEverySchemaAName() {
        Set<String> names = new HashSet<>();
        RECORDS.keySet().forEach(schema -> {
            assertThat(names.add(schema.name())).as(schema.name()).isTrue();
            assertThat(schema.fields()).as(schema.name()).allSatisfy(field -> assertThat(field.meaning())
                    .isNotBlank());
        });
    }
}
