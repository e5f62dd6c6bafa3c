package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.column.Source;
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
import dev.kalshilab.model.Provenance;
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
import dev.kalshilab.rest.Check;
import dev.kalshilab.table.Tables;
import dev.kalshilab.wire.AccountShapes;
import dev.kalshilab.wire.Answer;
import dev.kalshilab.wire.CatalogShapes;
import dev.kalshilab.wire.ComboShapes;
import dev.kalshilab.wire.CommunicationShapes;
import dev.kalshilab.wire.Drift;
import dev.kalshilab.wire.ExchangeShapes;
import dev.kalshilab.wire.FeedShapes;
import dev.kalshilab.wire.FundsShapes;
import dev.kalshilab.wire.KeyShapes;
import dev.kalshilab.wire.Shapes;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/**
 * The data dictionary is what the schemas say, and no schema is without its place in it.
 *
 * <p>After a wanted change: {@code mvn test -Dtest=DictionaryTest -Ddictionary.update=true}, and read the difference.
 */
class DictionaryTest {
    private static final Path FILE = Path.of(System.getProperty("project.root", ".."), "docs", "data-dictionary.md");

    private static final String NO_RECORD = "—";

    /**
     * One table or record.
     *
     * @param doors what gives it, one after the other
     * @param record its row as a record; null when it is a table alone
     * @param table false when it is a record alone
     * @param note what there is to say beside the columns; may be empty
     */
    private record Section(
            String doors, Schema schema, @Nullable Class<? extends Record> record, boolean table, String note) {}

    private final Map<String, List<Section>> chapters = new LinkedHashMap<>();
    private List<Section> chapter = new ArrayList<>();

    private void chapter(String title) {
        chapter = new ArrayList<>();
        chapters.put(title, chapter);
    }

    private void table(Schema schema, @Nullable Class<? extends Record> record, String doors, String... note) {
        chapter.add(new Section(doors, schema, record, true, String.join(" ", note)));
    }

    private void record(Schema schema, Class<? extends Record> record, String doors, String... note) {
        chapter.add(new Section(doors, schema, record, false, String.join(" ", note)));
    }

