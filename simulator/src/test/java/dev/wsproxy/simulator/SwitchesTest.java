// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the real service is seen to do at times, or may do, and the simulator only if it is asked to. */
class SwitchesTest {
    private static final int NO_CLOSE_FRAME = 1006;

    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void cutsOffASlowClientWithoutAWord() throws Exception {
        Simulator simulator =
                harness.simulator(options -> options.queueLimitBytes(100_000).tellsSlowClients(false));
        TestClient slow = subscribed(simulator);
        slow.stopReading();

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            simulator.publishTrades("AAPL", 5_000);
            return simulator.stats().slowClients() == 1;
        });
        slow.readOn();

        assertThat(slow.closeCode()).isEqualTo(NO_CLOSE_FRAME);
        assertThat(slow.drain()).isNotEmpty().noneMatch(frame -> frame.contains("\"code\":407"));
    }

    @Test
    void goesOnWithDataForAWhileAfterAnUnsubscribe() throws Exception {
        Simulator simulator = harness.simulator(options -> options.unsubscribeDelay(Duration.ofSeconds(2)));
        TestClient client = subscribed(simulator);

        client.send("{\"action\":\"unsubscribe\",\"trades\":[\"AAPL\"]}");
        assertThat(client.next()).startsWith("[{\"T\":\"subscription\",\"trades\":[],");
        simulator.publishTrades("AAPL", 1);
        assertThat(client.next()).contains("\"T\":\"t\",\"S\":\"AAPL\",\"i\":1,");

        await().until(() -> {
            long before = simulator.stats().messagesSentPerSymbol().get("AAPL");
            simulator.publishTrades("AAPL", 1);
            return simulator.stats().messagesSentPerSymbol().get("AAPL") == before;
        });
    }

    @Test
    void sendsTheWholeBookAgainEvenIfDataGoesOnAfterAnUnsubscribe() throws Exception {
        Simulator simulator = harness.simulator(options -> options.unsubscribeDelay(Duration.ofMinutes(1)));
        TestClient client = harness.connect(simulator, Feed.CRYPTO_US).authenticated();
        String books = "\"orderbooks\":[\"BTC/USD\"]}";

        client.send("{\"action\":\"subscribe\"," + books);
        client.next();
        assertThat(client.next()).contains("\"r\":true");
        client.send("{\"action\":\"unsubscribe\"," + books);
        client.next();
        simulator.publish(Channel.ORDERBOOKS, "BTC/USD", 1);
        assertThat(client.next()).contains("\"T\":\"o\"").doesNotContain("\"r\":true");
        client.send("{\"action\":\"subscribe\"," + books);
        client.next();
        assertThat(client.next()).contains("\"r\":true");
    }

    private TestClient subscribed(Simulator simulator) throws Exception {
        TestClient client = harness.connect(simulator).authenticated();
        client.send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}");
        assertThat(client.next()).startsWith("[{\"T\":\"subscription\"");
        return client;
    }
}
