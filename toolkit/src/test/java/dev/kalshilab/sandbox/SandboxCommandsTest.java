package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands of the stream, their replies, and the exchange's numbers for what is wrong with them. */
class SandboxCommandsTest {
    private static final String A = "KXPRESALDERIA-26-AQ";
    private static final String B = "KXPRESALDERIA-26-BT";
    /** Of KXBRINDLE-27. */
    private static final String MARKET_ID = idOf("KXBRINDLE-27");

    private static final Sandbox SANDBOX = Sandbox.start(2, 1);

    private static String idOf(String ticker) {
        return Messages.marketId(java.util.Objects.requireNonNull(new Catalogue(2, false).market(ticker)));
    }

    private StreamProbe stream = StreamProbe.open(SANDBOX);

    @BeforeEach
    void fresh() {
        stream.close();
        stream = StreamProbe.open(SANDBOX);
    }

    @AfterEach
    void leave() {
        stream.close();
    }

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private Probe.Node subscribed() {
        return stream.ask("{'id':1,'cmd':'subscribe','params':{'channels':['trade'],'market_ticker':'%s'}}"
                .replace('\'', '"')
                .replace("%s", A));
    }

    private Probe.Node ask(String command) {
        return stream.ask(command.replace('\'', '"'));
    }

    private static List<Object> tickers(Probe.Node reply) {
        return reply.at("msg").list("market_tickers").stream()
                .map(Probe.Node::value)
                .toList();
    }

    @Test
    void subscribingAgainAddsMarketsToTheSameSubscription() {
        assertThat(subscribed().text("type")).isEqualTo("subscribed");
        Probe.Node again =
                ask("{'id':2,'cmd':'subscribe','params':{'channels':['trade'],'market_tickers':['" + B + "']}}");
        assertThat(again.fields())
                .containsOnlyKeys("id", "type", "sid", "seq", "msg")
                .containsEntry("type", "ok")
                .containsEntry("id", 2.0)
                .containsEntry("sid", 1.0);
        assertThat(tickers(again)).containsExactly(A, B);
    }

    @Test
    void marketsAreAddedAndDeleted() {
        subscribed();
        assertThat(tickers(ask("{'id':2,'cmd':'update_subscription','params':{'sid':1,'action':'add_markets',"
                        + "'market_tickers':['" + B + "']}}")))
                .containsExactly(A, B);
        assertThat(tickers(ask("{'id':3,'cmd':'update_subscription','params':{'sids':[1],'action':'delete_markets',"
                        + "'market_ticker':'" + A + "'}}")))
                .containsExactly(B);
    }

    @Test
    void subscriptionsAreListed() {
        Probe.Node none = ask("{'id':7,'cmd':'list_subscriptions'}");
        assertThat(none.fields()).containsOnlyKeys("id", "type", "msg").containsEntry("type", "ok");
        assertThat(none.list("msg")).isEmpty();
        subscribed();
        assertThat(ask("{'id':8,'cmd':'list_subscriptions'}").list("msg"))
                .singleElement()
                .satisfies(one -> assertThat(one.fields())
                        .containsOnlyKeys("channel", "sid")
                        .containsEntry("channel", "trade")
                        .containsEntry("sid", 1.0));
    }

    @Test
    void anotherSubscriptionHasAnotherSid() {
        subscribed();
        assertThat(ask("{'id':2,'cmd':'unsubscribe','params':{'sids':[1]}}").text("type"))
                .isEqualTo("unsubscribed");
        assertThat(ask("{'id':3,'cmd':'list_subscriptions'}").list("msg")).isEmpty();
        assertThat(subscribed().at("msg").whole("sid")).isEqualTo(2);
    }

