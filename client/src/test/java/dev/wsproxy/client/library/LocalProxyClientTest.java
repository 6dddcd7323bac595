// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.LogLevel;
import dev.wsproxy.SendResult;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.ClientOptions;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Message;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.Waiting;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Farewell;
import dev.wsproxy.wire.Open;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.Restate;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.Subscribe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class LocalProxyClientTest {
    private static final String URL = "wss://user:pass@example.com/v2/iex?token=abc";
    private static final Failure UNREADABLE = Failure.of(ErrorCode.INTERNAL, "too many open files");
    private static final Failure BROKEN = Failure.of(ErrorCode.UPSTREAM_LOST, "it broke");

    private final FakeLink link = new FakeLink();
    private final Recorder recorder = new Recorder();
    private final List<LocalProxyClient> clients = new ArrayList<>();

    @AfterEach
    void closeClients() {
        link.proxy = new ScriptedProxy();
        clients.forEach(LocalProxyClient::close);
    }

    private LocalProxyClient client(ClientListener listener, Waiting waiting, Timeouts timeouts) {
        ClientOptions options = new ClientOptions(
                "tester", listener, waiting, Optional.empty(), Optional.empty(), Optional.empty(), true);
        LocalProxyClient client = LocalProxyClient.start(options, link, FakeLink::none, timeouts);
        clients.add(client);
        return client;
    }

    private LocalProxyClient client(ClientListener listener) {
        link.proxy = new ScriptedProxy();
        return client(listener, Waiting.BACKOFF, Timeouts.STANDARD);
    }

    private LocalProxyClient silentProxyClient() {
        return client(recorder, Waiting.BACKOFF, new Timeouts(millis(150), millis(150), millis(50)));
    }

    private static Duration millis(long count) {
        return Duration.ofMillis(count);
    }

    private void awaitCalls(String... expected) {
        await().atMost(Deadlines.GENEROUS)
                .untilAsserted(() -> assertThat(recorder.calls).containsExactly(expected));
    }

    private FakeLink.Arrived arrival() throws InterruptedException {
        return link.arrived.poll(Deadlines.GENEROUS.toSeconds(), TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(Waiting.class)
    void opensAConnectionAndHandsOverItsMessagesInOrder(Waiting waiting) {
        link.proxy = new ScriptedProxy();
        LocalProxyClient client = client(recorder, waiting, Timeouts.STANDARD);

        Connection connection = client.open(URL);
        link.data(1, 7, 0, "one");
        link.event(1, new ClientEvent.ErrorReported(BROKEN));
        link.data(1, 9, 3, "tw");
        link.data(1, 10, 0, "o");

        await().atMost(Deadlines.GENEROUS).untilAsserted(() -> {
            if (waiting == Waiting.POLL) {
                client.poll(1);
            }
            assertThat(recorder.calls)
                    .containsExactly(
                            "opened 101",
                            "message 7 one remaining=0",
                            "error UPSTREAM_LOST: it broke",
                            "message 9 tw remaining=3",
                            "message 10 o remaining=0");
        });
        assertThat(connection.id()).isEqualTo(101);
        assertThat(connection.isNew()).isTrue();
        assertThat(connection.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(client.connections()).containsExactly(connection);
        assertThat(client.proxyPid()).isEqualTo(4711);
        assertThat(client.isConnected()).isTrue();
    }

    @Test
    void showsNoSecretsOfAConnection() throws Exception {
        LocalProxyClient client = client(recorder);
        Connection connection = client.open(OpenOptions.url(URL)
                .credentials(new Credentials("the-key", "the-secret"))
                .build());

        assertThat(connection.url()).isEqualTo("wss://example.com/v2/iex");
        assertThat(connection.toString() + client)
                .doesNotContain("the-key")
                .doesNotContain("the-secret")
                .doesNotContain("pass")
                .doesNotContain("abc");
        FakeLink.Arrived open = arrival();
        assertThat(open.control()).as("over the control socket").isTrue();
        assertThat(((Open) open.request()).request().url()).isEqualTo(URL);
        assertThat(((Open) open.request()).request().secret()).isEqualTo("the-secret");
    }

    @Test
    void opensTwiceForAClientThatAuthenticatesByMessage() throws Exception {
        LocalProxyClient client = client(recorder, Waiting.BACKOFF, Timeouts.STANDARD);
        CompletableFuture<Connection> opening =
                client.openAsync(OpenOptions.url(URL).build());
        link.event(1, new ClientEvent.Opened(0, false, "fake"));
        Connection connection = opening.get(30, TimeUnit.SECONDS);
        assertThat(connection.id()).isZero();
        assertThat(connection.state()).isEqualTo(ConnectionState.AUTHENTICATING);
        arrival();

        assertThat(connection.send("{\"secret\":1}")).isEqualTo(SendResult.OK);
        assertThat(arrival().control()).as("before authentication").isTrue();
        ByteBuffer large = ByteBuffer.allocate(Request.MAX_CONTROL_BYTES);
        assertThat(connection.send(FrameType.BINARY, large)).isEqualTo(SendResult.BACKPRESSURE);

        link.event(1, new ClientEvent.Opened(55, true, "fake"));
        link.event(1, new ClientEvent.Authenticated());
        link.event(1, new ClientEvent.ErrorReported(BROKEN));
        awaitCalls("opened 0", "error UPSTREAM_LOST: it broke");
        assertThat(connection.id()).isEqualTo(55);
        assertThat(connection.isNew()).isTrue();
        assertThat(connection.state()).isEqualTo(ConnectionState.OPEN);

        assertThat(connection.send("später")).isEqualTo(SendResult.OK);
        FakeLink.Arrived sent = arrival();
        assertThat(sent.control()).as("after authentication").isFalse();
        Send send = (Send) sent.request();
        assertThat(send.type()).isEqualTo(FrameType.TEXT);
        assertThat(StandardCharsets.UTF_8.decode(send.data()).toString()).isEqualTo("später");
        assertThat(connection.send(FrameType.BINARY, large)).isEqualTo(SendResult.OK);
    }

    @Test
    void leavesTheBufferOfASentMessageAsItWas() throws Exception {
        LocalProxyClient client = client(recorder);
        Connection connection = client.open(URL);
        ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1);

        assertThat(connection.send(FrameType.BINARY, data)).isEqualTo(SendResult.OK);
        assertThat(data.position()).isEqualTo(1);
        arrival();
        assertThat(((Send) arrival().request()).data()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4}));
    }

    @Test
    void sendsNoTextThatIsNotUtf8() throws Exception {
        Connection connection = client(recorder).open(URL);
        assertThat(arrival().request()).isInstanceOf(Open.class);
        ByteBuffer latin = ByteBuffer.wrap(new byte[] {'a', (byte) 0xe9});
        assertThatThrownBy(() -> connection.send(FrameType.TEXT, latin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the text is not UTF-8 from byte 1 of 2 on");
        assertThatThrownBy(() -> connection.send("\uD83D")).isInstanceOf(IllegalArgumentException.class);
        assertThat(link.arrived).isEmpty();
        assertThat(connection.send(FrameType.BINARY, latin)).isEqualTo(SendResult.OK);
    }

    @Test
    void reportsWhyAMessageWasNotAccepted() {
        Connection connection = client(recorder).open(URL);
        await().atMost(Deadlines.GENEROUS).until(() -> {
            link.requestResult = SendResult.BACKPRESSURE;
            return connection.send("x") == SendResult.BACKPRESSURE;
        });
        link.requestResult = SendResult.TOO_LARGE;
        assertThat(connection.send("x")).isEqualTo(SendResult.TOO_LARGE);
        link.requestResult = SendResult.OK;
        connection.close();
        assertThat(connection.send("x")).isEqualTo(SendResult.CLOSED);
    }

    @Test
    void failsAnOpenThatTheProxyRefuses() {
        LocalProxyClient client = client(recorder, Waiting.BACKOFF, Timeouts.STANDARD);
        link.proxy = (proxy, request) -> proxy.event(
                1, new ClientEvent.OpenFailed(Failure.of(ErrorCode.CONNECTION_LIMIT, 406, "another program holds it")));

        assertThatThrownBy(() -> client.open(URL))
                .isInstanceOf(FailureException.class)
                .hasMessage("CONNECTION_LIMIT (406): another program holds it");
        assertThat(client.connections()).isEmpty();
        await().atMost(Deadlines.GENEROUS).until(() -> link.released.contains(1));
        assertThat(recorder.calls).isEmpty();
    }

    @Test
    void refusesAnOpenThatIsTooLongForTheControlSocket() {
        LocalProxyClient client = client(recorder);
        OpenOptions options = OpenOptions.url(URL)
                .openingMessage("x".repeat(Request.MAX_CONTROL_BYTES))
                .build();
        assertThatThrownBy(() -> client.open(options))
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("LIMIT_EXCEEDED: the request to open is ")
                .hasMessageContaining(" bytes long, and may have 1048576");
        assertThat(link.arrived).isEmpty();
        assertThat(client.connections()).isEmpty();
        assertThat(recorder.calls).isEmpty();
    }

    @Test
    void givesUpAnOpenThatIsNotAnsweredInTime() throws Exception {
        LocalProxyClient client = silentProxyClient();
        OpenOptions impatient = OpenOptions.url(URL).timeout(millis(100)).build();

        assertThatThrownBy(() -> client.open(impatient)).hasMessageStartingWith("TIMEOUT: ");
        assertThat(arrival().request()).isInstanceOf(Open.class);
        assertThat(arrival().request()).isEqualTo(new Close(1));

        CompletableFuture<Connection> later = client.openAsync(impatient);
        assertThatThrownBy(later::join)
                .hasRootCauseMessage(
                        "TIMEOUT: wss://example.com/v2/iex was not open within 100 ms; wsproxy status shows why");
        link.event(2, new ClientEvent.Opened(102, true, "fake"));
        link.event(2, new ClientEvent.Closed(Failure.of(ErrorCode.CLOSED, "as asked")));
        await().atMost(Deadlines.GENEROUS).until(() -> link.released.contains(2));
        assertThat(recorder.calls)
                .as("an open that was given up is never announced")
                .isEmpty();
    }

    @Test
    void subscribesAndReportsWhatOthersHad() throws Exception {
        Connection connection = client(recorder).open(URL);
        arrival();

        assertThat(connection.subscribe("trades", "AAPL", "MSFT")).containsExactly("AAPL");
        FakeLink.Arrived arrived = arrival();
        assertThat(arrived.control()).isFalse();
        Subscribe subscribe = (Subscribe) arrived.request();
        assertThat(subscribe.wanted()).isTrue();
        assertThat(subscribe.subscription().channel()).isEqualTo("trades");
        assertThat(subscribe.subscription().symbols()).containsExactly("AAPL", "MSFT");

        assertThat(connection.unsubscribe("trades", "MSFT")).isEmpty();
        assertThat(((Subscribe) arrival().request()).wanted()).isFalse();
        assertThat(connection.subscribeAsync("x", List.of("y"), "request text").get(30, TimeUnit.SECONDS))
                .isEmpty();
        assertThat(((Subscribe) arrival().request()).subscription().message()).isEqualTo("request text");
    }

    @Test
    void failsARefusedSubscription() {
        Connection connection = client(recorder).open(URL);
        link.proxy = (proxy, request) -> {
            if (request instanceof Subscribe subscribe) {
                proxy.event(
                        subscribe.handle(),
                        new ClientEvent.SubscriptionRefused(
                                subscribe.correlationId(), Failure.of(ErrorCode.SYMBOL_LIMIT, 405, "too many")));
            }
        };
        assertThatThrownBy(() -> connection.subscribe("trades", "AAPL"))
                .isInstanceOf(FailureException.class)
                .hasMessage("SYMBOL_LIMIT (405): too many");
    }

    @Test
    void failsASubscriptionThatIsNotAnsweredInTime() {
        LocalProxyClient client = silentProxyClient();
        CompletableFuture<Connection> opening =
                client.openAsync(OpenOptions.url(URL).build());
        link.event(1, new ClientEvent.Opened(5, true, "fake"));
        Connection connection = opening.join();

        assertThatThrownBy(() -> connection.subscribe("trades", "AAPL"))
                .isInstanceOf(FailureException.class)
                .hasMessageMatching("TIMEOUT: subscribe.* was not answered within 150 ms");
        assertThatThrownBy(() ->
                        connection.subscribeAsync("trades", List.of("AAPL")).join())
                .hasRootCauseMessage("TIMEOUT: subscribe to trades [AAPL] was not answered within 150 ms");
    }

    @Test
    void refusesToSubscribeBeforeTheConnectionIsOpen() {
        LocalProxyClient client = silentProxyClient();
        client.openAsync(OpenOptions.url(URL).build());
        Connection opening = client.connections().iterator().next();

        assertThat(opening.send("too early")).isEqualTo(SendResult.NOT_CONNECTED);
        assertThatThrownBy(() -> opening.subscribe("trades", "AAPL"))
                .hasMessage("INVALID_REQUEST: subscribe to trades [AAPL]: the connection is not open yet");
        assertThatThrownBy(() -> opening.subscribe("trades"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one symbol");
    }

    @Test
    void closesOneConnectionAndLeavesTheOther() throws Exception {
        LocalProxyClient client = client(recorder);
        Connection first = client.open(URL);
        Connection second = client.open(URL);
        CompletableFuture<?> pending = new CompletableFuture<>();
        link.proxy = (proxy, request) -> {
            if (request instanceof Close) {
                pending.complete(null);
            }
        };
        CompletableFuture<?> unanswered = first.subscribeAsync("trades", List.of("AAPL"));
        first.close();
        first.close();
        pending.get(30, TimeUnit.SECONDS);
        link.data(1, 3, 0, "after its close");
        link.data(2, 4, 0, "for the other");
        link.event(1, new ClientEvent.Closed(Failure.of(ErrorCode.CLOSED, "as asked")));

        awaitCalls("opened 101", "opened 102", "message 4 for the other remaining=0", "closed CLOSED: as asked");
        assertThat(first.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(client.connections()).containsExactly(second);
        assertThat(link.released).containsExactly(1);
        assertThatThrownBy(unanswered::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("CLOSED: as asked");
        assertThatThrownBy(() -> first.subscribe("trades", "AAPL")).hasMessageStartingWith("CLOSED: ");
    }

    @Test
    void repeatsACloseThatFoundTheQueueFull() {
        LocalProxyClient client = client(recorder);
        Connection connection = client.open(URL);
        link.requestResult = SendResult.BACKPRESSURE;
        client.closeAll();
        assertThat(connection.send("x")).isEqualTo(SendResult.CLOSED);
        link.requestResult = SendResult.OK;
        awaitCalls("opened 101", "closed CLOSED: as asked");
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW_CLIENT", "MEMORY_FULL"})
    void saysOfAConnectionThatItsOwnerLeftNothingElse(ErrorCode unread) {
        Connection connection = client(recorder).open(URL);
        link.proxy = (proxy, request) -> {
            if (request instanceof Close) {
                proxy.event(1, new ClientEvent.Closed(Failure.of(unread, "its last word was lost")));
            }
        };
        connection.close();
        awaitCalls("opened 101", "closed CLOSED: closed by its owner");
    }

    @Test
    void tellsTheProxyOfAConnectionThatItsOwnEndGaveUp() throws Exception {
        LocalProxyClient client = client(recorder);
        Connection connection = client.open(URL);
        link.arrived.clear();
        link.requestResult = SendResult.BACKPRESSURE;
        link.event(1, new ClientEvent.Closed(UNREADABLE));
        awaitCalls("opened 101", "closed INTERNAL: too many open files");
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(client.connections()).isEmpty();
        assertThat(link.arrived).isEmpty();
        link.requestResult = SendResult.OK;
        assertThat(arrival().request()).isEqualTo(new Close(1));
        await().atMost(Deadlines.GENEROUS).until(() -> link.released.contains(1));
        client.close();
        assertThat(link.arrived).as("told once").isEmpty();
        assertThat(recorder.calls).containsExactly("opened 101", "closed INTERNAL: too many open files");
    }

    @Test
    void tellsTheProxyOfAConnectionThatItsOwnEndGaveUpBeforeItWasOpen() throws Exception {
        LocalProxyClient client = client(recorder);
        link.proxy = (proxy, request) -> {
            if (request instanceof Open) {
                proxy.event(1, new ClientEvent.Closed(UNREADABLE));
            }
        };
        assertThatThrownBy(() -> client.open(URL)).hasMessage("INTERNAL: too many open files");
        assertThat(arrival().request()).isInstanceOf(Open.class);
        assertThat(arrival().request()).isEqualTo(new Close(1));
        assertThat(recorder.calls).isEmpty();
    }

    @Test
    void followsTheUpstreamThroughALoss() {
        Connection connection = client(recorder).open(URL);
        link.event(1, new ClientEvent.Reconnecting(BROKEN));
        link.event(1, new ClientEvent.Gap(1, 2, BROKEN));
        link.event(1, new ClientEvent.Reconnected());
        link.record(handler -> handler.onOvertaken(1, 17, 100, 140));
        link.record(handler -> handler.onMemoryFull(1, 23, 141, 0));

        awaitCalls(
                "opened 101",
                "reconnecting RECONNECTING",
                "gap UPSTREAM_LOST -1",
                "reconnected OPEN",
                "gap OVERTAKEN 17",
                "gap MEMORY_FULL 23");
        assertThat(recorder.gaps.get(2).failure())
                .hasToString(
                        "MEMORY_FULL: the proxy had no room for 23 messages for this client: free some memory in its"
                                + " directory if that is full; if not, memory was not ready as fast as messages came");
        assertThat(connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void asksHowAConnectionStandsAfterEventsWereLost() {
        BiConsumer<FakeLink, Request> standard = new ScriptedProxy();
        LocalProxyClient client = client(recorder);
        link.proxy = (proxy, request) -> {
            if (request instanceof Open) {
                proxy.event(1, new ClientEvent.Opened(7, true, "fake"));
            } else if (request instanceof Restate) {
                proxy.event(1, new ClientEvent.Opened(7, true, "fake"));
                proxy.event(1, new ClientEvent.Authenticated());
                proxy.event(1, new ClientEvent.Reconnected());
            } else {
                standard.accept(proxy, request);
            }
        };
        Connection connection = client.open(URL);
        link.event(1, new ClientEvent.Reconnecting(BROKEN));
        link.requestResult = SendResult.BACKPRESSURE;
        link.record(handler -> handler.onEventsLost(1, 3, ErrorCode.SLOW_CLIENT));
        awaitCalls("opened 7", "reconnecting RECONNECTING", "error " + lost(3), "gap OVERTAKEN -1");
        link.requestResult = SendResult.OK;
        awaitCalls("opened 7", "reconnecting RECONNECTING", "error " + lost(3), "gap OVERTAKEN -1", "reconnected OPEN");
        link.arrived.clear();
        assertThat(connection.send("no secret")).isEqualTo(SendResult.OK);
        assertThat(link.arrived.element().control())
                .as("over the control socket")
                .isFalse();
        link.record(handler -> handler.onEventsLost(1, 1, ErrorCode.MEMORY_FULL));
        link.data(1, 1, 0, "said once");
        await().atMost(Deadlines.GENEROUS)
                .untilAsserted(() -> assertThat(link.arrived.stream().map(FakeLink.Arrived::request))
                        .contains(new Restate(1)));
        awaitCalls(
                "opened 7",
                "reconnecting RECONNECTING",
                "error " + lost(3),
                "gap OVERTAKEN -1",
                "reconnected OPEN",
                "error " + noRoomFor(1),
                "gap MEMORY_FULL -1",
                "message 1 said once remaining=0");
    }

    private static String noRoomFor(int count) {
        return "MEMORY_FULL: the proxy had no room for " + count
                + " events of the connection: answers to its subscriptions, or that its upstream was lost for a while,"
                + " may be among them";
    }

    private static String lost(int count) {
        return "SLOW_CLIENT: this client read too slowly and missed " + count
                + " events of the connection: answers to its subscriptions, or that its upstream was lost for a while,"
                + " may be among them";
    }

    @Test
    void keepsGoingAfterACallbackThrew() {
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        client(new Recorder() {
                    @Override
                    public void onOpened(Connection connection) {
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void onMessage(Connection connection, Message message) {
                        seen.add(message.text());
                        throw new AssertionError("on purpose");
                    }
                })
                .open(URL);
        link.data(1, 1, 0, "a");
        link.data(1, 2, 0, "b");
        await().atMost(Deadlines.GENEROUS).untilAsserted(() -> assertThat(seen).containsExactly("a", "b"));
    }

    @Test
    void failsBlockingCallsInsideACallbackAndNamesTheAlternative() throws Exception {
        ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
        AtomicReference<LocalProxyClient> client = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        client.set(client(new Recorder() {
            @Override
            public void onMessage(Connection connection, Message message) {
                List<Runnable> blocking = List.of(
                        () -> client.get().open(URL),
                        () -> connection.subscribe("trades", "AAPL"),
                        () -> connection.unsubscribe("trades", "AAPL"),
                        () -> client.get().status());
                for (Runnable call : blocking) {
                    try {
                        call.run();
                    } catch (IllegalStateException e) {
                        errors.add(e.getMessage());
                    }
                }
                done.countDown();
            }
        }));
        client.get().open(URL);
        link.data(1, 1, 0, "x");

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(errors)
                .containsExactly(
                        "open would wait for its own callback to return: use openAsync",
                        "subscribe would wait for its own callback to return: use subscribeAsync",
                        "unsubscribe would wait for its own callback to return: use unsubscribeAsync",
                        "status would wait for its own callback to return: use another thread");
    }

    @Test
    void mayBeClosedInsideACallback() {
        AtomicReference<LocalProxyClient> client = new AtomicReference<>();
        client.set(client(new Recorder() {
            @Override
            public void onMessage(Connection connection, Message message) {
                client.get().close();
            }
        }));
        client.get().open(URL);
        link.data(1, 1, 0, "x");
        await().atMost(Deadlines.GENEROUS).until(() -> link.closed);
        assertThat(client.get().isConnected()).isFalse();
    }

    @Test
    void asksTheProxyAboutItself() {
        LocalProxyClient client = client(recorder);
        assertThat(client.status()).isEqualTo(ScriptedProxy.STATUS);
        client.setLogLevel(LogLevel.DEBUG);
        assertThat(link.arrived).hasSize(2).allMatch(FakeLink.Arrived::control);
    }

    @Test
    void failsAStatusThatIsNotAnsweredInTime() {
        LocalProxyClient client = silentProxyClient();
        assertThatThrownBy(client::status).hasMessageStartingWith("TIMEOUT: status was not answered within 150 ms");
    }

    @Test
    void tellsEveryoneWhenTheProxyIsLostAndThereIsNoOther() {
        LocalProxyClient client = client(recorder);
        Connection connection = client.open(URL);
        link.proxy = (proxy, request) -> {};
        CompletableFuture<?> subscription = connection.subscribeAsync("trades", List.of("AAPL"));
        CompletableFuture<?> opening = client.openAsync(OpenOptions.url(URL).build());
        link.data(1, 1, 0, "the last words");
        link.lose("it was killed");

        awaitCalls(
                "opened 101",
                "message 1 the last words remaining=0",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "closed START_FAILED: no other proxy");
        assertThatThrownBy(subscription::join).hasRootCauseMessage("PROXY_LOST: it was killed");
        assertThatThrownBy(opening::join).hasRootCauseMessage("PROXY_LOST: it was killed");
        assertThat(client.isConnected()).isFalse();
        assertThat(client.connections()).isEmpty();
        assertThat(connection.send("x")).isEqualTo(SendResult.CLOSED);
        assertThatThrownBy(() -> client.open(URL)).hasMessage("PROXY_LOST: it was killed");
        assertThatThrownBy(client::status).hasMessageStartingWith("PROXY_LOST: ");
        await().atMost(Deadlines.GENEROUS).until(() -> link.closed);
    }

    @Test
    void passesOnWhyTheProxySaidFarewell() {
        client(recorder).open(URL);
        link.reply(new Farewell(Failure.of(ErrorCode.PROXY_STOPPING, "wsproxy stop")));
        link.lose("end of file");
        awaitCalls(
                "opened 101", "proxy disconnected PROXY_STOPPING: wsproxy stop", "closed PROXY_STOPPING: wsproxy stop");
    }

    @Test
    void treatsABrokenLinkAsALostProxy() {
        client(recorder).open(URL);
        link.record(handler -> {
            throw new IllegalStateException("mapping gone");
        });
        await().atMost(Deadlines.GENEROUS)
                .untilAsserted(() -> assertThat(recorder.calls)
                        .contains("proxy disconnected INTERNAL: the link to the proxy failed:"
                                + " java.lang.IllegalStateException: mapping gone"));
    }

    @Test
    void survivesAMalformedEvent() {
        client(recorder).open(URL);
        link.record(handler -> handler.onEvent(1, ByteBuffer.wrap(new byte[] {99})));
        link.data(1, 1, 0, "still here");
        awaitCalls("opened 101", "message 1 still here remaining=0");
    }

    @Test
    void leavesInOrderSoThatWhatWasSentBeforeGoesOut() throws Exception {
        LocalProxyClient client = client(recorder);
        Connection connection = client.open(URL);
        arrival();
        connection.send("the last message");
        client.close();
        client.close();

        assertThat(arrival().request()).isInstanceOf(Send.class);
        assertThat(arrival().request()).isEqualTo(new Close(1));
        assertThat(recorder.calls).containsExactly("opened 101", "closed CLOSED: as asked");
        assertThat(link.closed).isTrue();
        assertThatThrownBy(() -> client.open(URL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the client is closed: name=tester");
    }

    @Test
    void leavesAProxyThatDoesNotAnswer() {
        LocalProxyClient client = silentProxyClient();
        CompletableFuture<Connection> opening =
                client.openAsync(OpenOptions.url(URL).build());
        link.event(1, new ClientEvent.Opened(5, true, "fake"));
        opening.join();
        client.close();
        assertThat(recorder.calls).containsExactly("opened 5", "closed CLOSED: closed by its owner");
        assertThat(link.closed).isTrue();
    }

    @Test
    void pollsOnlyWhenAskedTo() {
        LocalProxyClient client = client(recorder);
        assertThatThrownBy(() -> client.poll(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Waiting.POLL");
    }

    @Test
    void namesItsThreadAfterTheClient() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        client(new Recorder() {
                    @Override
                    public void onOpened(Connection connection) {
                        thread.set(Thread.currentThread());
                    }
                })
                .open(URL);
        assertThat(thread.get().getName()).isEqualTo("wsproxy-client-tester");
        assertThat(thread.get().isDaemon()).isTrue();
    }
}
