// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.simulator.Feed;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Refused;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.WireVersion;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user is told when something cannot work; and that it harms nobody else. */
@Timeout(180)
class FailuresIT {
    private Playground playground;
    private Upstream upstream;
    private ProxyClient client;

    @BeforeEach
    void start() throws Exception {
        playground = Playground.open();
        upstream = playground.keep(Upstream.start(Upstream.options().feedsNotInPlan(Set.of(Feed.SIP))));
        client = playground.keep(playground.client("client").connect());
    }

    @AfterEach
    void stop() throws Exception {
        playground.close();
    }

    private Failure failureOf(OpenOptions options) {
        return catchThrowableOfType(FailureException.class, () -> client.open(options))
                .failure();
    }

    private Failure failureOf(String url) {
        return failureOf(OpenOptions.url(url).credentials(Upstream.CREDENTIALS).build());
    }

    @Test
    void wrongCredentials() throws Exception {
        Connection good = playground.keep(playground.client("good").connect()).open(upstream.open());

        Failure wrongSecret = failureOf(OpenOptions.url(upstream.url())
                .credentials(new Credentials("demo-key", "wrong"))
                .build());
        assertThat(wrongSecret.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
        assertThat(wrongSecret.detail()).isEqualTo(402);
        assertThat(wrongSecret.reason()).doesNotContain("wrong\"").doesNotContain("demo-secret");

        Failure wrongKey = failureOf(OpenOptions.url(upstream.url())
                .credentials(new Credentials("nobody", "wrong"))
                .build());
        assertThat(wrongKey.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
        assertThat(good.subscribe("trades", "AAPL")).isEmpty();
    }

    @Test
    void connectionHeldByAnotherProgram() throws Exception {
        WebSocket holder = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("APCA-API-KEY-ID", "demo-key")
                .header("APCA-API-SECRET-KEY", "demo-secret")
                .buildAsync(URI.create(upstream.url()), new WebSocket.Listener() {})
                .join();
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(upstream.simulator().stats().connectionsAccepted())
                        .isEqualTo(1));

        Failure failure = failureOf(upstream.url());
        assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_LIMIT);
        assertThat(failure.detail()).isEqualTo(406);
        assertThat(failure.reason()).contains("another program");

        holder.abort();
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(upstream.simulator().stats().connectionsCurrent())
                        .isZero());
        assertThat(client.open(upstream.open()).isNew()).isTrue();
    }

    @Test
    void feedThatIsNotInThePlan() {
        Failure failure = failureOf(upstream.url().replace("/v2/iex", "/v2/sip"));
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_IN_PLAN);
        assertThat(failure.detail()).isEqualTo(409);
    }

    @Test
    void unreachableHost() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Failure refused = failureOf("ws://127.0.0.1:" + free + "/v2/iex");
        assertThat(refused.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(refused.reason()).contains("127.0.0.1").contains(String.valueOf(free));

        Failure unknown = failureOf("wss://no-such-host.invalid/v2/iex");
        assertThat(unknown.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(unknown.reason()).contains("no-such-host.invalid");
    }

    @Test
    void badUrl() {
        assertThat(failureOf("http://127.0.0.1/v2/iex").code()).isEqualTo(ErrorCode.BAD_URL);
        assertThat(failureOf("ws://").code()).isEqualTo(ErrorCode.BAD_URL);
        assertThat(failureOf("not a url at all").code()).isEqualTo(ErrorCode.BAD_URL);
        assertThat(failureOf(OpenOptions.url(upstream.url())
                                .protocol("smoke-signals")
                                .build())
                        .code())
                .isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void upgradeRejected() {
        upstream.simulator().refuseUpgrades(503);
        Failure failure = failureOf(upstream.url());
        assertThat(failure.code()).isEqualTo(ErrorCode.UPGRADE_REJECTED);
        assertThat(failure.detail()).isEqualTo(503);
    }

    @Test
    void channelThatTheFeedDoesNotHave() {
        Connection connection = client.open(upstream.open());
        assertThatThrownBy(() -> connection.subscribe("smoke", "AAPL"))
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("UNKNOWN_CHANNEL")
                .hasMessageContaining("trades");
        assertThat(connection.subscribe("trades", "AAPL")).isEmpty();
    }

    @Test
    void anotherVersionOfTheClientLibrary() throws Exception {
        try (SocketChannel socket =
                SocketChannel.open(UnixDomainSocketAddress.of(playground.dir().resolve("control.sock")))) {
            write(socket, new Hello(999, false, 1, "from the future", "9.9.9").encode());
            Reply reply = Reply.decode(read(socket));
            assertThat(reply).isInstanceOf(Refused.class);
            Failure failure = ((Refused) reply).failure();
            assertThat(failure.code()).isEqualTo(ErrorCode.VERSION_MISMATCH);
            assertThat(failure.reason()).contains("999").contains(String.valueOf(WireVersion.CURRENT));
            assertThat(socket.read(ByteBuffer.allocate(1)))
                    .as("the end of the stream")
                    .isEqualTo(-1);
        }
        assertThat(client.status().clients()).hasSize(1);
    }

    /** Byte by byte, as docs/wire-layouts.md says: what an administrator of any version past and future sends. */
    @Test
    void stopFromAnotherVersion() throws Exception {
        long pid = client.proxyPid();
        try (SocketChannel socket =
                SocketChannel.open(UnixDomainSocketAddress.of(playground.dir().resolve("control.sock")))) {
            write(socket, bytes("01 e7030000 01 whatever else this version says"));
            ByteBuffer welcome = read(socket).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(Byte.toUnsignedInt(welcome.get())).isEqualTo(129);
            assertThat(welcome.getInt()).isEqualTo(WireVersion.CURRENT);
            assertThat(welcome.getLong()).isZero();
            assertThat(welcome.getLong()).isEqualTo(pid);
            write(socket, bytes("16 0807060504030201"));
            assertThat(read(socket)).isEqualTo(bytes("84 0807060504030201"));
        }
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(ProcessHandle.of(pid)).isEmpty());
    }

    /** Hexadecimal digits, and text as it is. */
    private static ByteBuffer bytes(String layout) {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        for (String part : layout.split(" ")) {
            bytes.put(
                    part.matches("[0-9a-f]+") ? HexFormat.of().parseHex(part) : part.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.flip();
    }

    @Test
    void garbageOnTheControlSocket() throws Exception {
        try (SocketChannel socket =
                SocketChannel.open(UnixDomainSocketAddress.of(playground.dir().resolve("control.sock")))) {
            write(socket, ByteBuffer.wrap(new byte[] {99, 1, 2, 3}));
            assertThat(Reply.decode(read(socket))).isInstanceOf(Refused.class);
        }
        assertThat(client.open(upstream.open()).subscribe("trades", "AAPL")).isEmpty();
    }

    @Test
    void blockingCallInACallback() {
        Recorder recorder = new Recorder() {
            @Override
            public void onOpened(Connection connection) {
                connection.subscribe("trades", "AAPL");
            }
        };
        ProxyClient careless =
                playground.keep(playground.client("careless").listener(recorder).connect());
        Connection connection = careless.open(upstream.open());
        assertThat(connection.subscribe("trades", "MSFT")).isEmpty();
        assertThat(SharingIT.held(upstream, "trades")).containsExactly("MSFT");
    }

    @Test
    void openThatTakesTooLong() {
        upstream.simulator().silence(true);
        Failure failure = failureOf(OpenOptions.url(upstream.url())
                .credentials(Upstream.CREDENTIALS)
                .timeout(Duration.ofMillis(500))
                .build());
        assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    }

    private static void write(SocketChannel socket, ByteBuffer message) throws Exception {
        ByteBuffer framed = ByteBuffer.allocate(4 + message.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(message.remaining())
                .put(message)
                .flip();
        while (framed.hasRemaining()) {
            socket.write(framed);
        }
    }

    private static ByteBuffer read(SocketChannel socket) throws Exception {
        ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        fill(socket, length);
        return fill(socket, ByteBuffer.allocate(length.getInt(0)));
    }

    private static ByteBuffer fill(SocketChannel socket, ByteBuffer buffer) throws Exception {
        while (buffer.hasRemaining()) {
            assertThat(socket.read(buffer)).as("bytes read").isNotNegative();
        }
        return buffer.flip();
    }
}
