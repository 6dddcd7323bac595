// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Message;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Any WebSocket API, untouched: here a server that sends back what it gets. */
@Timeout(180)
class PassthroughIT {
    private Playground playground;
    private EchoServer server;

    @BeforeEach
    void start() throws Exception {
        playground = Playground.open();
        server = playground.keep(EchoServer.start());
    }

    @AfterEach
    void stop() throws Exception {
        playground.close();
    }

    /** Keeps whole messages, joined from their pieces. */
    private static final class Messages implements ClientListener {
        final Queue<String> texts = new ConcurrentLinkedQueue<>();
        final Queue<byte[]> binaries = new ConcurrentLinkedQueue<>();
        final AtomicInteger pieces = new AtomicInteger();
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

        @Override
        public void onMessage(Connection connection, Message message) {
            pieces.incrementAndGet();
            byte[] piece = new byte[message.data().remaining()];
            message.data().get(piece);
            pending.writeBytes(piece);
            if (message.remaining() == 0) {
                byte[] whole = pending.toByteArray();
                pending.reset();
                if (message.type() == FrameType.TEXT) {
                    texts.add(new String(whole, StandardCharsets.UTF_8));
                } else {
                    binaries.add(whole);
                }
            }
        }
    }

    private ProxyClient client(String name, ClientListener listener) {
        return playground.keep(playground.client(name).listener(listener).connect());
    }

    @Test
    void carriesTextBothWaysToEveryone() {
        Messages one = new Messages();
        Messages two = new Messages();
        Connection a = client("one", one).open(server.url());
        Connection b = client("two", two).open(server.url());
        assertThat(a.isNew()).isTrue();
        assertThat(b.isNew()).isFalse();

        assertThat(a.send("grüße")).isEqualTo(SendResult.OK);
        assertThat(b.send("second")).isEqualTo(SendResult.OK);
        for (Messages messages : List.of(one, two)) {
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(messages.texts).containsExactlyInAnyOrder("grüße", "second"));
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void carriesBinaryAndFragmentsAsWholeMessages() {
        Messages messages = new Messages();
        Connection connection = client("one", messages).open(server.url());
        connection.send(FrameType.BINARY, ByteBuffer.wrap(new byte[] {0, 1, 2, (byte) 0xff}));
        connection.send("fragment:hello world");
        await().atMost(Playground.DEADLINE).untilAsserted(() -> {
            assertThat(messages.binaries).hasSize(1);
            assertThat(messages.binaries.peek()).containsExactly(0, 1, 2, 0xff);
            assertThat(messages.texts).containsExactly("hello world");
        });
    }

    @Test
    void carriesATenMegabyteMessageInPieces() {
        Messages messages = new Messages();
        Connection connection = client("one", messages).open(server.url());
        byte[] large = new byte[10 * 1024 * 1024];
        new Random(1).nextBytes(large);
        await().atMost(Playground.DEADLINE)
                .until(() -> connection.send(FrameType.BINARY, ByteBuffer.wrap(large)) == SendResult.OK);
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(messages.binaries).hasSize(1));
        assertThat(Arrays.equals(messages.binaries.peek(), large)).isTrue();
        assertThat(messages.pieces.get()).isGreaterThan(1);
    }

    @Test
    void keepsTheOrderOfOneClientsMessages() {
        Messages messages = new Messages();
        Connection connection = client("one", messages).open(server.url());
        for (int i = 0; i < 5_000; i++) {
            String text = "message " + i;
            if (connection.send(text) != SendResult.OK) {
                await().atMost(Playground.DEADLINE).until(() -> connection.send(text) == SendResult.OK);
            }
        }
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(messages.texts).hasSize(5_000));
        int next = 0;
        for (String text : messages.texts) {
            assertThat(text).isEqualTo("message " + next++);
        }
    }

    @Test
    void passesHeadersAndSubprotocolsAndReplaysOpeningMessages() {
        Messages messages = new Messages();
        OpenOptions options = OpenOptions.url(server.url())
                .header("X-Token", "abc")
                .subprotocol("v2.echo")
                .openingMessage("hello")
                .build();
        Recorder events = new Recorder() {
            @Override
            public void onMessage(Connection connection, Message message) {
                messages.onMessage(connection, message);
            }
        };
        client("one", events).open(options);
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(messages.texts).containsExactly("hello"));
        assertThat(server.lastHeader("X-Token")).isEqualTo("abc");
        assertThat(server.lastSubprotocol()).isEqualTo("v2.echo");

        server.dropConnections();
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(events.events()).contains("gap", "reconnected"));
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(messages.texts).containsExactly("hello", "hello"));
    }

    @Test
    void countsSubscriptionsWithTheApplicationsOwnRequests() {
        Messages messages = new Messages();
        Connection a = client("one", messages).open(server.url());
        Connection b = client("two", new Messages()).open(server.url());
        assertThat(a.subscribeAsync("ticker", List.of("BTC"), "sub BTC").join()).isEmpty();
        assertThat(b.subscribeAsync("ticker", List.of("BTC"), "sub BTC").join()).containsExactly("BTC");
        assertThat(a.unsubscribeAsync("ticker", List.of("BTC"), "unsub BTC").join())
                .containsExactly("BTC");
        assertThat(b.unsubscribeAsync("ticker", List.of("BTC"), "unsub BTC").join())
                .isEmpty();
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(messages.texts).containsExactly("sub BTC", "unsub BTC"));
    }
}