    @Test
    void anIdOfZeroIsNone() {
        assertThat(ask("{'id':0,'cmd':'subscribe','params':{'channels':['trade']}}")
                        .fields())
                .containsOnlyKeys("type", "msg");
        assertThat(ask("{'cmd':'dance'}").fields()).containsOnlyKeys("type", "msg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1  | what?",
                "1  | [1,2]",
                "1  | {'id':1,'cmd':'subscribe'",
                "2  | {'id':1,'cmd':'subscribe'}",
                "3  | {'id':1,'cmd':'subscribe','params':{}}",
                "3  | {'id':1,'cmd':'subscribe','params':{'channels':[]}}",
                "4  | {'id':1,'cmd':'unsubscribe','params':{}}",
                "5  | {'id':1,'cmd':'dance','params':{}}",
                "5  | {'id':1}",
                "7  | {'id':1,'cmd':'unsubscribe','params':{'sids':[9]}}",
                "7  | {'id':1,'cmd':'update_subscription','params':{'sid':9,'action':'add_markets'}}",
                "8  | {'id':1,'cmd':'subscribe','params':{'channels':['trades']}}",
                "11 | {'id':1,'cmd':'subscribe','params':{'channels':['pyth_value'],'underlying_tickers':['BRTI']}}",
                "11 | {'id':1,'cmd':'subscribe','params':{'channels':['cfbenchmarks_value'],'index_ids':'BRTI'}}",
                "11 | {'id':1,'cmd':'subscribe','params':{'channels':['fill'],'market_id':'%id'}}",
                "11 | {'id':1,'cmd':'subscribe','params':{'channels':['ticker'],'market_id':'%id','market_ticker':'KXBRINDLE-27'}}",
                "11 | {'id':1,'cmd':'subscribe','params':{'channels':['ticker'],'market_ticker':'KXBRINDLE-27','send_initial_snapshot':'yes'}}",
                "14 | {'id':1,'cmd':'subscribe','params':{'channels':['orderbook_delta']}}",
                "16 | {'id':1,'cmd':'subscribe','params':{'channels':['ticker'],'market_ids':['00000000-0000-4000-8000-000000000000']}}",
                "19 | {'id':1,'cmd':'subscribe','params':{'channels':['communications'],'shard_factor':0}}",
                "20 | {'id':1,'cmd':'subscribe','params':{'channels':['communications'],'shard_key':0}}",
                "21 | {'id':1,'cmd':'subscribe','params':{'channels':['communications'],'shard_factor':4,'shard_key':4}}",
                "22 | {'id':1,'cmd':'subscribe','params':{'channels':['communications'],'shard_factor':101,'shard_key':4}}",
                "11 | {'id':1,'cmd':'subscribe','params':{'channels':'trade'}}",
                "11 | {'id':1,'cmd':'subscribe','params':{'channels':['trade'],'market_tickers':[]}}",
                "11 | {'id':1,'cmd':'subscribe','params':{'channels':['trade'],'market_ticker':7}}",
                "12 | {'id':1,'cmd':'update_subscription','params':{'sids':[1,2],'action':'add_markets'}}",
                "12 | {'id':1,'cmd':'update_subscription','params':{'sid':1,'sids':[1],'action':'add_markets'}}",
                "13 | {'id':1,'cmd':'update_subscription','params':{'sid':1,'action':'get_snapshot'}}",
                "14 | {'id':1,'cmd':'update_subscription','params':{'sid':1,'action':'add_markets'}}",
                "15 | {'id':1,'cmd':'update_subscription','params':{'sid':1}}",
                "16 | {'id':1,'cmd':'subscribe','params':{'channels':['trade'],'market_ticker':'NOPE'}}"
            })
    void whatIsWrongHasItsNumber(int code, String command) {
        subscribed();
        Probe.Node reply = ask(command.replace("%id", MARKET_ID));
        assertThat(reply.text("type")).isEqualTo("error");
        assertThat(reply.at("msg").whole("code")).isEqualTo(code);
        assertThat(reply.at("msg").text("msg")).isNotEmpty();
        if (code == 16 && command.contains("NOPE")) {
            assertThat(reply.at("msg").text("market_ticker")).isEqualTo("NOPE");
        }
        assertThat(ask("{'id':5,'cmd':'list_subscriptions'}").list("msg")).hasSize(1);
    }

    @Test
    void aSubscriptionToAllMarketsStaysOne() {
        ask("{'id':1,'cmd':'subscribe','params':{'channels':['trade']}}");
        assertThat(
                        ask("{'id':2,'cmd':'update_subscription','params':{'sid':1,'action':'delete_markets','market_ticker':'"
                                        + A + "'}}")
                                .at("msg")
                                .whole("code"))
                .isEqualTo(11);
    }

    @Test
    void oneChannelThatCannotBeHadDoesNotSpoilAnother() {
        assertThat(ask("{'id':1,'cmd':'subscribe','params':{'channels':['orderbook_delta','trade']}}")
                        .at("msg")
                        .whole("code"))
                .isEqualTo(14);
        assertThat(stream.reply().text("type")).isEqualTo("subscribed");
    }

    @Test
    void channelsWithoutMarketsAreNotUpdated() {
        for (String channel : List.of(
                "communications", "order_group_updates", "market_lifecycle_v2", "multivariate_market_lifecycle")) {
            long sid = ask("{'id':1,'cmd':'subscribe','params':{'channels':['" + channel
                            + "'],'market_ticker':'NOPE'}}")
                    .at("msg")
                    .whole("sid");
            assertThat(ask("{'id':2,'cmd':'update_subscription','params':{'sid':" + sid
                                    + ",'action':'add_markets','market_ticker':'" + A + "'}}")
                            .at("msg")
                            .whole("code"))
                    .isEqualTo(13);
        }
    }

    @Test
    void tickersAreNamedByIdToo() {
        assertThat(ask("{'id':1,'cmd':'subscribe','params':{'channels':['ticker'],'market_id':'" + MARKET_ID + "'}}")
                        .text("type"))
                .isEqualTo("subscribed");
        Probe.Node ok = ask("{'id':2,'cmd':'update_subscription','params':{'sid':1,'action':'add_markets',"
                + "'market_ids':['" + idOf(A) + "']}}");
        assertThat(tickers(ok)).containsExactly("KXBRINDLE-27", A);
        assertThat(ok.at("msg").list("market_ids")).hasSize(2);
    }

    @Test
    void anAcknowledgementCanBeShort() {
        ask("{'id':1,'cmd':'subscribe','params':{'channels':['ticker'],'market_ticker':'" + A
                + "','skip_ticker_ack':true}}");
        Probe.Node ok = ask("{'id':2,'cmd':'update_subscription','params':{'sid':1,'action':'add_markets',"
                + "'market_ticker':'KXBRINDLE-27'}}");
        assertThat(ok.text("type")).isEqualTo("ok");
        assertThat(ok.at("msg").fields()).isEmpty();
    }
}
