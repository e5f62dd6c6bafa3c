package dev.kalshilab.wire;

import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Reads the candles of several markets into one set of rows, each with its market's ticker. */
final class CandleSets {
    private static final int TICKER = Shapes.CANDLES.index("ticker");

    private CandleSets() {}

    /** Of the markets that were asked for: an object for each, with its ticker. */
    static Page batch(Answer answer, BufferedSource body, Drift.Answers drift) throws IOException {
        JsonReader in = JsonReader.of(body);
        Columns rows = new Columns(Shapes.CANDLES);
        RowReader reader = answer.reader(rows, drift);
        Answer.Beside beside = new Answer.Beside(answer, drift);
        List<String> tickers = new ArrayList<>();
        boolean found = false;
        Answer.begin(in);
        while (in.hasNext()) {
            String name = in.nextName();
            if (!name.equals("markets")) {
                beside.read(in, name);
                continue;
            }
            found = true;
            if (isNull(in)) {
                continue;
            }
            in.beginArray();
            while (in.hasNext()) {
                tickers.add(market(in, "markets[" + tickers.size() + "]", rows, reader, beside));
            }
            in.endArray();
        }
        Answer.end(in);
        if (!found) {
            throw Answer.lacks("markets");
        }
        reader.told();
        return beside.page(rows, reader.misfits(), tickers);
    }

    /** One market's candles; gives its ticker. */
    private static String market(JsonReader in, String place, Columns rows, RowReader reader, Answer.Beside beside)
            throws IOException {
        int from = rows.rows();
        String ticker = null;
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            if (name.equals("candlesticks")) {
                Answer.rows(in, reader);
            } else if (name.equals("market_ticker")) {
                ticker = text(in);
            } else {
                beside.keep(place + "." + name, in);
            }
        }
        in.endObject();
        if (ticker == null) {
            throw nameless("market_ticker, at $." + place);
        }
        name(rows, from, rows.rows(), ticker);
        return ticker;
    }

    /** Of all markets of an event: their tickers in one list, and a list of candles for each in another. */
    static Page event(Answer answer, BufferedSource body, Drift.Answers drift) throws IOException {
        JsonReader in = JsonReader.of(body);
        Columns rows = new Columns(Shapes.CANDLES);
        RowReader reader = answer.reader(rows, drift);
        Answer.Beside beside = new Answer.Beside(answer, drift);
        List<@Nullable String> tickers = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        boolean found = false;
        Answer.begin(in);
        while (in.hasNext()) {
            String name = in.nextName();
            switch (name) {
                case "market_tickers" -> {
                    if (!isNull(in)) {
                        in.beginArray();
                        while (in.hasNext()) {
                            tickers.add(text(in));
                        }
                        in.endArray();
                    }
                }
                case "market_candlesticks" -> {
                    found = true;
                    if (!isNull(in)) {
                        in.beginArray();
                        while (in.hasNext()) {
                            Answer.rows(in, reader);
                            ends.add(rows.rows());
                        }
                        in.endArray();
                    }
                }
                default -> beside.read(in, name);
            }
        }
        Answer.end(in);
        if (!found) {
            throw Answer.lacks("market_candlesticks");
        }
        reader.told();
        return beside.page(rows, reader.misfits(), named(rows, tickers, ends));
    }

    private static List<String> named(Columns rows, List<@Nullable String> tickers, List<Integer> ends) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Math.max(tickers.size(), ends.size()); i++) {
            String ticker = i < tickers.size() ? tickers.get(i) : null;
            if (ticker == null) {
                throw nameless("market ticker, at $.market_tickers[" + i + "]");
            }
            names.add(ticker);
            if (i < ends.size()) {
                name(rows, i == 0 ? 0 : ends.get(i - 1), ends.get(i), ticker);
            }
        }
        return names;
    }

    private static void name(Columns rows, int from, int end, String ticker) {
        for (int row = from; row < end; row++) {
            rows.replace(TICKER, row, ticker);
        }
    }

    private static boolean isNull(JsonReader in) throws IOException {
        boolean isNull = in.peek() == JsonReader.Token.NULL;
        if (isNull) {
            in.skipValue();
        }
        return isNull;
    }

    /** A text that says something; null otherwise. */
    private static @Nullable String text(JsonReader in) throws IOException {
        if (in.peek() != JsonReader.Token.STRING) {
            in.skipValue();
            return null;
        }
        String text = in.nextString();
        return text.isEmpty() ? null : text;
    }

    private static KalshiException nameless(String what) {
        return new KalshiException("The exchange sent candlesticks without their " + what + ".\nRows that cannot be"
                + " told from others are refused; if the exchange has renamed the field, the toolkit needs an update.");
    }
}
