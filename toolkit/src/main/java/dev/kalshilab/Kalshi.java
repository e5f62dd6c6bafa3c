package dev.kalshilab;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.cache.Store;
import dev.kalshilab.column.Columns;
import dev.kalshilab.display.Display;
import dev.kalshilab.feed.FeedPlan;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.ComboCollection;
import dev.kalshilab.model.ComboMarket;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.EventMetadata;
import dev.kalshilab.model.Example;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Leg;
import dev.kalshilab.model.LookupPoint;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.model.Series;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Check;
import dev.kalshilab.rest.Combos;
import dev.kalshilab.rest.Rest;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.table.Tables;
import dev.kalshilab.tape.Recorder;
import dev.kalshilab.tape.Tape;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * A connection to the exchange, and all that can be asked of it.
 *
 * <pre>{@code
 * var kalshi = Kalshi.open();
 * kalshi.markets().series("KXHIGHNY").open().table()
 * }</pre>
 *
 * <p>{@link #open()} goes where the setting {@code KALSHI_ON} says: {@code sandbox}, {@code demo}, {@code prod}, {@code
 * tape:FILE} or an address; unset means production. Public data needs no key. It only reads. Safe for use by several
 * threads.
 */
public final class Kalshi implements AutoCloseable {
    private static final List<String> KINDS = List.of("series", "event", "market", "candles", "trades", "book");

    private final Connector connector;
    private final Connection connection;
    private final Rest rest;
    private @Nullable List<Example> examples;
    private final Finder finder;
    private volatile boolean writesAllowed;
    private boolean closed;

    private Kalshi(Connector connector) {
        this.connector = connector;
        this.connection = connector.connection();
        this.rest = new Rest(connection, connector.store());
        this.finder = new Finder(rest, connection);
    }

    /**
     * Opens the exchange that the environment variable {@code KALSHI_ON} names, and says so in one line.
     *
     * @throws KalshiException when it names none, or a tape that cannot be read
     */
    public static Kalshi open() {
        Kalshi kalshi = open(System.getenv(Connector.SETTING));
        kalshi.connection.hearTime();
        Display.note(kalshi.greeting());
        return kalshi;
    }

    /** Opens what that value of {@code KALSHI_ON} names; null and the empty text mean production. */
    public static Kalshi open(@Nullable String on) {
        return new Kalshi(Connector.of(on));
    }

    /** Production's public data. */
    public static Kalshi prod() {
        return new Kalshi(Connector.prod());
    }

    /** Production with an account's key. */
    public static Kalshi prod(Credentials key) {
        return new Kalshi(Connector.prod(key));
    }

    /** The exchange's demo environment. */
    public static Kalshi demo() {
        return new Kalshi(Connector.demo());
    }

    /** The demo environment with an account's key. */
    public static Kalshi demo(Credentials key) {
        return new Kalshi(Connector.demo(key));
    }

    /** The embedded exchange: invented data, a demo user's portfolio, no network. */
    public static Kalshi sandbox() {
        return new Kalshi(Connector.sandbox());
    }

    /**
     * A sandbox of one's own, with its clock, its demo user's key and its examples:
     * {@code Kalshi.sandbox(Sandbox.start(7, 0))}. It goes on when the connection is closed.
     */
    public static Kalshi sandbox(Sandbox running) {
        return new Kalshi(Connector.sandbox(running));
    }

    /**
     * The exchange at that address, such as {@code https://host/trade-api/v2}.
     *
     * <p>A sandbox's own time is known from its first answer on.
     */
    public static Kalshi at(String url) {
        return new Kalshi(Connector.at(url, null));
    }

    /** The exchange at that address, with an account's key there. */
    public static Kalshi at(String url, Credentials key) {
        return new Kalshi(Connector.at(url, key));
    }

    /** A recording: answers are what was recorded, now is the end of the tape. */
    public static Kalshi replay(Path tape) {
        return new Kalshi(Connector.replay(tape));
    }

