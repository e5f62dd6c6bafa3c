package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.Kalshi;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.ForAll;
import dev.kalshilab.testkit.Generation;
import dev.kalshilab.testkit.StreamServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** Many messages, and messages among garbage. */
class FeedFloodTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int MANY = 200_000;
    private static final List<Generation> GENERATIONS = List.of(Generation.values());

    @Test
    void twoHundredThousandMessagesAreAllThereInOrder() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = server.kalshi().feed().trades(Sent.MARKET).open()) {
            Table early = feed.trades();
            for (int i = 0; i < MANY; i++) {
                server.say(Sent.number(i).frame());
                if (i == MANY / 2) {
                    early = feed.trades();
                }
            }

            assertThat(feed.await(MANY, LONG)).as(feed.toString()).isTrue();
            Table trades = feed.trades();
            assertThat(trades.rowCount()).isEqualTo(MANY);
            for (int i = 0; i < MANY; i += 997) {
                Sent.number(i).isRow(trades, i);
            }
            for (int i = 0; i < MANY; i++) {
                assertThat(trades.longColumn("created_time_us").getLong(i))
                        .isEqualTo(Sent.number(i).millis() * 1000);
            }
            assertThat(trades.longColumn("received_us").asLongArray()).isSorted();
            assertThat(Provenance.of(trades).orElseThrow().complete()).isTrue();
            assertThat(feed.toString()).contains("200,001 messages, 200,000 rows, 0 lost");
            for (int i = 0; i < early.rowCount(); i += 997) {
                Sent.number(i).isRow(early, i);
            }
        }
    }

    @Test
    void whateverComesInBetweenTheTradesAreThoseThatWereSent() {
        try (StreamServer server = StreamServer.accepting()) {
            Kalshi kalshi = server.kalshi();
            ForAll.forAll(25, random -> {
                List<Sent> sent = new ArrayList<>();
                try (Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
                    for (int i = 0; i < 200; i++) {
                        if (random.nextBoolean()) {
                            Generation generation = GENERATIONS.get(random.nextInt(GENERATIONS.size()));
                            Sent trade = Sent.random(generation, i, random);
                            sent.add(trade);
                            server.say(envelope(trade.payload(generation, random), random));
                        } else {
                            server.say(garbage(random));
                        }
                    }
                    server.say(Sent.number(1000).frame());
                    sent.add(Sent.number(1000));
                    assertThat(feed.await(sent.size(), LONG)).isTrue();

                    Table trades = feed.trades();
                    assertThat(trades.rowCount()).isEqualTo(sent.size());
                    for (int i = 0; i < sent.size(); i++) {
                        sent.get(i).isRow(trades, i);
                    }
                    assertThat(feed.toString()).contains("202 messages");
                }
            });
        }
    }

    @Test
    void messagesOfAServerWithoutIdsOfTheirOwnAreAllRows() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = server.kalshi().feed().trades(Sent.MARKET).open()) {
            for (int i = 0; i < 5_000; i++) {
                server.say(Sent.number(i % 10).frame(7));
            }

            assertThat(feed.await(5_000, LONG)).as(feed.toString()).isTrue();
            Table trades = feed.trades();
            assertThat(trades.rowCount()).isEqualTo(5_000);
            for (int i = 0; i < 5_000; i++) {
                Sent.number(i % 10).isRow(trades, i);
            }
            assertThat(Provenance.of(trades).orElseThrow().notes())
                    .contains("messages have the same ids again and again, so none is taken for one that came twice");
        }
    }

    private static String envelope(String payload, Random random) {
        return Generation.object(
                random,
                List.of(
                        random.nextBoolean() ? "\"type\":\"trade\"" : "\"type\":\"trades\"",
                        (random.nextBoolean() ? "\"msg\":" : "\"data\":") + payload,
                        "\"sid\":1",
                        "\"new_field\":{\"type\":\"error\"}"));
    }

    private static String garbage(Random random) {
        String trade = Sent.random(Generation.DOLLARS, -1, random).frame();
        return switch (random.nextInt(8)) {
            case 0 -> trade.substring(0, random.nextInt(trade.length()));
            case 1 -> trade + "}";
            case 2 -> "{\"type\":\"trade\",\"msg\":[" + random.nextInt() + "]}";
            case 3 -> trade.replace(Sent.MARKET, "KXOTHER");
            case 4 -> trade.replaceAll("\"count_fp\":\"[^\"]*\"", "\"count_fp\":\"NaN\"");
            case 5 -> "{\"type\":\"orderbook_delta\",\"sid\":2,\"seq\":3,\"msg\":{}}";
            case 6 -> "[".repeat(random.nextInt(2000));
            default -> "{\"type\":" + random.nextInt() + ",\"msg\":" + random.nextDouble() + "}";
        };
    }
}
