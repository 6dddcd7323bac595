// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {
    private static final String INVALID_SYNTAX = "[{\"T\":\"error\",\"code\":400,\"msg\":\"invalid syntax\"}]";
    private static final String SYMBOL_LIMIT = "[{\"T\":\"error\",\"code\":405,\"msg\":\"symbol limit exceeded\"}]";
    private static final String WRONG_CHANNEL =
            "[{\"T\":\"error\",\"code\":410,\"msg\":\"invalid subscribe action for this feed\"}]";

    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void acknowledgesWithTheFullStateAndEveryChannelInOrder() throws Exception {
        TestClient client = harness.connect(harness.simulator()).authenticated();

        client.send("{\"action\":\"subscribe\",\"trades\":[\"MSFT\",\"AAPL\"]}");
        client.expect(state("\"AAPL\",\"MSFT\"", "", ""));
        client.send("{\"action\":\"subscribe\",\"quotes\":[\"SPY\"],\"trades\":[\"AAPL\"]}");
        client.expect(state("\"AAPL\",\"MSFT\"", "\"SPY\"", ""));
        client.send("{\"action\":\"unsubscribe\",\"trades\":[\"MSFT\"],\"bars\":[\"TSLA\"]}");
        client.expect(state("\"AAPL\"", "\"SPY\"", ""));
        client.send("{\"trades\":[\"AAPL\"],\"quotes\":[\"SPY\"],\"action\":\"unsubscribe\"}");
        client.expect(state("", "", ""));
    }

    @Test
    void countsAcknowledgedCallsAndShowsWhatIsSubscribed() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connect(simulator).authenticated();

        client.send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}");
        client.send("{\"action\":\"subscribe\",\"bars\":[\"*\"]}");
        client.send("{\"action\":\"subscribe\",\"nonsense\":[\"*\"]}");
        client.send("{\"action\":\"unsubscribe\",\"trades\":[\"AAPL\"]}");
        for (int i = 0; i < 4; i++) {
            client.next();
        }

        SimulatorStats stats = simulator.stats();
        assertThat(stats.subscribeCalls()).isEqualTo(2);
        assertThat(stats.unsubscribeCalls()).isEqualTo(1);
        assertThat(stats.subscriptions().get("/v2/iex").get("bars")).containsExactly("*");
        assertThat(stats.subscriptions().get("/v2/iex").get("trades")).isEmpty();
    }

    @Test
    void showsImbalancesOnlyWhenAskedForThem() throws Exception {
        TestClient client = harness.connect(harness.simulator()).authenticated();

        client.send("{\"action\":\"subscribe\",\"imbalances\":[\"AAPL\"],\"quotes\":null}");

        assertThat(client.next()).endsWith("\"cancelErrors\":[],\"imbalances\":[\"AAPL\"]}]");
    }

    @Test
    void showsThreeChannelsOnTheTestFeed() throws Exception {
        TestClient client = harness.connect(harness.simulator(), Feed.TEST).authenticated();

        client.send("{\"action\":\"subscribe\",\"trades\":[\"FAKEPACA\"],\"bars\":[\"FAKEPACA\"]}");

        client.expect("[{\"T\":\"subscription\",\"trades\":[\"FAKEPACA\"],\"quotes\":[],\"bars\":[\"FAKEPACA\"]}]");
    }

    @Test
    void leavesEmptyChannelsOutWhenAsMeasured() throws Exception {
        TestClient client = harness.connect(harness.simulator(options -> options.dialect(Dialect.MEASURED)))
                .authenticated();

        client.send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}");
        client.expect(
                "[{\"T\":\"subscription\",\"trades\":[\"AAPL\"],\"corrections\":[\"AAPL\"],\"cancelErrors\":[\"AAPL\"]}]");
        client.send("{\"action\":\"unsubscribe\",\"trades\":[\"AAPL\"]}");
        client.expect("[{\"T\":\"subscription\"}]");
        client.send("{\"action\":\"subscribe\",\"news\":[\"AAPL\"]}");
        client.expect(INVALID_SYNTAX);
    }

    @Test
    void acceptsAndEchoesSymbolsThatDoNotExist() throws Exception {
        TestClient client = harness.connect(harness.simulator()).authenticated();

        client.send("{\"action\":\"subscribe\",\"bars\":[\"BRK.B\",\"NOSUCH\"]}");

        client.expect(state("", "", "\"BRK.B\",\"NOSUCH\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "",
                "[]",
                "{}",
                "{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]} trailing",
                "{\"action\":\"listen\",\"trades\":[\"AAPL\"]}",
                "{\"action\":7}",
                "{\"action\":\"subscribe\"}",
                "{\"action\":\"subscribe\",\"trades\":[],\"quotes\":[]}",
                "{\"action\":\"subscribe\",\"trades\":\"AAPL\"}",
                "{\"action\":\"subscribe\",\"trades\":[7]}",
                "{\"action\":\"subscribe\",\"trades\":[\"aapl\"]}",
                "{\"action\":\"subscribe\",\"trades\":[\"AAPL\",\"\"]}",
                "{\"action\":\"subscribe\",\"trades\":[\"A PL\"]}",
                "{\"action\":\"subscribe\",\"trades\":[\"AAPL\"],\"ticks\":[\"AAPL\"]}"
            })
    void answersAMalformedMessageWithAnErrorAndGoesOn(String malformed) throws Exception {
        TestClient client = harness.connect(harness.simulator()).authenticated();

        client.send(malformed);
        client.expect(INVALID_SYNTAX);
        client.send("{\"action\":\"subscribe\",\"bars\":[\"SPY\"]}");
        client.expect(state("", "", "\"SPY\""));
    }

    @Test
    void refusesChannelsOfOtherFeeds() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient stocks = harness.connect(simulator).authenticated();
        TestClient test = harness.connect(simulator, Feed.TEST).authenticated();

        stocks.send("{\"action\":\"subscribe\",\"orderbooks\":[\"BTC/USD\"]}");
        stocks.expect(WRONG_CHANNEL);
        test.send("{\"action\":\"subscribe\",\"trades\":[\"FAKEPACA\"],\"statuses\":[\"FAKEPACA\"]}");
        test.expect(WRONG_CHANNEL);
    }

    @Test
    void appliesNothingOfARequestThatExceedsTheSymbolLimit() throws Exception {
        TestClient client = harness.connect(harness.simulator(options -> options.symbolLimit(3)))
                .authenticated();

        client.send("{\"action\":\"subscribe\",\"trades\":[\"A\",\"B\"],\"quotes\":[\"B\",\"C\"],\"bars\":[\"*\"]}");
        client.expect(state("\"A\",\"B\"", "\"B\",\"C\"", "\"*\""));
        client.send("{\"action\":\"subscribe\",\"trades\":[\"C\",\"D\"]}");
        client.expect(SYMBOL_LIMIT);
        client.send("{\"action\":\"subscribe\",\"quotes\":[\"*\"]}");
        client.expect(SYMBOL_LIMIT);
        client.send("{\"action\":\"subscribe\",\"trades\":[\"C\"]}");
        client.expect(state("\"A\",\"B\",\"C\"", "\"B\",\"C\"", "\"*\""));
    }

    @Test
    void sendsNoDataBeforeTheAcknowledgement() throws Exception {
        Simulator simulator = harness.simulator(options -> options.rate(20_000));
        for (int i = 0; i < 20; i++) {
            TestClient client = harness.connect(simulator).authenticated();
            client.send("{\"action\":\"subscribe\",\"trades\":[\"*\"],\"quotes\":[\"*\"]}");
            assertThat(client.next()).startsWith("[{\"T\":\"subscription\"");
            assertThat(client.next()).matches("\\[\\{\"T\":\"[tq]\".*");
            client.close();
            client.closeCode();
        }
    }

    @Test
    void understandsAMessageInFragments() throws Exception {
        TestClient client = harness.connect(harness.simulator()).authenticated();

        client.sendFragments("{\"action\":\"subs", "cribe\",\"bars\":[\"SP", "Y\"]}", "");

        client.expect(state("", "", "\"SPY\""));
    }

    @Test
    void acceptsFiveThousandSymbolsInOneMessage() throws Exception {
        TestClient client = harness.connect(harness.simulator()).authenticated();
        String symbols =
                IntStream.range(10_000, 15_000).mapToObj(i -> "\"S" + i + "\"").collect(Collectors.joining(","));

        client.send("{\"action\":\"subscribe\",\"bars\":[" + symbols + "]}");

        client.expect(state("", "", symbols));
    }

    private static String state(String trades, String quotes, String bars) {
        return "[{\"T\":\"subscription\",\"trades\":[" + trades + "],\"quotes\":[" + quotes + "],\"bars\":[" + bars
                + "],\"updatedBars\":[],\"dailyBars\":[],\"statuses\":[],\"lulds\":[],\"corrections\":[" + trades
                + "],\"cancelErrors\":[" + trades + "]}]";
    }
}
