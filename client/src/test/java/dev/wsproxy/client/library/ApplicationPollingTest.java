// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.ClientOptions;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Message;
import dev.wsproxy.client.Waiting;
import dev.wsproxy.testkit.Deadlines;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ApplicationPollingTest {
    private static final String URL = "ws://localhost/x";

    private final FakeLink link = new FakeLink();
    private final Recorder recorder = new Recorder();

    private LocalProxyClient client(ClientListener listener) {
        link.proxy = new ScriptedProxy();
        ClientOptions options = new ClientOptions(
                "poller", listener, Waiting.POLL, Optional.empty(), Optional.empty(), Optional.empty(), true);
        return LocalProxyClient.start(options, link, FakeLink::none, Timeouts.STANDARD);
    }

    @Test
    void turnsTheLoopItselfWhileItWaitsInABlockingCall() {
        LocalProxyClient client = client(recorder);
        Connection connection = client.open(URL);
        assertThat(connection.subscribe("trades", "AAPL")).containsExactly("AAPL");
        assertThat(client.status()).isEqualTo(ScriptedProxy.STATUS);
        client.close();
        assertThat(recorder.calls).containsExactly("opened 101", "closed CLOSED: as asked");
        assertThat(client.poll(1)).as("after close").isZero();
    }

    @Test
    void handsOverNoMoreThanTheLimit() {
        LocalProxyClient client = client(recorder);
        client.open(URL);
        while (client.poll(10) > 0) {
            // until what open brought along is gone
        }
        for (int i = 0; i < 5; i++) {
            link.data(1, i, 0, "m");
        }
        assertThat(client.poll(2)).isEqualTo(2);
        assertThat(client.poll(100)).isEqualTo(3);
        assertThat(client.poll(100)).isZero();
        assertThatThrownBy(() -> client.poll(0)).hasMessage("the limit must be positive: limit=0");
        client.close();
    }

    @Test
    void leavesThePollingToTheThreadThatPolls() throws Exception {
        LocalProxyClient client = client(new Recorder() {
            @Override
            public void onOpened(Connection connection) {
                calls.add(Thread.currentThread().getName());
                recorder.calls.add(Thread.currentThread().getName());
            }
        });
        AtomicBoolean stop = new AtomicBoolean();
        Thread poller = new Thread(
                () -> {
                    while (!stop.get()) {
                        client.poll(10);
                        Thread.onSpinWait();
                    }
                },
                "the poller");
        client.poll(1);
        poller.start();
        CompletableFuture.runAsync(() -> client.open(URL)).join();
        await().atMost(Deadlines.GENEROUS)
                .untilAsserted(() -> assertThat(recorder.calls).containsExactly("the poller"));
        stop.set(true);
        poller.join();
        client.close();
    }

    @Test
    void failsBlockingCallsInsideACallback() {
        AtomicReference<LocalProxyClient> client = new AtomicReference<>();
        client.set(client(new Recorder() {
            @Override
            public void onMessage(Connection connection, Message message) {
                try {
                    client.get().open(URL);
                } catch (IllegalStateException e) {
                    recorder.calls.add(e.getMessage());
                }
                try {
                    client.get().poll(1);
                } catch (IllegalStateException e) {
                    recorder.calls.add(e.getMessage());
                }
            }
        }));
        client.get().open(URL);
        link.data(1, 1, 0, "x");
        await().atMost(Deadlines.GENEROUS).until(() -> {
            client.get().poll(1);
            return recorder.calls.size() == 2;
        });
        assertThat(recorder.calls)
                .containsExactly(
                        "open would wait for its own callback to return: use openAsync",
                        "poll would hand over messages inside a callback");
        client.get().close();
    }

    @Test
    void endsWithThePollInWhichACallbackClosesTheClient() {
        AtomicReference<LocalProxyClient> client = new AtomicReference<>();
        client.set(client(new Recorder() {
            @Override
            public void onMessage(Connection connection, Message message) {
                client.get().close();
            }
        }));
        client.get().open(URL);
        link.data(1, 1, 0, "x");
        await().atMost(Deadlines.GENEROUS).until(() -> client.get().poll(1) == 1);
        await().atMost(Deadlines.GENEROUS).until(() -> {
            client.get().poll(1);
            return link.closed;
        });
    }
}
