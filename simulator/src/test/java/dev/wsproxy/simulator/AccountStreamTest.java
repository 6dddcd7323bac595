// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccountStreamTest {
    private static final String AUTHORIZED = authorization("authorized", "authenticate");
    private static final String LISTEN = "{\"action\":\"listen\",\"data\":{\"streams\":[\"trade_updates\"]}}";
    private static final String LISTENING = "{\"stream\":\"listening\",\"data\":{\"streams\":[\"trade_updates\"]}}";

    @RegisterExtension
    private final Harness harness = new Harness();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}",
                "{\"action\":\"authenticate\",\"data\":{\"key_id\":\"demo-key\",\"secret_key\":\"demo-secret\"}}"
            })
    void authenticatesInTheNewAndInTheOldWay(String request) throws Exception {
        TestClient client = harness.connect(harness.simulator(), Feed.ACCOUNT);

        client.send(request);

        assertThat(client.nextBinary()).isEqualTo(AUTHORIZED);
    }

    @Test
    void refusesWhoIsNotKnownAndGoesOn() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connect(simulator, Feed.ACCOUNT);

        client.send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"wrong\"}");
        assertThat(client.nextBinary()).isEqualTo(authorization("unauthorized", "authenticate"));
        client.send(LISTEN);
        assertThat(client.nextBinary()).isEqualTo(authorization("unauthorized", "listen"));
        client.send("nonsense");
        client.send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}");
        assertThat(client.nextBinary()).isEqualTo(AUTHORIZED);
        assertThat(simulator.stats().refusalsByCode()).containsEntry(402, 1L);
    }

    @Test
    void replacesTheStreamsThatAreListenedTo() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = listening(simulator);

        assertThat(simulator.publishTradeUpdate("demo-key", "new", "AAPL")).isEqualTo(1);
        assertThat(client.nextBinary()).contains("\"event\":\"new\"").contains("\"symbol\":\"AAPL\"");
        assertThat(simulator.stats().subscriptions().get("/stream").get("streams"))
                .containsExactly("trade_updates");
        client.send("{\"action\":\"listen\",\"data\":{\"streams\":[\"something_else\"]}}");
        assertThat(client.nextBinary()).isEqualTo("{\"stream\":\"listening\",\"data\":{\"streams\":[]}}");
        assertThat(simulator.publishTradeUpdate("demo-key", "new", "AAPL")).isZero();
    }

    @Test
    void tellsOfAnOrderAsTheRealServiceDoes() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = listening(simulator);

        simulator.publishTradeUpdate("demo-key", "fill", "MSFT");
        simulator.publishTradeUpdate("demo-key", "canceled", "MSFT");

        JsonNode fill = JsonMapper.shared().readTree(client.nextBinary());
        assertThat(fill.propertyNames()).containsExactly("stream", "data");
        assertThat(fill.get("data").propertyNames())
                .containsExactly("event", "execution_id", "price", "qty", "position_qty", "timestamp", "order");
        assertThat(fill.get("data").get("order").get("client_order_id").stringValue())
                .isEqualTo("simulated-1");
        assertThat(fill.get("data").get("order").get("status").stringValue()).isEqualTo("filled");
        JsonNode canceled = JsonMapper.shared().readTree(client.nextBinary()).get("data");
        assertThat(canceled.propertyNames()).containsExactly("event", "execution_id", "timestamp", "order");
        assertThat(canceled.get("order").get("client_order_id").stringValue()).isEqualTo("simulated-2");
    }

    @Test
    void saysOfAnOrderWhatSdksInsistOn() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = listening(simulator);

        simulator.publishTradeUpdate("demo-key", "partial_fill", "MSFT");

        JsonNode partial = JsonMapper.shared().readTree(client.nextBinary()).get("data");
        JsonNode order = partial.get("order");
        assertThat(order.propertyNames())
                .as("alpaca-py cannot read an order without one of these")
                .contains("id", "client_order_id", "created_at", "updated_at", "submitted_at", "order_class")
                .contains("type", "side", "time_in_force", "status", "extended_hours");
        assertThat(order.get("status").stringValue()).isEqualTo("partially_filled");
        assertThat(order.get("filled_qty")).isEqualTo(partial.get("qty")).isNotEqualTo(order.get("qty"));
    }

    @Test
    void tellsNobodyOfAnotherAccountsOrders() throws Exception {
        Simulator simulator =
                harness.simulator(options -> options.accounts(Map.of("demo-key", "demo-secret", "other", "other")));
        TestClient client = listening(simulator);

        assertThat(simulator.publishTradeUpdate("other", "fill", "AAPL")).isZero();
        assertThat(simulator.publishTradeUpdate("demo-key", "new", "SPY")).isEqualTo(1);

        assertThat(client.nextBinary()).contains("\"symbol\":\"SPY\"");
    }

    @Test
    void speaksMsgpackIfAskedTo() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connectMsgpack(simulator, Feed.ACCOUNT);

        client.sendMsgpack("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}");

        assertThat(client.nextBinary()).startsWith("\u0082\u00a6stream\u00adauthorization");
    }

    @Test
    void cutsOffWhoDoesNotAuthenticateInTime() throws Exception {
        Simulator simulator = harness.simulator(options -> options.authTimeout(Duration.ofMillis(100)));

        assertThat(harness.connect(simulator, Feed.ACCOUNT).closeCode()).isEqualTo(1006);
        assertThat(simulator.stats().refusalsByCode()).containsEntry(404, 1L);
    }

    @Test
    void acceptsASlashAtTheEndOfThePath() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = TestClient.connect(harness.jetty(), simulator.url(Feed.ACCOUNT) + "/", request -> {});

        client.send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}");

        assertThat(client.nextBinary()).isEqualTo(AUTHORIZED);
    }

    private TestClient listening(Simulator simulator) throws Exception {
        TestClient client = harness.connect(simulator, Feed.ACCOUNT);
        client.send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}");
        assertThat(client.nextBinary()).isEqualTo(AUTHORIZED);
        client.send(LISTEN);
        assertThat(client.nextBinary()).isEqualTo(LISTENING);
        return client;
    }

    private static String authorization(String status, String action) {
        return "{\"stream\":\"authorization\",\"data\":{\"status\":\"" + status + "\",\"action\":\"" + action + "\"}}";
    }
}
