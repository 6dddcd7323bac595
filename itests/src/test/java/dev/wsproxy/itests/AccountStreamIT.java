// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.Credentials;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.Message;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.simulator.Feed;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs of one account share its stream of orders; those of another account hear nothing of it. */
@Timeout(240)
class AccountStreamIT {
    private static final Credentials OTHER = new Credentials("other-key", "other-secret");
    private static final String ACCOUNT_STREAM = "/stream";
    private static final String MARKET_AUTH = auth(Upstream.CREDENTIALS);
    private static final String OTHER_AUTH = auth(OTHER);

    @TempDir
    Path work;

    private Upstream upstream;
    private Playground playground;
    private URI endpoint;
    private final Listener local = new Listener();
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        upstream = Upstream.start(Upstream.options()
                .accounts(Map.of(
                        Upstream.CREDENTIALS.key(), Upstream.CREDENTIALS.secret(), OTHER.key(), OTHER.secret())));
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Files.write(
                home.conf().resolve("dev.wsproxy.transport.websocket.cfg"),
                List.of(
                        "alpacaAccount = " + upstream.simulator().url(Feed.ACCOUNT),
                        "routes = " + EndpointScene.FEED + "=" + upstream.url()));
        Files.write(home.conf().resolve("dev.wsproxy.broker.cfg"), List.of("reconnectMax = 250ms"));
        playground = Playground.on(home);
        connection = playground
                .keep(playground.client("local").listener(local).connect())
                .open(OpenOptions.url(upstream.simulator().url(Feed.ACCOUNT))
                        .credentials(Upstream.CREDENTIALS)
                        .build());
        endpoint = URI.create(EndpointScene.endpoint(playground)).resolve(ACCOUNT_STREAM);
    }

    @AfterEach
    void stop() throws Exception {
        playground.close();
        upstream.close();
    }

    private static String auth(Credentials credentials) {
        return "{\"action\":\"auth\",\"key\":\"" + credentials.key() + "\",\"secret\":\"" + credentials.secret()
                + "\"}";
    }

    private AccountClient client(String... headers) {
        return playground.keep(AccountClient.connect(endpoint, headers)).authenticate(Upstream.CREDENTIALS);
    }

    private void publish(Credentials account, String event, String symbol) {
        assertThat(upstream.simulator().publishTradeUpdate(account.key(), event, symbol))
                .as("upstream connections that hear of it")
                .isEqualTo(1);
    }

    private static void awaitOrders(AccountClient client, String... orders) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(client.orders()).containsExactly(orders));
    }

    private void awaitLocal(String... orders) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(local.orders()).containsExactly(orders));
    }

    @Test
    void bringsToEachClientWhatItListensTo() {
        AccountClient json = client().listen();
        AccountClient msgpack = playground
                .keep(AccountClient.connectMsgpack(endpoint))
                .authenticate(Upstream.CREDENTIALS)
                .listen();
        AccountClient silent = client();
        AccountClient stranger = playground
                .keep(AccountClient.connect(URI.create(endpoint + "/")))
                .authenticate(OTHER)
                .listen();
        connection.subscribe("trade_updates", "*");

        publish(Upstream.CREDENTIALS, "new", "AAPL");
        publish(OTHER, "fill", "TSLA");
        publish(Upstream.CREDENTIALS, "fill", "AAPL");

        awaitOrders(json, "new AAPL", "fill AAPL");
        awaitOrders(msgpack, "new AAPL", "fill AAPL");
        awaitLocal("new AAPL", "fill AAPL");
        awaitOrders(stranger, "fill TSLA");
        json.send("{\"action\":\"listen\",\"data\":{\"streams\":[]}}");
        json.awaitMessage("\"streams\":[]");
        silent.listen();
        publish(Upstream.CREDENTIALS, "canceled", "SPY");
        awaitOrders(silent, "canceled SPY");
        awaitOrders(msgpack, "new AAPL", "fill AAPL", "canceled SPY");
        assertThat(json.orders()).containsExactly("new AAPL", "fill AAPL");
        assertThat(json.others()).as("answers of its own only").hasSize(3);
        assertThat(upstream.simulator().stats().connectionsOpened())
                .as("one for each account")
                .isEqualTo(2);
        assertThat(playground.status().orElseThrow().connections())
                .extracting("clients")
                .containsExactlyInAnyOrder(4, 1);
    }

    @Test
    void tellsWhoMayNotListenAndLeavesTheOthersAlone() {
        AccountClient right = client().listen();
        AccountClient wrong = playground.keep(AccountClient.connect(endpoint));

        wrong.send(AccountClient.LISTEN);
        wrong.authenticate(new Credentials(Upstream.CREDENTIALS.key(), "wrong"));

        assertThat(wrong.others())
                .containsExactly(
                        "{\"stream\":\"authorization\",\"data\":{\"status\":\"unauthorized\",\"action\":\"listen\"}}",
                        "{\"stream\":\"authorization\",\"data\":{\"status\":\"unauthorized\",\"action\":\"authenticate\"}}");
        publish(Upstream.CREDENTIALS, "new", "MSFT");
        awaitOrders(right, "new MSFT");
        assertThat(wrong.orders()).isEmpty();
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void listensAgainAfterALoss() {
        connection.subscribe("trade_updates", "*");
        AccountClient informed = client("WSProxy-Events", "json").listen();
        AccountClient unmodified = client().listen();

        upstream.simulator().dropConnections();

        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(unmodified.end()).startsWith("1012 "));
        informed.awaitText("\"wsproxy\":\"reconnected\"");
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(local.gaps()).hasSize(1));
        AccountClient again = client().listen();
        publish(Upstream.CREDENTIALS, "fill", "NVDA");
        awaitOrders(informed, "fill NVDA");
        awaitOrders(again, "fill NVDA");
        awaitLocal("fill NVDA");
        assertThat(upstream.simulator().stats().subscriptions().get(ACCOUNT_STREAM))
                .isEqualTo(Map.of("streams", Set.of("trade_updates")));
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(2);
    }

    /** Nobody has authenticated for this account or feed before, so nobody knows whether the key is right. */
    @Test
    void answersBeforeTheUpstreamCanBeAskedAndLetsClientsTryAgain() {
        upstream.simulator().refuseUpgrades(503);
        SdkClient trader = playground.keep(SdkClient.connect(endpoint.resolve(EndpointScene.FEED)));
        AccountClient listener = playground.keep(AccountClient.connect(endpoint));
        trader.awaitOther("\"connected\"");
        trader.send(MARKET_AUTH);
        listener.send(OTHER_AUTH);

        trader.awaitOther("\"code\":500");
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(listener.end()).startsWith("1014 "));
        assertThat(listener.others()).as("the key is not called wrong").isEmpty();

        upstream.simulator().refuseUpgrades(0);
        await().atMost(Playground.DEADLINE).pollInterval(Duration.ofMillis(500)).until(() -> {
            trader.send(MARKET_AUTH);
            return trader.others().stream().anyMatch(message -> message.contains("\"authenticated\""));
        });
        assertThat(trader.end()).isEmpty();
        playground.keep(AccountClient.connect(endpoint)).authenticate(OTHER).listen();
    }

    /** Keeps what a shared-memory client receives. */
    private static final class Listener implements ClientListener {
        private final Queue<JsonNode> messages = new ConcurrentLinkedQueue<>();
        private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();

        @Override
        public void onMessage(Connection from, Message message) {
            messages.add(JsonMapper.shared().readTree(message.text()));
        }

        @Override
        public void onGap(Connection from, Gap gap) {
            gaps.add(gap);
        }

        List<String> orders() {
            return messages.stream()
                    .filter(AccountClient::isUpdate)
                    .map(AccountClient::order)
                    .toList();
        }

        List<Gap> gaps() {
            return List.copyOf(gaps);
        }
    }
}
