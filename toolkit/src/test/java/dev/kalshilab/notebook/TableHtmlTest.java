package dev.kalshilab.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NewProcess;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.table.Units;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@ExtendWith(NewProcess.class)
class TableHtmlTest {

    @AfterEach
    void defaultRows() {
        Notebook.rows(40);
    }

    @Test
    void everythingFromTheDataIsEscaped() {
        Table table = Table.create(
                "t",
                StringColumn.create("<b>\"a\" & 'c'", "<script>alert('x')</script> & \"q\"", "x".repeat(90) + "<"));
        Units.attach(table, Map.of("<b>\"a\" & 'c'", "<i>"));

        String html = TableHtml.of(table);
        assertThat(html)
                .doesNotContain("<script>")
                .doesNotContain("<b>")
                .doesNotContain("<i>")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;")
                .contains("&lt;b&gt;&quot;a&quot; &amp; &#39;c&#39;<small>&lt;i&gt;</small>")
                .contains("<td title=\"" + "x".repeat(90) + "&lt;\">" + "x".repeat(79) + "…</td>");
    }

    @Test
    void numbersAreExactAndShort() {
        assertThat(Cells.number(0.56)).isEqualTo("0.56");
        assertThat(Cells.number(0.1 + 0.2)).isEqualTo("0.30000000000000004");
        assertThat(Cells.number(54)).isEqualTo("54");
        assertThat(Cells.number(1e-7)).isEqualTo("0.0000001");
        assertThat(Cells.number(1.5e9)).isEqualTo("1500000000");
        assertThat(Cells.number(-0.0)).isEqualTo("0");
        assertThat(Cells.number(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    }

    @Test
    void missingCellsAreDashesInEveryKindOfColumn() {
        Table table = Table.create(
                "t",
                DoubleColumn.create("d").appendMissing(),
                LongColumn.create("l").appendMissing(),
                IntColumn.create("i").appendMissing(),
                StringColumn.create("s").appendMissing(),
                BooleanColumn.create("b").appendMissing(),
                InstantColumn.create("t").appendMissing());

        assertThat(count(TableHtml.of(table), "<td class=\"(num )?na\">—</td>")).isEqualTo(6);
    }

    @Test
    void aLastColumnOfWhatIsUnknownIsShownOnlyWhereThereIsSomethingInIt() {
        Table nothing = Table.create("t", IntColumn.create("n", 1, 2), StringColumn.create("unknown", 2));
        Table something =
                Table.create("t", IntColumn.create("n", 1, 2), StringColumn.create("unknown", null, "{\"new\":1}"));

        assertThat(TableHtml.of(nothing))
                .doesNotContain("<th>unknown")
                .contains("2 rows × 2 columns (unknown: nothing) · ");
        assertThat(TableText.of(nothing)).startsWith("n\n-\n1\n2\n2 rows × 2 columns (unknown: nothing) · ");
        assertThat(TableHtml.of(something)).contains("<th>unknown", "{&quot;new&quot;:1}", "2 columns · ");
        assertThat(TableHtml.of(Table.create("t", StringColumn.create("unknown", 2))))
                .contains("<th>unknown");
    }

    @Test
    void instantsAreUtcWithTheMicrosecondsBesideThem() {
        Table table = Table.create(
                "t",
                InstantColumn.create("at", new Instant[] {Instant.parse("2026-11-01T00:00:00.760Z")}),
                LongColumn.create("at_us", 1_793_491_200_760_733L),
                InstantColumn.create("end", new Instant[] {Instant.parse("2026-11-01T01:00:00Z")}));

        assertThat(TableHtml.of(table))
                .contains("<td>2026-11-01T00:00:00.760733Z</td>")
                .contains("<td>2026-11-01T01:00:00Z</td>");
    }

    @Test
    void longTableShowsItsEndsAndCountsTheRest() {
        String html = TableHtml.of(numbered(1274));

        assertThat(rows(html)).hasSize(40).startsWith("0", "1").endsWith("1272", "1273");
        assertThat(html).contains("… 1,234 more …").contains("1,274 rows × 1 column · ");
        assertThat(rows(TableHtml.of(numbered(40)))).hasSize(40);
        assertThat(TableHtml.of(numbered(40))).doesNotContain("more …");
    }

    @Test
    void neverMoreThanTwoHundredRows() {
        Notebook.rows(200);
        assertThat(rows(TableHtml.of(numbered(200)))).hasSize(200);
        assertThat(rows(TableHtml.of(numbered(201)))).hasSize(200);

        Notebook.rows(5);
        assertThat(rows(TableHtml.of(numbered(7)))).containsExactly("0", "1", "2", "5", "6");
        assertThatThrownBy(() -> Notebook.rows(201))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Notebook.rows(201): a table shows 2 to 200 rows.\n"
                        + "To see others, take a part of the table: table.inRange(200, 400)");
    }

    @Test
    void emptyTableShowsItsColumnsAndWhy() {
        Table table = numbered(0);
        assertThat(TableHtml.of(table)).contains("<th class=\"num\">n</th>").contains(">no rows<");

        provenance(false, Provenance.NOT_RECORDED).attach(table);
        assertThat(TableHtml.of(table)).contains("<th class=\"num\">n</th>").contains(">not recorded<");
        assertThat(TableHtml.of(Table.create("bare"))).contains("0 rows × 0 columns");
    }

    @Test
    void footerSaysWhereRowsComeFrom() {
        Table table = numbered(3);
        assertThat(TableHtml.of(table)).contains("3 rows × 1 column · derived, completeness not tracked");

        provenance(true).attach(table);
        assertThat(TableHtml.of(table))
                .contains("3 rows × 1 column · <strong>SANDBOX: invented data</strong> · trades(KXA) on sandbox");
    }

    @Test
    void unitsStandUnderTheNames() {
        Table table = Units.attach(numbered(1), Map.of("n", "contracts"));

        assertThat(TableHtml.of(table)).contains("<th class=\"num\">n<small>contracts</small></th>");
    }

    @Test
    void plainTextHasTheSameRowsAndFooter() {
        Table table = Table.create(
                "t",
                StringColumn.create("ticker", "KXA", "KXLONGER\nLINE", ""),
                DoubleColumn.create("price", 0.5, Double.NaN, 12));
        Units.attach(table, Map.of("price", "$"));

        assertThat(TableText.of(table)).isEqualTo("""
                        ticker         price
                                           $
                        -------------  -----
                        KXA              0.5
                        KXLONGER LINE      —
                        —                 12
                        3 rows × 2 columns · derived, completeness not tracked""");
        assertThat(TableText.of(numbered(100)).lines()).hasSize(44).contains("… 60 more …");
        assertThat(TableText.of(numbered(0))).contains("\nno rows\n");
    }

    private static Table numbered(int rows) {
        return Table.create("n", IntColumn.create("n", IntStream.range(0, rows).toArray()));
    }

    private static List<String> rows(String html) {
        return Pattern.compile("<tr><td class=\"num\">(\\d+)</td></tr>")
                .matcher(html)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static long count(String text, String regex) {
        return Pattern.compile(regex).matcher(text).results().count();
    }

    private static Provenance provenance(boolean invented, String... notes) {
        return new Provenance(
                "trades(KXA)", "sandbox", invented, 1, 3, null, null, Instant.EPOCH, true, List.of(notes));
    }
}