    DictionaryTest() {
        chapter("Market data");
        table(Shapes.SERIES, Series.class, "series() series(ticker)");
        table(
                Shapes.EVENTS,
                Event.class,
                "events() event(ticker)",
                "In the record `markets` are the markets themselves.");
        table(Shapes.MARKETS, Market.class, "markets() market(ticker)");
        table(Shapes.TRADES, Trade.class, "trades(…)");
        table(
                Shapes.CANDLES,
                Candle.class,
                "candles(…) eventCandles(ticker)",
                "A bare name that is a text, as in the historical tier, is dollars.",
                "In a batch the exchange names the market beside its candles.");
        table(
                Shapes.BOOK,
                Books.Level.class,
                "book(…)",
                "Read from the pairs of price and count in `orderbook_fp.yes_dollars` and `orderbook_fp.no_dollars`;",
                "before March 2026 in `orderbook.yes_dollars` and `orderbook.yes` (cents), and so for `no`.");
        table(Books.LADDER, null, "book(…).ladder()", "Made from `book`.");
        record(CatalogShapes.EVENT_METADATA, EventMetadata.class, "eventMetadata(ticker)");
        table(CatalogShapes.FORECAST, ForecastPoint.class, "forecast(ticker)");
        chapter("Combos");
        table(ComboShapes.COLLECTIONS, ComboCollection.class, "collections() collection(ticker)");
        table(
                ComboShapes.LOOKUPS,
                LookupPoint.class,
                "lookups(ticker, lookback)",
                "The exchange took it away on 2026-07-02.");
        record(
                ComboShapes.MARKETS,
                ComboMarket.class,
                "lookup(ticker, legs) writes().createComboMarket(ticker, legs)",
                "The exchange took the lookup away on 2026-08-06.");
        chapter("The exchange itself");
        record(ExchangeShapes.STATUS, ExchangeStatus.class, "exchange().status()");
        table(ExchangeShapes.HOURS, TradingHours.class, "exchange().hours()");
        table(ExchangeShapes.MAINTENANCE, MaintenanceWindow.class, "exchange().maintenance()");
        record(ExchangeShapes.USER_DATA, UserDataTimestamp.class, "exchange().userDataTimestamp()");
        record(ExchangeShapes.CUTOFF, HistoricalCutoff.class, "exchange().cutoff()");
        table(CatalogShapes.SERIES_FEE_CHANGES, SeriesFeeChange.class, "exchange().seriesFeeChanges()");
        table(CatalogShapes.EVENT_FEE_CHANGES, EventFeeChange.class, "exchange().eventFeeChanges()");
        table(CatalogShapes.INCENTIVES, IncentiveProgram.class, "exchange().incentives()");
        table(CatalogShapes.TAGS, CategoryTag.class, "exchange().tags()");
        table(CatalogShapes.SPORTS, SportFilter.class, "exchange().sports()");
        chapter("The account");
        record(AccountShapes.BALANCE, Balance.class, "portfolio().balance()");
        table(AccountShapes.FILLS, Fill.class, "portfolio().fills()");
        table(AccountShapes.POSITIONS, Position.class, "portfolio().positions()");
        table(AccountShapes.EVENT_POSITIONS, EventPosition.class, "portfolio().eventPositions()");
        table(AccountShapes.SETTLEMENTS, Settlement.class, "portfolio().settlements()");
        table(AccountShapes.ORDERS, Order.class, "portfolio().orders() portfolio().order(id)");
        table(AccountShapes.QUEUE_POSITIONS, QueuePosition.class, "portfolio().queuePositions()");
        record(AccountShapes.QUEUE_POSITION, QueuePosition.class, "portfolio().queuePosition(id)");
        table(AccountShapes.ORDER_GROUPS, OrderGroup.class, "portfolio().orderGroups()");
        record(AccountShapes.ORDER_GROUP, OrderGroup.class, "portfolio().orderGroup(id)");
        record(FundsShapes.RESTING_VALUE, RestingOrderValue.class, "portfolio().totalRestingOrderValue()");
        table(FundsShapes.DEPOSITS, Deposit.class, "portfolio().deposits()");
        table(FundsShapes.WITHDRAWALS, Withdrawal.class, "portfolio().withdrawals()");
        table(FundsShapes.SUBACCOUNT_BALANCES, SubaccountBalance.class, "portfolio().subaccountBalances()");
        record(ExchangeShapes.LIMITS, AccountLimits.class, "portfolio().limits()");
        table(ExchangeShapes.COSTS, EndpointCost.class, "portfolio().endpointCosts()");
        table(KeyShapes.API_KEYS, ApiKey.class, "portfolio().apiKeys()");
        chapter("Requests for quotes");
        record(CommunicationShapes.ID, CommunicationsId.class, "communications().id()", "The door gives its text.");
        table(CommunicationShapes.RFQS, Rfq.class, "communications().rfqs() communications().rfq(id)");
        table(CommunicationShapes.QUOTES, Quote.class, "communications().quotes() communications().quote(rfqId, id)");
        chapter("Answers to writes");
        record(
                CommunicationShapes.CREATED,
                CreatedId.class,
                "writes().createRfq(…) writes().createQuote(…)",
                "The doors give its text.");
        record(
                KeyShapes.CREATED,
                CreatedKey.class,
                "writes().createApiKey(…)",
                "`writes().generateApiKey(…)` gives the same and the file that holds the private key.");
        chapter("Of the toolkit's own");
        table(Finder.SCHEMA, null, "find(words)", "Made from `series` and open `events`.");
        table(Examples.SCHEMA, dev.kalshilab.model.Example.class, "examples() example(what)");
        table(Check.SCHEMA, null, "check()");
        table(Drift.SCHEMA, null, "drift()");
        chapter("Streams");
        table(FeedShapes.TRADES, null, "feed().trades(…)", "The channel `trade`.");
        table(FeedShapes.TICKERS, null, "feed().ticker(…)", "The channel `ticker`.");
        table(
                FeedShapes.BOOK_CHANGES,
                null,
                "feed().book(…)",
                "The channel `orderbook_delta`: put together from its snapshots and deltas.");
        table(FeedShapes.FILLS, null, "feed().fills()", "The channel `fill`.");
        table(
                FeedShapes.POSITIONS,
                null,
                "feed().positions()",
                "The channel `market_positions`. A bare number of money is 1/10,000 dollar here.");
        table(FeedShapes.ORDERS, null, "feed().orders()", "The channel `user_orders`.");
        table(
                FeedShapes.LIFECYCLE,
                null,
                "feed().lifecycle()",
                "The channels `market_lifecycle_v2` and, by `feed().channel(name)`, `multivariate_market_lifecycle`.");
        table(FeedShapes.COMMUNICATIONS, null, "feed().communications()", "The channel `communications`.");
        table(FeedShapes.ORDER_GROUPS, null, "feed().orderGroups()", "The channel `order_group_updates`.");
        table(
                FeedShapes.INDICES,
                null,
                "feed().channel(\"cfbenchmarks_value\", …)",
                "The channels `cfbenchmarks_value` and `cfbenchmarks_value_5hz`.");
        table(FeedShapes.UNDERLYINGS, null, "feed().channel(\"pyth_value\", …)", "The channel `pyth_value`.");
        table(FeedShapes.OTHER, null, "feed.other()", "Whatever comes on a stream and has no table.");
        table(FeedShapes.COVERAGE, null, "feed.coverage()", "Of the toolkit's own.");
    }

