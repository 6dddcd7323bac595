// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

class CryptoTest {
    private static final String NUMBER = "\\d+(\\.\\d{0,8}[1-9])?";
    private static final String TIME = "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{0,8}[1-9])?Z\"";
    private static final String LEVEL = "\\{\"p\":" + NUMBER + ",\"s\":" + NUMBER + "}";
    private static final String LEVELS = "\\[" + LEVEL + "(," + LEVEL + ")*]";

    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void writesTradesAndQuotesAsTheRealServiceDoes() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"trades\":[\"BTC/USD\"],\"quotes\":[\"BTC/USD\"]");

        simulator.publishTrades("BTC/USD", 1);
        simulator.publish(Channel.QUOTES, "BTC/USD", 1);

        assertThat(client.next())
                .matches("\\[\\{\"T\":\"t\",\"S\":\"BTC/USD\",\"p\":" + NUMBER + ",\"s\":" + NUMBER + ",\"t\":" + TIME
                        + ",\"i\":3447222699101865001,\"tks\":\"[BS]\"}]");
        assertThat(client.next())
                .matches("\\[\\{\"T\":\"q\",\"S\":\"BTC/USD\",\"bp\":" + NUMBER + ",\"bs\":" + NUMBER + ",\"ap\":"
                        + NUMBER + ",\"as\":" + NUMBER + ",\"t\":" + TIME + "}]");
    }

    @Test
    void acknowledgesWithTheChannelsOfCrypto() throws Exception {
        TestClient client =
                harness.connect(harness.simulator(), Feed.CRYPTO_EU_1).authenticated();

        client.send("{\"action\":\"subscribe\",\"quotes\":[\"NO/SUCH\"]}");
        client.expect("[{\"T\":\"subscription\",\"trades\":[],\"quotes\":[\"NO/SUCH\"],\"orderbooks\":[],\"bars\":[],"
                + "\"updatedBars\":[],\"dailyBars\":[]}]");
        client.send("{\"action\":\"subscribe\",\"statuses\":[\"BTC/USD\"]}");
        assertThat(client.next()).contains("\"code\":410");
    }

    @Test
    void numbersTheTradesOfEachPairWithoutAGap() throws Exception {
        Simulator simulator = harness.simulator(options -> options.rate(3_000));
        TestClient client = subscribed(simulator, "\"trades\":[\"ETH/USD\"]");

        long before = client.messages().get(0).get("i").longValue();
        for (int i = 1; i <= 100; i++) {
            assertThat(client.messages().get(0).get("i").longValue()).isEqualTo(before + i);
        }
    }

    @Test
    void sendsTheWholeBookOnceAndThenChanges() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"orderbooks\":[\"BTC/USD\"]");

        String whole = client.next();
        assertThat(whole)
                .matches("\\[\\{\"T\":\"o\",\"S\":\"BTC/USD\",\"t\":" + TIME + ",\"b\":" + LEVELS + ",\"a\":" + LEVELS
                        + ",\"r\":true}]");
        simulator.publish(Channel.ORDERBOOKS, "BTC/USD", 1);
        assertThat(client.next())
                .matches("\\[\\{\"T\":\"o\",\"S\":\"BTC/USD\",\"t\":" + TIME + ",\"b\":" + LEVELS + ",\"a\":" + LEVELS
                        + "}]");
        client.send("{\"action\":\"subscribe\",\"orderbooks\":[\"BTC/USD\",\"SOL/USD\"]}");
        assertThat(client.next()).contains("subscription");
        assertThat(client.next()).contains("SOL/USD").endsWith("\"r\":true}]");
        client.send("{\"action\":\"unsubscribe\",\"orderbooks\":[\"BTC/USD\"]}");
        assertThat(client.next()).contains("subscription");
        client.send("{\"action\":\"subscribe\",\"orderbooks\":[\"BTC/USD\"]}");
        assertThat(client.next()).contains("subscription");
        assertThat(client.next()).contains("BTC/USD").endsWith("\"r\":true}]");
        assertThat(client.pending()).isEmpty();
    }

    @Test
    void sendsEveryBookToASubscriberOfAll() throws Exception {
        Simulator simulator = harness.simulator(options -> options.cryptoSymbols(List.of("A/B", "C/D", "E/F")));
        TestClient client = subscribed(simulator, "\"orderbooks\":[\"*\"]");

        List<String> symbols = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JsonNode book = client.messages().get(0);
            assertThat(book.get("r").booleanValue()).isTrue();
            symbols.add(book.get("S").stringValue());
        }

        assertThat(symbols).containsExactlyInAnyOrder("A/B", "C/D", "E/F");
    }

    @Test
    void letsClientsThatComeAtDifferentTimesReconstructTheBook() throws Exception {
        Simulator simulator =
                harness.simulator(options -> options.connectionLimit(2).rate(5_000));
        TestClient early = subscribed(simulator, "\"orderbooks\":[\"BTC/USD\"]");
        await().until(() -> early.pending().size() > 100);
        TestClient late = subscribed(simulator, "\"orderbooks\":[\"BTC/USD\"]");
        await().until(() -> late.pending().size() > 300);
        simulator.setRate(0);

        OrderBookState book = simulator.orderBook("BTC/USD");
        await().untilAsserted(() -> assertThat(Book.of(early.pending())).isEqualTo(book));
        await().untilAsserted(() -> assertThat(Book.of(late.pending())).isEqualTo(book));
        assertThat(early.pending())
                .filteredOn(message -> message.contains("\"r\":true"))
                .hasSize(1);
    }

    @Test
    void sumsUpTradesInBars() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(
                simulator,
                "\"trades\":[\"SOL/USD\"],\"bars\":[\"SOL/USD\"],\"updatedBars\":[\"SOL/USD\"],\"dailyBars\":[\"*\"]");

        simulator.publishTrades("SOL/USD", 2);
        simulator.publish(Channel.UPDATED_BARS, "SOL/USD", 1);

        List<JsonNode> trades = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            trades.add(client.messages().get(0));
        }
        JsonNode bar = client.messages().get(0);
        JsonNode day = client.messages().get(0);
        trades.add(client.messages().get(0));
        JsonNode updated = client.messages().get(0);
        assertThat(List.of(bar, day, updated))
                .extracting(b -> b.get("T").stringValue())
                .containsExactly("b", "d", "u");
        assertThat(List.of(bar, day, updated))
                .extracting(b -> b.get("n").intValue())
                .containsExactly(3, 3, 4);
        assertThat(updated.get("t")).isEqualTo(bar.get("t"));
        assertThat(day.get("t").stringValue()).endsWith("T00:00:00Z");
        assertThat(updated.get("v").decimalValue())
                .isEqualByComparingTo(trades.stream()
                        .map(trade -> trade.get("s").decimalValue())
                        .reduce(java.math.BigDecimal.ZERO, java.math.BigDecimal::add));
        assertThat(updated.get("c")).isEqualTo(trades.get(3).get("p"));
        assertThat(updated.get("vw").doubleValue())
                .isBetween(updated.get("l").doubleValue(), updated.get("h").doubleValue());
    }

    private TestClient subscribed(Simulator simulator, String channels) throws Exception {
        TestClient client = harness.connect(simulator, Feed.CRYPTO_US).authenticated();
        client.send("{\"action\":\"subscribe\"," + channels + "}");
        assertThat(client.next()).startsWith("[{\"T\":\"subscription\",");
        return client;
    }
}
