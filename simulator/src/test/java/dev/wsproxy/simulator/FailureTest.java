// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.websocket.core.exception.UpgradeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailureTest {
    private static final int NO_CLOSE_FRAME = 1006;
    private static final String SUBSCRIBE = "{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}";

    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void dropsConnectionsWithoutACloseFrameAndLetsThemComeBackAtOnce() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connect(simulator).authenticated();

        simulator.dropConnections();

        assertThat(client.closeCode()).isEqualTo(NO_CLOSE_FRAME);
        harness.connect(simulator).authenticated();
        assertThat(simulator.stats().connectionsAccepted()).isEqualTo(2);
        assertThat(simulator.stats().connectionsRefused()).isZero();
    }

    @Test
    void numbersTradesOnAcrossADroppedConnection() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient first = subscribed(simulator);
        simulator.publishTrades("AAPL", 2);
        simulator.dropConnections();
        first.closeCode();
        simulator.publishTrades("AAPL", 3);

        TestClient second = subscribed(simulator);
        simulator.publishTrades("AAPL", 1);

        assertThat(second.messages().get(0).get("i").longValue()).isEqualTo(6);
    }

    @Test
    void closesConnectionsWithTheCodeAndReasonAskedFor() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connect(simulator).authenticated();

        simulator.closeConnections(1012, "maintenance");

        assertThat(client.closeCode()).isEqualTo(1012);
        assertThat(client.closeReason()).isEqualTo("maintenance");
        await().until(() -> simulator.stats().connectionsCurrent() == 0);
    }

    @Test
    void sendsAndAnswersNothingWhileSilentAndKeepsTheSocketOpen() throws Exception {
        Simulator simulator = harness.simulator(
                options -> options.pingInterval(Duration.ofMillis(50)).pongTimeout(Duration.ofSeconds(2)));
        TestClient client = subscribed(simulator);

        simulator.silence(true);
        int pings = client.pings();
        simulator.publishTrades("AAPL", 5);
        client.send("{\"action\":\"subscribe\",\"trades\":[\"MSFT\"]}");
        TestClient late = harness.connect(simulator, Feed.TEST);
        await().during(Duration.ofMillis(300))
                .until(() -> client.pending().isEmpty() && late.pending().isEmpty() && !client.isClosed());
        assertThat(client.pings()).isLessThanOrEqualTo(pings + 1);
        assertThat(simulator.stats().messagesSentPerSymbol()).containsEntry("AAPL", 0L);

        simulator.silence(false);
        simulator.publishTrades("AAPL", 1);

        assertThat(client.messages().get(0).get("i").longValue()).isEqualTo(6);
    }

    @Test
    void answersNoCloseFrameWhileSilentButFreesTheSlot() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connect(simulator).authenticated();
        simulator.silence(true);

        client.close();
        await().during(Duration.ofMillis(300)).until(() -> !client.isClosed());
        simulator.silence(false);

        assertThat(client.closeCode()).isEqualTo(1000);
        harness.connect(simulator).authenticated();
    }

    @Test
    void refusesUpgradesWithTheStatusAskedForAndLeavesConnectionsAlone() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient incumbent = harness.connect(simulator).authenticated();

        simulator.refuseUpgrades(503);

        assertThatThrownBy(() -> harness.connect(simulator))
                .hasRootCauseInstanceOf(UpgradeException.class)
                .hasStackTraceContaining("503");
        incumbent.send(SUBSCRIBE);
        incumbent.next();
        simulator.refuseUpgrades(0);
        harness.connect(simulator);
        assertThat(simulator.stats().refusalsByCode()).isEqualTo(Map.of(503, 1L));
    }

    @Test
    void refusesAPathThatIsNoFeed() throws Exception {
        Simulator simulator = harness.simulator();

        assertThatThrownBy(() -> TestClient.connect(
                        harness.jetty(), "ws://127.0.0.1:" + simulator.port() + "/v2/nosuch", request -> {}))
                .hasStackTraceContaining("404");
    }

    @Test
    void cutsOffASlowClientWithoutStallingTheOthers() throws Exception {
        Simulator simulator = harness.simulator(
                options -> options.connectionLimit(2).queueLimitBytes(100_000).rate(20_000));
        TestClient slow = subscribed(simulator);
        slow.stopReading();
        TestClient quick = subscribed(simulator);

        // Above the rate, to fill the buffers of the operating system soon.
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            quick.drain();
            simulator.publishTrades("AAPL", 2_000);
            return simulator.stats().slowClients() == 1;
        });

        await().until(() -> simulator.stats().connectionsCurrent() == 1);
        long last = simulator.publishTrades("AAPL", 1);
        await().until(() -> quick.drain().stream().anyMatch(frame -> frame.contains("\"i\":" + last + ",")));
        assertThat(quick.isClosed()).isFalse();
    }

    @Test
    void refusesAMessageAboveTheMaximum() throws Exception {
        TestClient client = harness.connect(harness.simulator(options -> options.requestLimitBytes(1_000)))
                .authenticated();

        client.send(" ".repeat(1_000));
        assertThat(client.next()).contains("\"code\":400");
        String half = " ".repeat(501);
        client.sendFragments(half, half);

        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void deliversInjectedFramesAsTheyAreToAuthenticatedClientsOfTheFeed() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connect(simulator).authenticated();
        TestClient unauthenticated = harness.connect(simulator);
        unauthenticated.next();
        TestClient otherFeed = harness.connect(simulator, Feed.TEST).authenticated();

        assertThat(simulator.publishFrame(Feed.IEX, "[{\"T\":\"c\" broken")).isEqualTo(1);

        client.expect("[{\"T\":\"c\" broken");
        assertThat(unauthenticated.pending()).isEmpty();
        assertThat(otherFeed.pending()).isEmpty();
    }

    @Test
    void refusesToPublishWhatItDoesNotHave() throws Exception {
        Simulator simulator = harness.simulator();

        assertThatThrownBy(() -> simulator.publishTrades("NOSUCH", 1)).hasMessage("no such symbol: value=NOSUCH");
        assertThatThrownBy(() -> simulator.publish(Channel.NEWS, "FAKEPACA", 1))
                .hasMessage("channel: value=NEWS, allowed=[TRADES, QUOTES, BARS]");
        assertThatThrownBy(() -> simulator.refuseUpgrades(200)).hasMessage("status: value=200, allowed=0 or 400..599");
    }

    @Test
    void saysWhichPortItCannotListenOn() throws Exception {
        int taken = harness.simulator().port();

        assertThatThrownBy(() -> harness.simulator(options -> options.port(taken)))
                .hasMessageStartingWith("cannot listen: host=127.0.0.1, port=" + taken + ": ");
    }

    @Test
    void cutsConnectionsAndFreesThePortWhenClosed() throws Exception {
        Simulator simulator = harness.simulator();
        int port = simulator.port();
        TestClient client = harness.connect(simulator).authenticated();

        simulator.close();
        simulator.close();

        assertThat(client.closeCode()).isEqualTo(NO_CLOSE_FRAME);
        harness.connect(harness.simulator(options -> options.port(port))).authenticated();
    }

    private TestClient subscribed(Simulator simulator) throws Exception {
        TestClient client = harness.connect(simulator).authenticated();
        client.send(SUBSCRIBE);
        assertThat(client.next()).startsWith("[{\"T\":\"subscription\"");
        return client;
    }
}
