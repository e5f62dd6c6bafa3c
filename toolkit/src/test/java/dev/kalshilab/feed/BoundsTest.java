package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Generation;
import dev.kalshilab.wire.FeedShapes;
import dev.kalshilab.wire.Json;
import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What does not fit is counted; what fits is kept. */
class BoundsTest {
    private static List<String> taken(Inbox inbox) throws InterruptedException {
        List<String> all = new ArrayList<>();
        List<Inbox.Arrival> batch = new ArrayList<>();
        for (; inbox.take(batch); batch.clear()) {
            batch.forEach(arrival -> all.add(arrival.frame()));
        }
        return all;
    }

    @Test
    void anInboxKeepsOnlyWhatFitsInItsMemoryAndCountsTheRest() throws InterruptedException {
        Inbox inbox = new Inbox(1000);
        String frame = "x".repeat(128); // 200 bytes with what goes with it
        for (int i = 0; i < 12; i++) {
            inbox.add(frame, i);
        }
        inbox.add("", 12);
        inbox.end(null);

        assertThat(taken(inbox)).hasSize(5).containsOnly(frame);
        assertThat(inbox.arrived()).isEqualTo(13);
        assertThat(inbox.lost()).isEqualTo(8);
    }

    @Test
    void whatIsTakenMakesRoom() throws InterruptedException {
        Inbox inbox = new Inbox(300);
        for (int i = 0; i < 1000; i++) {
            inbox.add("frame " + i, i);
            inbox.take(new ArrayList<>());
        }

        assertThat(inbox.lost()).isZero();
    }

    @Test
    void theEndFitsIntoAFullInboxAndComesLast() throws InterruptedException {
        Inbox inbox = new Inbox(100);
        inbox.add("first", 1);
        inbox.add("second".repeat(20), 2);
        inbox.end(new EOFException());
        inbox.end(null);
        inbox.add("late", 3);

        assertThat(taken(inbox)).containsExactly("first");
        assertThat(inbox.why()).isInstanceOf(EOFException.class);
        assertThat(inbox.arrived()).isEqualTo(2);
    }

    @Test
    void whatIsGivenUpIsLost() throws InterruptedException {
        Inbox inbox = new Inbox(1000);
        inbox.add("a", 1);
        inbox.add("b", 2);
        inbox.end(null);
        inbox.abandon(3);

        assertThat(taken(inbox)).isEmpty();
        assertThat(inbox.lost()).isEqualTo(5);
    }

    private static String payload(int number) {
        return Sent.number(number).payload(Generation.DOLLARS, new Random(0));
    }

    @Test
    void aFullBufferKeepsTheFirstRowsAndCountsTheRest() throws Json.Malformed {
        RowBuffer buffer = new RowBuffer(FeedShapes.TRADES, List.of(), 3);
        for (int i = 0; i < 10; i++) {
            buffer.add(payload(i), i);
        }

        Columns rows = buffer.snapshot();
        assertThat(rows.rows()).isEqualTo(3);
        assertThat(rows.textAt(rows.schema().index("trade_id"), 2)).isEqualTo("trade-2");
        assertThat(buffer.lost()).isEqualTo(7);
    }

    @Test
    void aSnapshotOfTheBufferOutlivesItsGrowthAndWhatIsTakenBack() throws Json.Malformed {
        RowBuffer buffer = new RowBuffer(FeedShapes.TRADES, List.of(Sent.MARKET), 10_000);
        List<Columns> snapshots = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            buffer.add(payload(i), i);
            buffer.add(payload(9_999).replace(Sent.MARKET, "KXOTHER"), -1);
            assertThatThrownBy(() -> buffer.add("{\"ticker\":\"" + Sent.MARKET + "\",\"count\":true}", -2))
                    .isInstanceOf(KalshiException.class);
            snapshots.add(buffer.snapshot());
        }

        int received = FeedShapes.TRADES.index("received");
        int id = FeedShapes.TRADES.index("trade_id");
        for (int i = 0; i < 3000; i += 7) {
            Columns snapshot = snapshots.get(i);
            assertThat(snapshot.rows()).isEqualTo(i + 1);
            assertThat(snapshot.longAt(received, i)).isEqualTo(i);
            assertThat(snapshot.textAt(id, i / 2)).isEqualTo("trade-" + i / 2);
        }
        assertThat(buffer.strangers()).isEqualTo(3000);
    }
}
