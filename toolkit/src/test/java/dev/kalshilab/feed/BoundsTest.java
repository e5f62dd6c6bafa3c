package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.http.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What does not fit is counted; what fits is kept. */
class BoundsTest {
    private static final Line LINE =
            new Line(new Tapes(Connection.live("here", "http://127.0.0.1:1/v2", Clock.systemUTC())), Backoff.usual());

    private static List<String> taken(Inbox inbox) throws InterruptedException {
        List<String> all = new ArrayList<>();
        List<Inbox.Happening> batch = new ArrayList<>();
        for (; inbox.take(batch, 1_000_000); batch.clear()) {
            batch.forEach(happening ->
                    all.add(happening instanceof Inbox.Arrival arrival ? arrival.frame() : happening.toString()));
        }
        return all;
    }

    @Test
    void anInboxKeepsOnlyWhatFitsInItsMemoryAndCountsTheRest() throws InterruptedException {
        Inbox inbox = new Inbox(1000);
        String frame = "x".repeat(128); // 200 bytes with what goes with it
        for (int i = 0; i < 12; i++) {
            inbox.add(LINE, frame, i);
        }
        inbox.add(LINE, "", 12);
        inbox.tell(new Inbox.Task(() -> {}, 13));
        inbox.end();

        List<String> taken = taken(inbox);
        assertThat(taken).hasSize(7).startsWith(frame, frame, frame, frame, frame);
        assertThat(taken.get(5)).isEqualTo("Overrun[frames=8, from=5, micros=13]");
        assertThat(inbox.arrived()).isEqualTo(13);
        assertThat(inbox.lost()).isEqualTo(8);
    }

    @Test
    void whatIsTakenMakesRoom() throws InterruptedException {
        Inbox inbox = new Inbox(300);
        for (int i = 0; i < 1000; i++) {
            inbox.add(LINE, "frame " + i, i);
            inbox.take(new ArrayList<>(), 1_000_000);
        }

        assertThat(inbox.lost()).isZero();
    }

    @Test
    void theEndFitsIntoAFullInboxAndComesLast() throws InterruptedException {
        Inbox inbox = new Inbox(100);
        inbox.add(LINE, "first", 1);
        inbox.add(LINE, "second".repeat(20), 2);
        inbox.end();
        inbox.end();
        inbox.add(LINE, "late", 3);

        assertThat(taken(inbox)).containsExactly("first");
        assertThat(inbox.arrived()).isEqualTo(2);
    }

    @Test
    void whatIsGivenUpIsLost() throws InterruptedException {
        Inbox inbox = new Inbox(1000);
        inbox.add(LINE, "a", 1);
        inbox.add(LINE, "b", 2);
        inbox.end();
        inbox.abandon(3);

        assertThat(taken(inbox)).isEmpty();
        assertThat(inbox.lost()).isEqualTo(5);
    }
}