    /** A small table of tickers to start with: {@code ticker, what, interval, rows, why}. */
    public Table examples() {
        List<Example> known = known();
        return Examples.table(known, connection, connection.isSandbox());
    }

    /**
     * The first example of what is there.
     *
     * @param what {@code series, event, market, candles, trades} or {@code book}; when there is none of the kind, the
     *     next best ticker with 0 rows
     */
    public Example example(String what) {
        if (!KINDS.contains(what)) {
            throw new KalshiException("example(\"" + what + "\") is no kind of example.\nAsk for one of "
                    + String.join(", ", KINDS) + ".");
        }
        return Examples.of(what, known());
    }

    private synchronized List<Example> known() {
        List<Example> known = examples;
        if (known == null) {
            known = connector.examples() == null
                    ? Examples.live(this)
                    : connector.examples().get();
            examples = known;
        }
        return known;
    }

    /** All series. */
    public SeriesList series() {
        return new SeriesList(rest, Ask.ALL);
    }

    /** One series, fetched now. */
    public Series series(String ticker) {
        return series(ticker, Map.of());
    }

    /** One series, with parameters of the exchange's by their own names: {@code include_volume}. */
    public Series series(String ticker, Map<String, ?> parameters) {
        return rest.series(Ticker.series(ticker), parameters);
    }

    /** All events. */
    public Events events() {
        return new Events(rest, false, Ask.ALL);
    }

    /** One event with its markets, fetched now. */
    public Event event(String ticker) {
        return event(ticker, Map.of());
    }

    /** One event, with parameters of the exchange's by their own names: {@code with_nested_markets}. */
    public Event event(String ticker, Map<String, ?> parameters) {
        return rest.event(Ticker.event(ticker), parameters);
    }

    /**
     * All markets but combos: on the live exchange over 100,000, so filter or {@code limit}. Those of a series, an event or
     * tickers come from both tiers.
     */
    public Markets markets() {
        return new Markets(rest, Ask.ALL);
    }

    /** One market, fetched now. */
    public Market market(String ticker) {
        return rest.market(Ticker.market(ticker));
    }

    /** The trades of every market: on the live exchange a flood, so give a range or {@code limit}. */
    public Trades trades() {
        return new Trades(rest, Tickers.ALL, Ask.ALL);
    }

    /** The trades of these markets. */
    public Trades trades(String... tickers) {
        return new Trades(rest, named("trades", tickers), Ask.ALL);
    }

    /** The trades of the markets that the query finds when it is asked. */
    public Trades trades(Markets markets) {
        return new Trades(rest, Tickers.of(markets), Ask.ALL);
    }

    /** The candles of these markets, hourly unless another length is chosen. */
    public Candles candles(String... tickers) {
        return new Candles(rest, named("candles", tickers), Interval.HOUR, Ask.ALL);
    }

    /**
     * The candles of an example in its interval: on a tape all that it holds, else as far back as a chart shows well.
     */
    public Candles candles(Example example) {
        Interval interval = example.interval() == null ? Interval.HOUR : example.interval();
        Candles all = candles(example.ticker()).every(interval);
        if (connection.tape().isPresent()) {
            return all;
        }
        return all.last(
                switch (interval) {
                    case MINUTE -> Duration.ofHours(2);
                    case HOUR -> Duration.ofDays(7);
                    case DAY -> Duration.ofDays(120);
                });
    }

    /** The candles of the markets that the query finds when it is asked. */
    public Candles candles(Markets markets) {
        return new Candles(rest, Tickers.of(markets), Interval.HOUR, Ask.ALL);
    }

    /** The order books of these markets as they are now. */
    public Books book(String... tickers) {
        return new Books(rest, named("book", tickers), Ask.ALL);
    }

    /** The order books of the markets that the query finds when it is asked. */
    public Books book(Markets markets) {
        return new Books(rest, Tickers.of(markets), Ask.ALL);
    }

