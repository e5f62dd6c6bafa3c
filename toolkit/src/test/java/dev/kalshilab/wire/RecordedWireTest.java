package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Columns;
import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.RecordedBodies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/** Every value of every recorded answer is in its cell, and what has no column is kept: read another way. */
class RecordedWireTest {
    private final Map<String, Integer> cells = new TreeMap<>();
    private final Drift drift = new Drift();

    private void check(List<RecordedBodies.Body> bodies, int least) {
        for (RecordedBodies.Body body : bodies) {
            if (!body.answer().equals(RecordedBodies.RAW)) {
                check(body.answer(), Raw.object(Raw.parse(body.text())), body.text());
            }
        }
        int sum = cells.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(sum + " cells compared: " + cells);
        assertThat(sum).isGreaterThan(least);
        assertThat(unknown()).as("recorded fields that have no column").isEmpty();
    }

    private void check(String name, Map<String, Object> body, String text) {
        try {
            Page page = Answer.named(name).read(new Buffer().writeUtf8(text), drift.of(name));
            cells.merge(name, Oracle.check(name, page, body), Integer::sum);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** The fields that no column holds, without those that a recorder added. */
    private Set<String> unknown() {
        Set<String> unknown = new TreeSet<>();
        Columns seen = drift.rows();
        for (int row = 0; row < seen.rows(); row++) {
            String field = String.valueOf(seen.textAt(1, row));
            if ("unknown".equals(seen.textAt(2, row)) && !field.matches("(\\$\\.)?_.*")) {
                unknown.add(seen.textAt(0, row) + " " + field);
            }
        }
        return unknown;
    }

    @Test
    void everyAnswerOnTheTapesIsReadWhole() {
        check(RecordedBodies.onTapes(), 50_000);
    }

    @Test
    void everyAnswerInAFileOfItsOwnIsReadWhole() {
        check(RecordedBodies.files(), 10_000);
    }

    /** Files that hold several answers, or parts of answers, under keys of their recorder. */
    @Test
    void everyAnswerThatIsPartOfAFileIsReadWhole() {
        check(RecordedBodies.parts(), 20_000);
    }

    @Test
    void everyAnswerOfTheRecordedNegotiationsIsReadWhole() {
        check(RecordedBodies.negotiations(), 700);
        assertThat(cells)
                .containsKeys("QUOTE", "CREATED_ID", "ENDPOINT_COSTS", "ACCOUNT_LIMITS", "COMMUNICATIONS_ID", "FILLS");
    }
}
