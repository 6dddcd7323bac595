// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** An endpoint on a free port, and a broker that does as it is told. */
@Timeout(120)
abstract class EndpointFixture {
    static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");
    /** Of no importance to most tests, and so long that no handshake on a loaded machine exceeds it. */
    static final Duration HANDSHAKE = Duration.ofSeconds(60);

    static final int HANDLE = BrokerCalls.HANDLE;
    static final String FEED = "/v2/iex";

    final ScriptedHost host = new ScriptedHost();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private WebSocketTransport transport;

    static EndpointOptions options() {
        return new EndpointOptions(
                "127.0.0.1",
                0,
                new Routes(FEED).withFeeds("ws://upstream.test"),
                new Origins(Set.of()),
                false,
                Optional.empty(),
                false,
                Set.of("okhttp/"),
                Limits.DEFAULT,
                new Timing(Duration.ZERO, Duration.ofSeconds(5), HANDSHAKE, Duration.ofMillis(50)));
    }

    /** How clients connect; tests of the same behaviour over TLS override it. */
    Wire wire() {
        return Wire.PLAIN;
    }

    @BeforeEach
    void startTransport() {
        start(UnaryOperator.identity());
    }

    @AfterEach
    void stopTransport() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        transport.stop(ENDING);
    }

    /** Starts the endpoint anew, with other options. */
    void start(UnaryOperator<EndpointOptions> change) {
        if (transport != null) {
            transport.stop(ENDING);
        }
        transport = new WebSocketTransport(change.apply(wire().prepare(options())));
        transport.start(host);
    }

    WebSocketTransport transport() {
        return transport;
    }

    int port() {
        assertThat(transport.address()).startsWith("ws://127.0.0.1:");
        return URI.create(transport.address()).getPort();
    }

    <T extends AutoCloseable> T keep(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    /** Asks for a WebSocket and gets an answer. */
    RawClient ask(String path, String... headers) throws IOException {
        return connect(new Socket("127.0.0.1", port()), path, headers);
    }

    /** A client, and its session at the broker. */
    record Joined(RawClient client, RecordedSession session) {}

    Joined join(String... headers) throws Exception {
        return joined(ask(FEED, headers));
    }

    /** A client whose socket takes in little: one that is slow shows it soon. */
    Joined joinWithSmallBuffer(String... headers) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", port()));
        return joined(connect(socket, FEED, headers));
    }

    private RawClient connect(Socket socket, String path, String... headers) throws IOException {
        return keep(RawClient.connect(wire().client(keep(socket)), path, headers));
    }

    Joined joined(RawClient client) throws InterruptedException {
        assertThat(client.status()).isEqualTo(101);
        RecordedSession session = host.awaitClient();
        session.await(RecordedSession.Opened.class);
        return new Joined(client, session);
    }

    /** An outlet with these clients in slots 0, 1, … */
    Outlet outlet(Joined... clients) {
        Outlet outlet = transport.open(1);
        for (int slot = 0; slot < clients.length; slot++) {
            outlet.attach(clients[slot].session().port(), HANDLE, slot);
        }
        return outlet;
    }

    static void deliver(Outlet outlet, String text, int... slots) {
        outlet.deliver(FrameType.TEXT, System.nanoTime(), 1_000, utf8(text), slots(slots));
    }

    static Recipients slots(int... slots) {
        Recipients recipients = new Recipients();
        for (int slot : slots) {
            recipients.add(slot);
        }
        return recipients;
    }

    static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