    /** The account of this connection's key. */
    public Portfolio portfolio() {
        return new Portfolio(rest.account());
    }

    /** Requests for quotes, and quotes; it needs an account's key. */
    public Communications communications() {
        return new Communications(rest.desk());
    }

    /** Collections of events that combos are made of. */
    public ComboCollections collections() {
        return new ComboCollections(rest.combos(), Ask.ALL);
    }

    /** One collection, fetched now. */
    public ComboCollection collection(String collectionTicker) {
        return rest.combos().collection(Ticker.event(collectionTicker));
    }

    /**
     * The combos of a collection that were looked up within so long: 10 s, 1 min, 5 min or 1 hour. The exchange took it
     * away on 2026-07-02; a tape may have it.
     */
    public Rows<LookupPoint> lookups(String collectionTicker, Duration lookback) {
        return new Rows<>("Lookups", Combos.LOOKUPS, request -> rest.combos()
                .lookups(Ticker.event(collectionTicker), request.with("lookback_seconds", lookback.toSeconds())));
    }

    /** The combo market of these legs. The exchange took it away on 2026-08-06; a tape may have it. */
    public ComboMarket lookup(String collectionTicker, List<Leg> legs) {
        return rest.combos().lookup(Ticker.event(collectionTicker), legs);
    }

    /** The exchange itself: status, hours, history's cutoff, fee changes, rewards, tags. */
    public Exchange exchange() {
        return new Exchange(rest.venue());
    }

    /** The candles of all markets of an event, over a range, hourly unless another length is chosen. */
    public EventCandles eventCandles(String eventTicker) {
        return new EventCandles(rest, Ticker.event(eventTicker), Interval.HOUR, Ask.ALL);
    }

    /** Pictures and sources of an event, fetched now. */
    public EventMetadata eventMetadata(String eventTicker) {
        return rest.eventMetadata(Ticker.event(eventTicker));
    }

    /** What an event's markets imply for its value, as percentiles over time; it needs an account's key. */
    public Forecast forecast(String eventTicker) {
        return new Forecast(rest, Ticker.event(eventTicker));
    }

    /**
     * Series and open events that have all these words in title, ticker, category or tags: {@code
     * kalshi.find("inflation")}. Their list is fetched once a connection.
     *
     * <p>Columns {@code kind, ticker, title, category, tags}; series first.
     */
    public Table find(String words) {
        return finder.find(words);
    }

    /**
     * Any other answer of the exchange: {@code kalshi.raw("GET", "milestones", Map.of("limit", 10))}, as JSON and as a
     * table.
     *
     * @param method only {@code GET}: the toolkit reads
     * @param path within the API, as the exchange's reference has it
     * @param parameters of the query; a list is sent as several
     */
    public Raw raw(String method, String path, Map<String, ?> parameters) {
        if (!method.strip().equalsIgnoreCase("GET")) {
            throw new KalshiException(
                    "raw(\"" + method + "\", …) is refused: raw requests only read.\nUse \"GET\"; the few"
                            + " writes there are stand behind kalshi.writes().");
        }
        return new Raw(
                rest.raw().get(path, parameters),
                connection.name(),
                connection.clock().instant());
    }

    /** As {@link #raw(String, String, Map)}, without parameters. */
    public Raw raw(String method, String path) {
        return raw(method, path, Map.of());
    }

    /**
     * Records all that this connection receives from now on into a new tape, until the recording is closed: answers and
     * streams that begin meanwhile. Nothing secret is on it, and nothing of the account.
     *
     * @throws KalshiException when the file exists or cannot be written
     */
    public Recording record(Path file) {
        return record(file, false);
    }

    /** As {@link #record(Path)}; with {@code account} also what belongs to the account, but no key and no signature. */
    public synchronized Recording record(Path file, boolean account) {
        connection.requireOpen();
        connection.requireRecordable();
        Recorder recorder = Recorder.to(
                file,
                account,
                "recorded by the Kalshi toolkit on " + connection.name() + " from "
                        + connection.clock().instant(),
                Display::note);
        // What is known by now would not be asked again, and so not be on the tape.
        finder.forget();
        return Recording.of(connection, recorder);
    }

