package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Values from outside the exchange: who gets which, what their messages have, and that averages are of the values. */
class SandboxIndicesTest {
    private static final long PRESENT = 1_789_495_200_000L;

    private static String command(String text) {
        return text.replace('\'', '"');
    }

    private static String subscribe(String channel, String more) {
        return command("{'id':1,'cmd':'subscribe','params':{'channels':['" + channel + "']" + more + "}}");
    }

    private static String update(String action, String more) {
        return command("{'id':2,'cmd':'update_subscription','params':{'sid':1,'action':'" + action + "'" + more + "}}");
    }

    private static List<Object> texts(Probe.Node reply, String name) {
        return reply.at("msg").list(name).stream().map(Probe.Node::value).toList();
    }

    private static Map<String, Long> counted(List<Probe.Node> frames, String name) {
        return frames.stream()
                .collect(Collectors.groupingBy(frame -> frame.at("msg").text(name), Collectors.counting()));
    }

    /** What the index is in the frame as it came from its maker. */
    private static Probe.Node data(Probe.Node frame) {
        return Probe.parse(frame.at("msg").text("data").getBytes(StandardCharsets.UTF_8));
    }

    private static void average(Probe.Node average, Map<Long, BigDecimal> values, long after, long until, long period) {
        BigDecimal sum = BigDecimal.ZERO;
        int size = 0;
        for (long tick = after; tick < until; tick += period) {
            BigDecimal value = values.get(tick);
            if (value == null) {
                return;
            }
            sum = sum.add(value);
            size++;
        }
        assertThat(average.whole("window_size")).isEqualTo(size);
        assertThat(average.text("value")).matches("\\d+\\.\\d{8}");
        assertThat(average.decimal("value").subtract(sum.divide(BigDecimal.valueOf(size), 8, RoundingMode.HALF_UP)))
                .isBetween(new BigDecimal("-0.00000001"), new BigDecimal("0.00000001"));
    }

