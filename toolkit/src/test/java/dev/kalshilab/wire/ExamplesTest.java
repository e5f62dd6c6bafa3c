package dev.kalshilab.wire;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Records;
import dev.kalshilab.model.Fixed;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Raw;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * An answer of every operation, in every generation of its wire, read field by field; and the same answers with fields
 * left out, nulled, added and in other orders.
 */
class ExamplesTest {
    /** One answer: its kind, its generation, its body, and a line for each of its rows. */
    record Example(String name, String generation, String body, List<String> rows) {
        @Override
        public String toString() {
            return name + " " + generation;
        }
    }

    /** Objects whose names are data. */
    private static final Set<String> KEYED = Set.of("tags_by_categories", "filters_by_sports", "competitions");

    static List<Example> examples() {
        String text;
        try (InputStream file = ExamplesTest.class.getResourceAsStream("examples.txt")) {
            text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Example> examples = new ArrayList<>();
        for (String part : text.replace("\r", "").split("(?m)^=== ")) {
            if (!part.isBlank()) {
                List<String> lines =
                        part.lines().filter(line -> !line.isBlank()).toList();
                String[] title = lines.get(0).split(" ");
                examples.add(new Example(title[0], title[1], lines.get(1), lines.subList(2, lines.size())));
            }
        }
        return examples;
    }

    static Page read(Example example, String body) {
        try {
            return Answer.named(example.name).read(new Buffer().writeUtf8(body));
        } catch (IOException e) {
            throw new UncheckedIOException(example.toString(), e);
        }
    }

    /** The values of a row that are there, each under its column: amounts in dollars, counts in contracts. */
    private static String shown(Columns rows, int row) {
        StringBuilder line = new StringBuilder();
        List<Field> fields = rows.schema().fields();
        for (int column = 0; column < fields.size(); column++) {
            if (!rows.isMissing(column, row)) {
                line.append(line.isEmpty() ? "" : " | ")
                        .append(fields.get(column).name())
                        .append('=')
                        .append(shown(rows, column, row));
            }
        }
        return line.toString();
    }

    static Object shown(Columns rows, int column, int row) {
        return switch (rows.schema().fields().get(column).kind()) {
            case PRICE, MONEY -> Fixed.print(rows.longAt(column, row), 6, 2);
            case COUNT -> Fixed.print(rows.longAt(column, row), 2, 0);
            case INTEGER -> rows.longAt(column, row);
            case FLAG -> rows.longAt(column, row) != 0;
            case INSTANT, DATE -> Records.instant(rows.longAt(column, row));
            case NUMBER -> rows.doubleAt(column, row);
            case TEXT, TEXTS, JSON -> String.valueOf(rows.objectAt(column, row));
        };
    }

    @Test
    void everyAnswerHasAnExample() {
        Set<String> names = new TreeSet<>();
        examples().forEach(example -> names.add(example.name));

        assertThat(names).isEqualTo(new TreeSet<>(Answer.all().keySet()));
    }

    @Test
    void everyExampleIsReadFieldByField() {
        StringBuilder wrong = new StringBuilder();
        for (Example example : examples()) {
            Columns rows = read(example, example.body).rows();
            List<String> lines = new ArrayList<>();
            for (int row = 0; row < rows.rows(); row++) {
                lines.add(shown(rows, row));
            }
            if (!lines.equals(example.rows)) {
                wrong.append("=== ")
                        .append(example)
                        .append('\n')
                        .append(String.join("\n", lines))
                        .append('\n');
            }
        }
        assertThat(wrong.toString()).isEmpty();
    }

    @Test
    void everyExampleIsReadAsAnotherReaderReadsIt() {
        for (Example example : examples()) {
            Oracle.check(example.name, read(example, example.body), Raw.object(Raw.parse(example.body)));
        }
    }

    @Test
    void fieldsLeftOutNulledAddedOrInAnotherOrderFailOnlyWithoutAnIdentifierAndNeverMakeAValue() {
        int[] failed = new int[1];
        int[] cells = new int[1];
        for (Example example : examples()) {
            forAll(60, random -> {
                Map<String, Object> body = Raw.object(changed(random, "", Raw.parse(example.body)));
                String json = Raw.print(body);
                if (Oracle.lacks(example.name, body)) {
                    failed[0]++;
                    assertThat(catchThrowable(() -> read(example, json)))
                            .as(example + " " + json)
                            .isInstanceOf(KalshiException.class)
                            .hasMessageMatching("(?s)The exchange sent .* without (its|their) .*, at \\$\\..*"
                                    + "|The exchange sent .* without its .*, at \\$\\.?\\n.*"
                                    + "|The exchange's answer has no '.*");
                } else {
                    cells[0] += Oracle.check(example.name, read(example, json), body);
                }
            });
        }
        System.out.println(cells[0] + " cells of changed answers compared, " + failed[0] + " refused");
        assertThat(failed[0]).isGreaterThan(100);
    }

    static @Nullable Object changed(Random random, String name, @Nullable Object value) {
        if (value instanceof List<?> elements) {
            return elements.stream().map(each -> changed(random, "", each)).toList();
        }
        if (!(value instanceof Map<?, ?>)) {
            return value;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        List<Map.Entry<String, Object>> entries =
                new ArrayList<>(Raw.object(value).entrySet());
        Collections.shuffle(entries, random);
        for (Map.Entry<String, Object> entry : entries) {
            switch (random.nextInt(10)) {
                case 0 -> {}
                case 1 -> members.put(entry.getKey(), null);
                default -> members.put(entry.getKey(), changed(random, entry.getKey(), entry.getValue()));
            }
            if (random.nextInt(8) == 0 && !KEYED.contains(name)) {
                members.put("new_" + random.nextInt(1000), added(random));
            }
        }
        return members;
    }

    @Test
    void valuesOfAnotherTypeAreReadOrKeptOrRefusedWithTheirPlace() {
        int[] outcomes = new int[2];
        for (Example example : examples()) {
            forAll(60, random -> {
                String json = Raw.print(retyped(random, Raw.parse(example.body)));
                try {
                    Answer.named(example.name).read(new Buffer().writeUtf8(json));
                    outcomes[0]++;
                } catch (KalshiException | Unreadable e) {
                    assertThat(e).as(json).hasMessageMatching("(?s).*\\$.*|The exchange's answer has no '.*");
                    outcomes[1]++;
                } catch (IOException e) {
                    throw new UncheckedIOException(json, e);
                }
            });
        }
        System.out.println(outcomes[0] + " retyped answers read, " + outcomes[1] + " refused");
        assertThat(outcomes[0]).isGreaterThan(outcomes[1]);
    }

    /** With some values, whole objects and lists among them, of another type. */
    private static @Nullable Object retyped(Random random, @Nullable Object value) {
        if (value instanceof List<?> elements) {
            return elements.stream().map(each -> retyped(random, each)).toList();
        }
        if (!(value instanceof Map<?, ?>)) {
            return value;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        Raw.object(value)
                .forEach((name, each) -> members.put(
                        name,
                        random.nextInt(25) == 0
                                ? random.nextBoolean() ? added(random) : random.nextBoolean()
                                : retyped(random, each)));
        return members;
    }

    private static @Nullable Object added(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> "text \"quoted\" \u00e9\n";
            case 2 -> java.math.BigDecimal.valueOf(random.nextInt(1000), 2);
            case 3 -> List.of("a", Map.of("b", true));
            default -> Map.of("ticker", "NOT-THIS", "id", "NOR-THIS");
        };
    }

    @Test
    void aPrivateKeyIsNeverKept() {
        for (Map.Entry<String, Answer> each : Answer.all().entrySet()) {
            for (Example example : examples()) {
                if (example.name.equals(each.getKey())) {
                    Map<String, Object> body = new LinkedHashMap<>(Raw.object(Raw.parse(example.body)));
                    body.put("private_key", "hush-hush");
                    Page page = read(example, Raw.print(body));
                    StringBuilder all = new StringBuilder(page.beside().toString());
                    for (int row = 0; row < page.rows().rows(); row++) {
                        all.append(shown(page.rows(), row));
                    }
                    assertThat(all.toString()).as(example.toString()).doesNotContain("hush");
                }
            }
        }
    }

    @Test
    void whatStandsBesideTheRowsIsKept() {
        Map<String, Page> pages = new LinkedHashMap<>();
        examples().forEach(example -> pages.put(example.toString(), read(example, example.body)));

        assertThat(pages.get("EVENTS dollars").beside()).containsEntry("milestones", "[{\"id\":\"m\"}]");
        assertThat(pages.get("EVENT_CANDLES cents").beside()).containsEntry("adjusted_end_ts", "1760600000");
        assertThat(pages.get("EVENT_CANDLES cents").tickers()).containsExactly("A", "B", "C", "D");
        assertThat(pages.get("BATCH_CANDLES cents").tickers()).containsExactly("A", "B", "C", "D");
        assertThat(pages.get("BOOKS dollars").tickers()).containsExactly("A", "B", "C");
        assertThat(pages.get("ENDPOINT_COSTS dollars").beside()).containsEntry("default_cost", "10");
        assertThat(pages.get("API_KEYS dollars").beside()).containsEntry("api_key_region_expiration_ts", "1790000000");
        assertThat(pages.get("POSITIONS dollars").beside()).isEmpty();
        assertThat(pages.get("INCENTIVES cents").cursor()).isEqualTo("CgsI");
        assertThat(pages.get("INCENTIVES dollars").cursor()).isEmpty();
        assertThat(pages.get("QUOTES cents").cursor()).isEqualTo("c");
    }

    @Test
    void candlesOfNoMarketAreRefused() {
        Example event = new Example("EVENT_CANDLES", "", "", List.of());
        assertThatThrownBy(() -> read(event, "{\"market_tickers\":[\"A\"],\"market_candlesticks\":[[],[]]}"))
                .hasMessageStartingWith(
                        "The exchange sent candlesticks without their market ticker, at $.market_tickers[1].\n");
        Example batch = new Example("BATCH_CANDLES", "", "", List.of());
        assertThatThrownBy(() -> read(batch, "{\"markets\":[{\"candlesticks\":[]}]}"))
                .hasMessageStartingWith(
                        "The exchange sent candlesticks without their market_ticker, at $.markets[0].\n");
    }
}