    @Test
    void theDictionaryIsWhatTheSchemasSay() throws Exception {
        String now = text();
        if (Boolean.getBoolean("dictionary.update")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, now);
        }

        assertThat(Files.readString(FILE).replace("\r\n", "\n"))
                .as("the data dictionary; to write it anew, run this test with -Ddictionary.update=true")
                .isEqualTo(now);
    }

    @Test
    void everySchemaHasItsPlace() throws Exception {
        Set<Schema> told = Collections.newSetFromMap(new IdentityHashMap<>());
        chapters.values().forEach(sections -> sections.forEach(section -> told.add(section.schema())));
        List<String> missing = new ArrayList<>();
        int seen = 0;
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.kalshilab");
        for (var imported : classes) {
            Class<?> type = Class.forName(imported.getName(), false, DictionaryTest.class.getClassLoader());
            for (java.lang.reflect.Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == Schema.class) {
                    field.setAccessible(true);
                    seen++;
                    if (!told.contains((Schema) field.get(null))) {
                        missing.add(imported.getName() + "." + field.getName());
                    }
                }
            }
        }
        Answer.all().forEach((name, answer) -> {
            if (!told.contains(answer.schema())) {
                missing.add("Answer." + name);
            }
        });

        assertThat(missing).isEmpty();
        assertThat(seen).isGreaterThanOrEqualTo(told.size());
    }

    // -- the text ---------------------------------------------------------------------------------------------------

    private String text() {
        StringBuilder text = new StringBuilder("""
                # Data dictionary

                Every table and every record: its columns, their units, what they mean, and where on the wire they come from. Made from the schemas by `DictionaryTest`, which also fails when this page is not what they say.

                * **Tables** are the same at no rows as at a million, and their columns have the types named here. **Records** have a component for each column: `yes_bid` is `yesBid()`. A missing value is missing in a table and null in a record, never 0 and never the empty text.
                * **Dollars and contracts** are doubles in tables, made by one division, and exact in records: `Price` and `Money` to 1/1,000,000 dollar, `Contracts` to 1/100.
                * **`+ _us`**: Tablesaw keeps milliseconds. Where the exchange gives microseconds, a second column of the table stands behind the first, named alike with `_us` behind it: a `LongColumn` of whole microseconds since 1970 UTC. A record has one `Instant` with all its digits.
                * **On the wire**: the fields that a column is read from; the first that is there wins. The unit behind a field is that of a JSON number there. A JSON text is in dollars or contracts under any name but one that ends in `_cents`, which says its unit itself. So `yes_bid_dollars`: "0.5600" and `yes_bid`: 56 are the same price, and `price.open`: "0.5600" of the historical tier is dollars. A dot leads into an object; a name in braces is a key of an object that became a value, and brackets are an element of a list that became rows. Derived columns have no field.
                * **Always**: the exchange of today says that it sends the field always, or the row cannot be without it (**id**): a row that lacks its id is refused. All others may be missing.
                * **`unknown`** stands last wherever rows come from the wire: what was sent beside the other columns, as one JSON object, or missing when there was nothing. `kalshi.drift()` counts it.
                * Lists of texts and JSON are JSON text in tables; in records a `List<String>`, and the JSON as it was sent.
                * `kalshi.raw(…)` has the columns that the answer has, by its own names: whole numbers, numbers, true and false as such, all else as text.
                """);
        chapters.forEach((title, sections) -> {
            text.append("\n## ").append(title).append('\n');
            sections.forEach(section -> section(text, section));
        });
        return text.toString();
    }

    private static void section(StringBuilder text, Section section) {
        Schema schema = section.schema();
        text.append("\n### ").append(schema.name()).append("\n\n");
        text.append(java.util.Arrays.stream(section.doors().split("(?<=\\)) (?=[a-z])"))
                .map(door -> "`kalshi." + door + "`")
                .collect(Collectors.joining(", ")));
        if (section.record() == null) {
            text.append("; no record.");
        } else {
            text.append("; record `").append(name(section.record())).append(section.table() ? "`." : "`, no table.");
        }
        text.append(section.note().isEmpty() ? "" : " " + section.note()).append("\n\n");
        text.append(section.table() ? "| column | in the table " : "| component ")
                .append(section.record() == null ? "" : "| in the record ")
                .append("| unit | meaning | on the wire | always |\n")
                .append(section.table() ? "|---|---" : "|---")
                .append(section.record() == null ? "" : "|---")
                .append("|---|---|---|---|\n");
        Table table = Tables.of(
                new Columns(schema), new Provenance("", "", false, 0, 0, null, null, Instant.EPOCH, true, List.of()));
        for (Field field : schema.fields()) {
            text.append("| `").append(field.name()).append("` | ");
            if (section.table()) {
                text.append('`')
                        .append(table.column(field.name()).getClass().getSimpleName())
                        .append(table.containsColumn(field.name() + Tables.MICROS_SUFFIX) ? "` + `_us`" : "`")
                        .append(" | ");
            }
            if (section.record() != null) {
                text.append(component(section.record(), field)).append(" | ");
            }
            text.append(field.kind().unit())
                    .append(" | ")
                    .append(field.meaning().replace("|", "\\|"))
                    .append(" | ")
                    .append(field.sources().stream()
                            .map(source -> source(field, source))
                            .collect(Collectors.joining(", ")))
                    .append(" | ")
                    .append(field.identifier() ? "id" : field.expected() ? "yes" : "")
                    .append(" |\n");
        }
    }

    private static String component(Class<? extends Record> record, Field field) {
        for (RecordComponent component : record.getRecordComponents()) {
            if (Records.columnName(component.getName()).equals(field.name())) {
                return '`'
                        + component.getGenericType().getTypeName().replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])", "")
                        + '`';
            }
        }
        return NO_RECORD;
    }

    /** A field of the wire, and what a number there counts. */
    private static String source(Field field, Source source) {
        String unit =
                switch (field.kind()) {
                    case PRICE, MONEY ->
                        switch (source.unit()) {
                            case OWN -> " dollars";
                            case CENTS -> " cents";
                            case CENTI_CENTS -> " centi-cents";
                        };
                    case COUNT -> " contracts";
                    default -> "";
                };
        return '`' + source.path() + '`' + unit;
    }

    private static String name(Class<?> type) {
        return type.getTypeName().replaceAll("^.*\\.", "").replace('$', '.');
    }
}
