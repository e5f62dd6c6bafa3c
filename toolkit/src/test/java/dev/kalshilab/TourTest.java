package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static tech.tablesaw.aggregate.AggregateFunctions.sum;

import dev.kalshilab.chart.Charts;
import dev.kalshilab.model.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** The README's tour, compiled and run, and held against the README's text. */
class TourTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    @Test
    void tourRuns() {
        List<Object> shown = new ArrayList<>();

        // tour
        var kalshi = Kalshi.sandbox();
        // cell
        shown.add(kalshi.examples());
        // cell
        var example = kalshi.example("candles");
        shown.add(Charts.candles(kalshi.candles(example)));
        // cell
        var open = kalshi.markets().event(kalshi.example("event").ticker()).open();
        shown.add(open.columns("ticker", "yes_sub_title", "yes_bid", "yes_ask", "volume")
                .table());
        // cell
        Table trades =
                kalshi.trades(kalshi.example("trades").ticker()).since("-7d").table();
        shown.add(trades.summarize("count", sum).by("taker_side"));
        // cell
        shown.add(kalshi.book(kalshi.example("book").ticker()).depth(5).table());
        // end

        kalshi.close();
        assertThat(shown).hasSize(5).allSatisfy(value -> assertThat(value).isNotNull());
        assertThat(shown.stream().filter(Table.class::isInstance).map(Table.class::cast))
                .allSatisfy(table -> assertThat(table.rowCount()).isPositive());
    }

    @Test
    void restOfTheExchangeRuns() {
        List<Object> shown = new ArrayList<>();

        // rest
        var kalshi = Kalshi.sandbox();
        shown.add(kalshi.find("temperature"));
        // cell
        shown.add(kalshi.exchange().cutoff());
        // cell
        shown.add(kalshi.exchange().incentives().table());
        // cell
        shown.add(kalshi.trades().historical().limit(100).table());
        // cell
        shown.add(kalshi.collections().open().table());
        // cell
        shown.add(kalshi.raw("GET", "milestones", Map.of("limit", 10)).table());
        // cell
        var writes = kalshi.allowWrites().writes();
        var rfq = writes.createRfq(kalshi.example("book").ticker(), Contracts.of(100), false);
        shown.add(kalshi.communications().rfq(rfq));
        // cell
        writes.deleteRfq(rfq);
        shown.add(kalshi.communications().rfqs().mine().table());
        // cell
        shown.add(kalshi.drift());
        // end

        kalshi.close();
        assertThat(shown).hasSize(9).allSatisfy(value -> assertThat(value).isNotNull());
        assertThat(shown.stream().filter(Table.class::isInstance).map(Table.class::cast))
                .filteredOn(table -> !table.name().equals("drift"))
                .allSatisfy(
                        table -> assertThat(table.rowCount()).as(table.name()).isPositive());
    }

    @Test
    void readmeShowsTheCellsThatRun() throws IOException {
        String source = Files.readString(ROOT.resolve("toolkit/src/test/java/dev/kalshilab/TourTest.java"));
        String readme = Files.readString(ROOT.resolve("README.md"));
        for (String region : List.of("tour", "rest")) {
            same(region, source, readme);
        }
    }

    private static void same(String region, String source, String readme) {
        int begin = source.indexOf("        // " + region + "\n");
        String tour = source.substring(begin, source.indexOf("        // end\n", begin));
        String section =
                readme.substring(readme.indexOf("<!-- " + region + " -->"), readme.indexOf("<!-- /" + region + " -->"));

        StringBuilder cells = new StringBuilder();
        Matcher fences = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(section);
        while (fences.find()) {
            cells.append(fences.group(1));
        }
        assertThat(plain(cells.toString())).isEqualTo(plain(tour));
    }

    /** Without comments, white space, and what only a test adds: the collecting of what a cell would show. */
    private static String plain(String code) {
        return code.replaceAll("//[^\n]*", "")
                .replaceAll("shown\\.add\\((.*?)\\);\\s*(?=\n|$)", "$1")
                .replaceAll("(?s)shown\\.add\\((.*?)\\);", "$1")
                .replaceAll("\\s+", "");
    }
}