    private static void averagesAreOfTheValues(String channel, long period) {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            assertThat(stream.ask(subscribe(channel, ",'index_ids':['BRTI']")).text("type"))
                    .isEqualTo("subscribed");
            sandbox.step(Duration.ofMinutes(16));
            Map<Long, BigDecimal> values = new HashMap<>();
            long last = PRESENT - 2 * period;
            long seq = 0;
            int closing = 0;
            for (Probe.Node frame : stream.drain()) {
                assertThat(frame.fields()).containsOnlyKeys("type", "sid", "seq", "msg");
                assertThat(frame.text("type")).isEqualTo(channel);
                assertThat(frame.whole("seq")).isEqualTo(++seq);
                Probe.Node msg = frame.at("msg");
                Probe.Node data = data(frame);
                assertThat(data.fields())
                        .containsOnlyKeys("type", "id", "time", "value")
                        .containsEntry("id", "BRTI");
                long time = data.whole("time");
                assertThat(time).isGreaterThan(last).isEqualTo(last < PRESENT - period ? time : last + period);
                last = time;
                assertThat(msg.whole("received_at")).isBetween(time, time + 100);
                values.put(time, data.decimal("value"));
                Probe.Node minute = msg.at("avg_60s_data");
                assertThat(minute.whole("window_start_ts_ms")).isEqualTo(time - 60_000);
                assertThat(minute.whole("window_end_ts_exclusive")).isEqualTo(time);
                average(minute, values, time - 60_000, time, period);
                long into = Math.floorMod(time - 1, 900_000L) + 1 - 840_000;
                assertThat(msg.has("last_60s_windowed_average_15min")).isEqualTo(into > 0);
                if (into > 0) {
                    closing++;
                    Probe.Node window = msg.at("last_60s_windowed_average_15min");
                    assertThat(window.whole("window_size")).isEqualTo(into / period);
                    average(window, values, time - into + period, time + 1, period);
                }
            }
            assertThat(values).hasSizeBetween((int) (959_000 / period), (int) (961_000 / period));
            // A value that came just after the present may be of the quarter that ended with it.
            assertThat(closing).isBetween((int) (60_000 / period), (int) (60_000 / period) + 1);
            assertThat(values.values().stream().distinct().count()).isGreaterThan(300);
        }
    }

    @Test
    void averagesAreOfTheValues() {
        averagesAreOfTheValues("cfbenchmarks_value", 1000);
    }

    @Test
    void averagesOfFiveASecondAreOfTheValues() {
        averagesAreOfTheValues("cfbenchmarks_value_5hz", 200);
    }

    @Test
    void indicesAreListedAddedAndRemoved() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe("cfbenchmarks_value", ""));
            sandbox.step(Duration.ofMinutes(1));
            assertThat(stream.drain()).isEmpty();

            Probe.Node list = stream.ask(update("indexlist", ""));
            assertThat(list.fields())
                    .containsOnlyKeys("type", "id", "sid", "seq", "msg")
                    .containsEntry("type", "cfbenchmarks_value_indexlist")
                    .containsEntry("seq", 1.0);
            assertThat(texts(list, "index_ids")).contains("BRTI", "ETHUSD_RTI");

            Probe.Node ok = stream.ask(update("subscribe_indices", ",'index_ids':['BRTI']"));
            assertThat(ok.fields()).containsEntry("type", "ok").containsEntry("seq", 2.0);
            sandbox.step(Duration.ofSeconds(10));
            assertThat(counted(stream.drain(), "index_id")).isEqualTo(Map.of("BRTI", 10L));

            stream.ask(update("subscribe_indices", ",'index_ids':['all']"));
            sandbox.step(Duration.ofSeconds(10));
            assertThat(counted(stream.drain(), "index_id").keySet().stream().map(Object.class::cast))
                    .containsExactlyInAnyOrderElementsOf(texts(list, "index_ids"));

            ok = stream.ask(update("unsubscribe_indices", ",'index_ids':['BRTI','SOLUSD_RTI']"));
            assertThat(texts(ok, "index_ids")).containsExactly("ETHUSD_RTI");
            sandbox.step(Duration.ofSeconds(10));
            assertThat(counted(stream.drain(), "index_id")).isEqualTo(Map.of("ETHUSD_RTI", 10L));

            ok = stream.ask(subscribe("cfbenchmarks_value", ",'index_ids':['BRTI']"));
            assertThat(ok.text("type")).isEqualTo("ok");
            assertThat(texts(ok, "index_ids")).containsExactly("BRTI", "ETHUSD_RTI");
        }
    }

    @Test
    void underlyingsHaveTheirPrices() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe("pyth_value", ",'underlying_tickers':['Metal.XAU/USD']"));
            Probe.Node list = stream.ask(update("underlying_list", ""));
            assertThat(list.text("type")).isEqualTo("pyth_value_underlying_list");
            assertThat(texts(list, "underlying_tickers")).contains("Metal.XAG/USD", "Metal.XAU/USD");
            sandbox.step(Duration.ofSeconds(30));
            long last = 0;
            long seq = 1;
            for (Probe.Node frame : stream.drain()) {
                assertThat(frame.fields()).containsOnlyKeys("type", "sid", "seq", "msg");
                assertThat(frame.whole("seq")).isEqualTo(++seq);
                Probe.Node msg = frame.at("msg");
                assertThat(msg.fields())
                        .containsOnlyKeys("underlying_ticker", "value_usd", "source_ts_ms", "received_at")
                        .containsEntry("underlying_ticker", "Metal.XAU/USD");
                assertThat(msg.text("value_usd")).matches("\\d{4}\\.\\d{8}");
                assertThat(msg.whole("source_ts_ms")).isGreaterThan(last);
                last = msg.whole("source_ts_ms");
                assertThat(msg.whole("received_at")).isGreaterThan(last);
            }
            assertThat(seq).isEqualTo(31);
            assertThat(texts(
                            stream.ask(update("unsubscribe_underlyings", ",'underlying_tickers':['all']")),
                            "underlying_tickers"))
                    .isEmpty();
        }
    }

    @Test
    void namesThatAreNeededAndMissingHaveTheirNumbers() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe("cfbenchmarks_value", ""));
            assertThat(code(stream, update("subscribe_indices", ""))).isEqualTo(24);
            assertThat(code(stream, update("unsubscribe_indices", ",'index_ids':[]")))
                    .isEqualTo(24);
            assertThat(code(stream, update("add_markets", ",'market_ticker':'KXBRINDLE-27'")))
                    .isEqualTo(13);
            assertThat(code(stream, update("subscribe_indices", ",'index_ids':['NOPE']")))
                    .isEqualTo(11);
        }
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe("pyth_value", ""));
            assertThat(code(stream, update("subscribe_underlyings", ""))).isEqualTo(28);
            assertThat(code(stream, update("indexlist", ""))).isEqualTo(13);
        }
    }

    private static long code(StreamProbe stream, String command) {
        return stream.ask(command).at("msg").whole("code");
    }

    @Test
    void valuesFollowFromTheSeedAndTheTimeHoweverItIsReached() {
        List<List<String>> seen = new ArrayList<>();
        for (int steps : new int[] {1, 600}) {
            try (Sandbox sandbox = Sandbox.start(2, 0);
                    StreamProbe stream = StreamProbe.open(sandbox)) {
                stream.ask(subscribe("cfbenchmarks_value", ",'index_ids':['all']"));
                for (int i = 0; i < steps; i++) {
                    sandbox.step(Duration.ofMinutes(2).dividedBy(steps));
                }
                seen.add(stream.drain().stream()
                        .map(frame -> frame.at("msg").fields().toString())
                        .sorted()
                        .toList());
            }
        }
        assertThat(seen.get(0)).isEqualTo(seen.get(1)).hasSize(360);
    }
}
