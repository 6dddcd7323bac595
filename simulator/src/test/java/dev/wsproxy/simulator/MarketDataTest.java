// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

class MarketDataTest {
    private static final String PRICE = "\\d+(\\.\\d{1,2})?";
    private static final String TIME = "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{0,8}[1-9])?Z\"";

    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void writesTradesAsTheRealServiceDoes() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"trades\":[\"AAPL\"]");

        simulator.publishTrades("AAPL", 1);

        assertThat(client.next())
                .matches("\\[\\{\"T\":\"t\",\"S\":\"AAPL\",\"i\":1,\"x\":\"V\",\"p\":" + PRICE
                        + ",\"s\":\\d+,\"c\":\\[\"@\"],\"z\":\"C\",\"t\":" + TIME + "}]");
    }

    @Test
    void writesQuotesAsTheRealServiceDoes() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"quotes\":[\"SPY\"]");

        simulator.publish(Channel.QUOTES, "SPY", 1);

        String frame = client.next();
        assertThat(frame)
                .matches("\\[\\{\"T\":\"q\",\"S\":\"SPY\",\"bx\":\"V\",\"bp\":" + PRICE
                        + ",\"bs\":\\d+,\"ax\":\"V\",\"ap\":" + PRICE
                        + ",\"as\":\\d+,\"c\":\\[\"R\"],\"z\":\"B\",\"t\":" + TIME + "}]");
    }

    @Test
    void numbersTheTradesOfEachSymbolWithoutAGap() throws Exception {
        Simulator simulator = harness.simulator();
        simulator.publishTrades("AAPL", 3);
        TestClient client = subscribed(simulator, "\"trades\":[\"AAPL\",\"MSFT\"]");

        assertThat(simulator.publishTrades("AAPL", 2)).isEqualTo(5);
        assertThat(simulator.publishTrades("MSFT", 1)).isEqualTo(1);

        assertThat(client.messages().get(0).get("i").longValue()).isEqualTo(4);
        assertThat(client.messages().get(0).get("i").longValue()).isEqualTo(5);
        assertThat(client.messages().get(0).get("i").longValue()).isEqualTo(1);
    }

    @Test
    void sendsOnlyWhatWasSubscribedTo() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"trades\":[\"AAPL\"],\"quotes\":[\"MSFT\"]");

        simulator.publish(Channel.QUOTES, "AAPL", 1);
        simulator.publish(Channel.TRADES, "MSFT", 1);
        simulator.publish(Channel.TRADES, "TSLA", 1);
        simulator.publish(Channel.QUOTES, "MSFT", 1);
        simulator.publish(Channel.TRADES, "AAPL", 1);

        assertThat(client.next()).contains("\"T\":\"q\",\"S\":\"MSFT\"");
        assertThat(client.next()).contains("\"T\":\"t\",\"S\":\"AAPL\"");
        assertThat(simulator.stats().messagesSentPerSymbol())
                .containsEntry("AAPL", 1L)
                .containsEntry("MSFT", 1L)
                .containsEntry("TSLA", 0L);
    }

    @Test
    void sendsEverySymbolToASubscriberOfAll() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"trades\":[\"*\"]");

        simulator.publishTrades("AAPL", 1);
        simulator.publishTrades("TSLA", 1);

        assertThat(client.next()).contains("AAPL");
        assertThat(client.next()).contains("TSLA");
    }

    @Test
    void sendsTheSameTradesToTheSubscribersOfSeveralFeeds() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient iex = subscribed(simulator, Feed.IEX, "\"trades\":[\"AAPL\"]");
        TestClient sip = subscribed(simulator, Feed.SIP, "\"trades\":[\"AAPL\"]");

        simulator.publishTrades("AAPL", 1);

        assertThat(iex.next()).isEqualTo(sip.next());
        assertThat(simulator.stats().messagesSentPerSymbol()).containsEntry("AAPL", 2L);
    }

    @Test
    void tradesTheTestSymbolOnTheTestFeedOnly() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient stocks = subscribed(simulator, Feed.IEX, "\"trades\":[\"FAKEPACA\"]");
        TestClient test = subscribed(simulator, Feed.TEST, "\"trades\":[\"*\"]");

        simulator.publishTrades("AAPL", 1);
        simulator.publishTrades("FAKEPACA", 1);

        assertThat(test.next()).contains("\"S\":\"FAKEPACA\"");
        assertThat(simulator.publishFrame(Feed.IEX, "[]")).isEqualTo(1);
        stocks.expect("[]");
    }

    @Test
    void makesAboutTwoQuotesForEachTradeAtTheGivenRateOverAllSymbols() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"trades\":[\"*\"],\"quotes\":[\"*\"]");

        long startNs = System.nanoTime();
        simulator.setRate(2_000);
        await().until(() -> client.pending().size() > 1_000);
        simulator.setRate(0);
        double seconds = (System.nanoTime() - startNs) / 1e9;

        List<String> frames = client.pending();
        assertThat(frames.size()).isBetween(1_000, (int) (2_000 * seconds) + 1);
        long trades =
                frames.stream().filter(frame -> frame.contains("\"T\":\"t\"")).count();
        assertThat(trades / (double) frames.size()).isBetween(0.25, 0.42);
    }

    @Test
    void losesAndRepeatsNothingForAnyOfSeveralClients() throws Exception {
        Simulator simulator = harness.simulator(options -> options.rate(20_000).connectionLimit(3));
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(subscribed(simulator, "\"trades\":[\"*\"],\"quotes\":[\"*\"]"));
        }
        await().until(() -> clients.stream().allMatch(client -> client.pending().size() > 5_000));
        simulator.setRate(0);
        Map<String, Long> last = new TreeMap<>();
        for (String symbol : SimulatorOptions.builder().build().symbols()) {
            last.put(symbol, simulator.publishTrades(symbol, 1));
        }

        for (TestClient client : clients) {
            assertThat(readUntil(last, client)).isEqualTo(last);
        }
        long frames = clients.stream().mapToLong(TestClient::textsReceived).sum();
        assertThat(simulator.stats().framesSent()).isEqualTo(frames);
    }

    /** Reads to the last trade of every symbol, and asserts that there are no gaps before. */
    private static Map<String, Long> readUntil(Map<String, Long> last, TestClient client) throws Exception {
        Map<String, Long> seen = new TreeMap<>();
        while (!seen.equals(last)) {
            JsonNode message = client.messages().get(0);
            if (message.get("T").stringValue().equals("t")) {
                long id = message.get("i").longValue();
                Long before = seen.put(message.get("S").stringValue(), id);
                assertThat(id).isEqualTo(before == null ? id : before + 1);
            }
        }
        return seen;
    }

    @Test
    void stampsMessagesWithTheTimeOfSending() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"trades\":[\"AAPL\"]");

        Instant before = Instant.now();
        simulator.publishTrades("AAPL", 1);
        Instant after = Instant.now();

        Instant stamp = Instant.parse(client.messages().get(0).get("t").stringValue());
        assertThat(stamp).isBetween(before, after);
    }

    @Test
    void putsMixedMessagesIntoOneFrameWhenBatching() throws Exception {
        Simulator simulator = harness.simulator(options -> options.batchSize(50).rate(5_000));
        TestClient client = subscribed(simulator, "\"trades\":[\"*\"],\"quotes\":[\"*\"]");

        List<JsonNode> messages = client.messages();
        assertThat(messages).hasSizeBetween(2, 50);
        await().until(() -> client.pending().size() > 20);
        Set<String> kinds = new HashSet<>();
        Set<String> symbols = new HashSet<>();
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            List<JsonNode> frame = client.messages();
            sizes.add(frame.size());
            frame.forEach(message -> kinds.add(message.get("T").stringValue()));
            frame.forEach(message -> symbols.add(message.get("S").stringValue()));
        }
        assertThat(sizes).containsOnly(50);
        assertThat(kinds).containsExactlyInAnyOrder("t", "q");
        assertThat(symbols).hasSize(10);
    }

    @Test
    void sumsUpTheTradesOfAnIntervalInABar() throws Exception {
        Simulator simulator = harness.simulator(options -> options.barInterval(Duration.ofMillis(500)));
        TestClient client = subscribed(simulator, "\"trades\":[\"AAPL\"],\"bars\":[\"AAPL\"]");

        simulator.publishTrades("AAPL", 200);

        List<JsonNode> trades = new ArrayList<>();
        List<JsonNode> bars = new ArrayList<>();
        while (bars.stream().mapToLong(bar -> bar.get("n").longValue()).sum() < 200) {
            JsonNode message = client.messages().get(0);
            (message.get("T").stringValue().equals("b") ? bars : trades).add(message);
        }
        JsonNode bar = bars.get(0);
        List<JsonNode> summed = trades.subList(0, bar.get("n").intValue());
        List<Double> prices =
                summed.stream().map(trade -> trade.get("p").doubleValue()).toList();
        assertThat(bar.propertyNames()).containsExactly("T", "S", "o", "h", "l", "c", "v", "t", "n", "vw");
        assertThat(bar.get("o").doubleValue()).isEqualTo(prices.get(0));
        assertThat(bar.get("c").doubleValue()).isEqualTo(prices.get(prices.size() - 1));
        assertThat(bar.get("h").doubleValue())
                .isEqualTo(prices.stream().mapToDouble(p -> p).max().orElseThrow());
        assertThat(bar.get("l").doubleValue())
                .isEqualTo(prices.stream().mapToDouble(p -> p).min().orElseThrow());
        assertThat(bar.get("v").longValue())
                .isEqualTo(
                        summed.stream().mapToLong(t -> t.get("s").longValue()).sum());
        assertThat(bar.get("vw").doubleValue())
                .isBetween(bar.get("l").doubleValue(), bar.get("h").doubleValue());
        assertThat(Instant.parse(bar.get("t").stringValue()).toEpochMilli() % 500)
                .isZero();
    }

    @Test
    void makesTheSamePricesFromTheSameSeed() throws Exception {
        List<Double> first = prices(7);
        List<Double> again = prices(7);
        List<Double> other = prices(8);

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    private List<Double> prices(long seed) throws Exception {
        Simulator simulator = harness.simulator(options -> options.seed(seed));
        TestClient client = subscribed(simulator, "\"trades\":[\"NVDA\"]");
        simulator.publishTrades("NVDA", 20);
        List<Double> prices = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            prices.add(client.messages().get(0).get("p").doubleValue());
        }
        return prices;
    }

    private TestClient subscribed(Simulator simulator, String channels) throws Exception {
        return subscribed(simulator, Feed.IEX, channels);
    }

    private TestClient subscribed(Simulator simulator, Feed feed, String channels) throws Exception {
        TestClient client = harness.connect(simulator, feed).authenticated();
        client.send("{\"action\":\"subscribe\"," + channels + "}");
        assertThat(client.next()).startsWith("[{\"T\":\"subscription\",");
        return client;
    }
}