    /** What the toolkit can change at the exchange; each throws unless {@link #allowWrites()} was called. */
    public Writes writes() {
        return new Writes(rest.changes(), connection, writesAllowed);
    }

    /** Lets {@link #writes()} change things: {@code var kalshi = Kalshi.demo(key).allowWrites();}. */
    public Kalshi allowWrites() {
        writesAllowed = true;
        return this;
    }

    /** What happens from now on, as it happens: {@code kalshi.feed().trades(ticker).open()}. */
    public FeedPlan feed() {
        return FeedPlan.on(connection, new MissedTrades(this));
    }

    /** For what has no door of its own. */
    Connection connection() {
        return connection;
    }

    private static Tickers named(String what, String... tickers) {
        for (String ticker : tickers) {
            if (ticker.isBlank()) {
                throw new KalshiException(what + "(…) was given a blank ticker.\nName a market, such as"
                        + " kalshi.example(\"" + what + "\").ticker().");
            }
        }
        if (tickers.length == 0) {
            throw new KalshiException(what + "() needs a ticker, several, or a markets query.\nStart with"
                    + " kalshi.example(\"" + what + "\").ticker().");
        }
        return Tickers.of(Stream.of(tickers).map(Ticker::market).toList());
    }

    /**
     * What is right and what is wrong with this connection, in one table: host, clock, key, tier and permission.
     *
     * <p>Columns {@code what, state, detail}; it throws only when the connection is closed.
     */
    public Table check() {
        Check check = rest.check();
        Columns findings = check.look();
        return Tables.of(findings, check.provenance());
    }

    /**
     * In what the exchange's answers so far differ from the toolkit's table of fields: a row each for a field that is
     * unknown, vanished or retyped.
     *
     * <p>Columns {@code operation, field, change, expected, sent, count}. What was sent is kept in the column {@code
     * unknown} of its row.
     */
    public Table drift() {
        Columns rows = rest.drift();
        return Tables.of(
                rows,
                new Provenance(
                        "drift()",
                        connection.name(),
                        connection.isSandbox(),
                        0,
                        rows.rows(),
                        null,
                        null,
                        connection.clock().instant(),
                        true,
                        List.of()));
    }

    /** What is kept of the exchange's answers, and not asked again. */
    public Cache cache() {
        return new Cache(rest);
    }

    /** What this connection has done so far. */
    public Stats stats() {
        return new Stats(connection.requests(), rest.cached());
    }

    /** What time it is there: the system's, the sandbox's own, or the end of the tape. */
    public Clock clock() {
        return connection.clock();
    }

    /** Ends the connection; leaves no thread and no socket. Closing again does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            connection.close();
            Store store = connector.store();
            if (store != null) {
                store.close();
            }
            connector.closing().run();
        }
    }

    private String greeting() {
        String version = Kalshi.class.getPackage().getImplementationVersion();
        return "Kalshi toolkit" + (version == null ? "" : " " + version) + " · " + connection.name()
                + (connection.isSandbox() ? " (invented data)" : "")
                + (connection.tape().map(Tape::cutOff).orElse(false) ? ", its last line is cut off" : "") + ", "
                + keyWord()
                + (connection.knowsTime()
                        ? ", now " + connection.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        : "")
                + " · try kalshi.examples()";
    }

    private String keyWord() {
        // The sandbox hands its demo key out by itself: the user has none.
        return connection.hasKey() && !connector.invented() ? "with key" : "no key";
    }

    @Override
    public String toString() {
        long requests = connection.requests();
        return "Kalshi[" + connection.name() + ", " + keyWord() + ", " + requests
                + (requests == 1 ? " request" : " requests") + (closed ? ", closed" : "") + "]";
    }
}
