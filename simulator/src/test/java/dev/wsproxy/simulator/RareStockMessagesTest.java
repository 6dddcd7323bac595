// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class RareStockMessagesTest {
    private static final String EVERYTHING = "\"trades\":[\"*\"],\"updatedBars\":[\"*\"],\"dailyBars\":[\"*\"],"
            + "\"statuses\":[\"*\"],\"lulds\":[\"*\"],\"imbalances\":[\"*\"]";

    @RegisterExtension
    private final Harness harness = new Harness();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STATUSES      | s | T S sc sm rc rm z t",
                "LULDS         | l | T S u d i z t",
                "CORRECTIONS   | c | T S x oi op os oc ci cp cs cc z t",
                "CANCEL_ERRORS | x | T S i x p s a z t",
                "IMBALANCES    | i | T S p z t",
                "DAILY_BARS    | d | T S o h l c v t n vw",
                "UPDATED_BARS  | u | T S o h l c v t n vw"
            })
    void writesThemAsTheRealServiceDoes(Channel channel, String type, String names) throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, Feed.IEX, EVERYTHING);

        simulator.publish(channel, "AAPL", 1);

        JsonNode message = next(client, type);
        assertThat(message.get("S").stringValue()).isEqualTo("AAPL");
        assertThat(message.propertyNames()).containsExactly(names.split(" "));
    }

    @Test
    void correctsAndCancelsTheLastTradeForWhoeverWantsTrades() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, Feed.IEX, "\"trades\":[\"MSFT\"]");

        simulator.publishTrades("MSFT", 2);
        simulator.publish(Channel.CORRECTIONS, "MSFT", 1);
        simulator.publish(Channel.CANCEL_ERRORS, "MSFT", 1);
        simulator.publishTrades("MSFT", 1);

        client.next();
        JsonNode trade = client.messages().get(0);
        JsonNode correction = client.messages().get(0);
        JsonNode cancellation = client.messages().get(0);
        assertThat(correction.get("oi")).isEqualTo(trade.get("i"));
        assertThat(correction.get("op")).isEqualTo(trade.get("p"));
        assertThat(correction.get("os")).isEqualTo(trade.get("s"));
        assertThat(cancellation.get("i")).isEqualTo(trade.get("i"));
        assertThat(client.messages().get(0).get("i").longValue()).isEqualTo(3);
    }

    @Test
    void haltsAndResumesInTurn() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, Feed.IEX, "\"statuses\":[\"AAPL\",\"JPM\"]");

        simulator.publish(Channel.STATUSES, "AAPL", 2);
        simulator.publish(Channel.STATUSES, "JPM", 2);

        for (String code : new String[] {"H", "T", "2", "3"}) {
            assertThat(client.messages().get(0).get("sc").stringValue()).isEqualTo(code);
        }
    }

    @Test
    void happenByThemselvesIfAskedFor() throws Exception {
        Simulator simulator = harness.simulator(
                options -> options.rate(100).barInterval(Duration.ofMillis(200)).eventInterval(Duration.ofMillis(2)));
        TestClient client = subscribed(simulator, Feed.SIP, EVERYTHING);

        Set<String> types = new HashSet<>();
        while (types.size() < 8) {
            types.add(client.messages().get(0).get("T").stringValue());
        }

        assertThat(types).containsExactlyInAnyOrder("t", "c", "x", "s", "l", "i", "u", "d");
    }

    @Test
    void sendNoBarBeforeItsTime() throws Exception {
        Simulator simulator = harness.simulator(
                options -> options.barInterval(Duration.ofDays(1)).eventInterval(Duration.ofMillis(1)));
        TestClient client = subscribed(simulator, Feed.IEX, EVERYTHING + ",\"bars\":[\"*\"]");

        Set<String> types = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            types.add(client.messages().get(0).get("T").stringValue());
        }

        assertThat(types).containsExactlyInAnyOrder("t", "c", "x", "s", "l", "i");
    }

    @ParameterizedTest
    @EnumSource(names = {"BOATS", "OVERNIGHT", "DELAYED_SIP"})
    void servesTheOtherStockFeeds(Feed feed) throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, feed, "\"trades\":[\"AAPL\"]");

        simulator.publishTrades("AAPL", 1);

        assertThat(client.next()).contains("\"T\":\"t\",\"S\":\"AAPL\",\"i\":1,");
    }

    private static JsonNode next(TestClient client, String type) throws Exception {
        JsonNode message = client.messages().get(0);
        return message.get("T").stringValue().equals(type) ? message : next(client, type);
    }

    private TestClient subscribed(Simulator simulator, Feed feed, String channels) throws Exception {
        TestClient client = harness.connect(simulator, feed).authenticated();
        client.send("{\"action\":\"subscribe\"," + channels + "}");
        assertThat(client.next()).startsWith("[{\"T\":\"subscription\",");
        return client;
    }
}
