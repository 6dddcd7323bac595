// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.SendResult;
import dev.wsproxy.client.ClientOptions;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.Waiting;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Farewell;
import dev.wsproxy.wire.Open;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.Subscribe;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A proxy dies; the next one is found, and the application goes on as if little had happened. */
@Timeout(60)
class ProxyRestartTest {
    private static final String URL = "wss://example.com/v2/iex";

    private final FakeLink first = new FakeLink();
    private final FakeLink second = new FakeLink();
    private final BlockingQueue<ClientLink> next = new LinkedBlockingQueue<>();
    private final Recorder recorder = new Recorder();
    private final Queue<LocalProxyClient> clients = new ArrayDeque<>();

    @AfterEach
    void closeClients() {
        first.proxy = new ScriptedProxy();
        second.proxy = new ScriptedProxy();
        clients.forEach(LocalProxyClient::close);
    }

    private LocalProxyClient client(Waiting waiting) {
        first.proxy = new ScriptedProxy();
        second.proxy = new ScriptedProxy();
        return start(waiting, Timeouts.STANDARD);
    }

    private LocalProxyClient start(Waiting waiting, Timeouts timeouts) {
        ClientOptions options = new ClientOptions(
                "tester", recorder, waiting, Optional.empty(), Optional.empty(), Optional.empty(), true);
        LocalProxyClient client = LocalProxyClient.start(options, first, next::take, timeouts);
        clients.add(client);
        return client;
    }

    private void awaitCalls(LocalProxyClient client, Waiting waiting, String... expected) {
        await().atMost(Deadlines.GENEROUS).untilAsserted(() -> {
            while (waiting == Waiting.POLL && client.poll(10) > 0) {
                // until nothing more is there
            }
            assertThat(recorder.calls).containsExactly(expected);
        });
    }

    private void awaitCalls(String... expected) {
        awaitCalls(clients.element(), Waiting.BACKOFF, expected);
    }

    private static Request arrival(FakeLink link) throws InterruptedException {
        return link.arrived
                .poll(Deadlines.GENEROUS.toSeconds(), TimeUnit.SECONDS)
                .request();
    }

    @ParameterizedTest
    @EnumSource(Waiting.class)
    void bringsConnectionsAndSubscriptionsToTheNextProxy(Waiting waiting) throws Exception {
        LocalProxyClient client = client(waiting);
        Connection connection = client.open(URL);
        connection.subscribe("trades", "AAPL", "MSFT", "SPY");
        connection.unsubscribe("trades", "SPY");
        CompletableFuture<?> bars = connection.subscribeAsync("bars", List.of("AAPL"), "please");
        await().atMost(Deadlines.GENEROUS).until(() -> waiting != Waiting.POLL || client.poll(1) >= 0 && bars.isDone());
        bars.get(30, TimeUnit.SECONDS);
        first.data(1, 1, 0, "the last words");
        first.lose("it was killed");
        next.add(second);
        await().atMost(Deadlines.GENEROUS).until(() -> {
            if (waiting == Waiting.POLL) {
                client.poll(10);
            }
            return recorder.calls.contains("reconnected OPEN");
        });
        second.data(1, 1, 0, "the first words");

        awaitCalls(
                client,
                waiting,
                "opened 101",
                "message 1 the last words remaining=0",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1",
                "reconnected OPEN",
                "message 1 the first words remaining=0");
        assertThat(((Open) arrival(second)).request().url()).isEqualTo(URL);
        Subscribe trades = (Subscribe) arrival(second);
        assertThat(trades.subscription().channel()).isEqualTo("trades");
        assertThat(trades.subscription().symbols()).containsExactly("AAPL", "MSFT");
        Subscribe again = (Subscribe) arrival(second);
        assertThat(again.subscription().channel()).isEqualTo("bars");
        assertThat(again.subscription().message()).isEqualTo("please");
        assertThat(first.closed).isTrue();
        assertThat(client.isConnected()).isTrue();
        assertThat(connection.send("x")).isEqualTo(SendResult.OK);
        assertThat(arrival(second)).isInstanceOf(Send.class);
    }

    @Test
    void tellsThatTheGapBeganWithTheLastMessageOrWhenItWasOpened() {
        LocalProxyClient client = client(Waiting.BACKOFF);
        long beforeNs = ConnectionRestorer.epochNs();
        client.open(URL);
        client.open(URL);
        long openedNs = ConnectionRestorer.epochNs();
        first.data(1, 1, 0, "the last words");
        first.lose("it was killed");
        next.add(second);

        await().atMost(Deadlines.GENEROUS).until(() -> recorder.gaps.size() == 2);

        assertThat(recorder.gaps)
                .satisfiesOnlyOnce(gap -> assertThat(gap.beganEpochNs()).isEqualTo(12))
                .satisfiesOnlyOnce(gap -> assertThat(gap.beganEpochNs()).isBetween(beforeNs, openedNs))
                .allSatisfy(gap -> assertThat(gap.endedEpochNs()).isGreaterThanOrEqualTo(openedNs));
    }

    @Test
    void tellsThatTheGapBeganWithTheLastMessageWhateverTheProxyRepeats() {
        client(Waiting.BACKOFF).open(URL);
        first.data(1, 1, 0, "the last words");
        first.event(1, new ClientEvent.Opened(101, true, "fake"));
        first.lose("it was killed");
        next.add(second);

        await().atMost(Deadlines.GENEROUS).until(() -> recorder.gaps.size() == 1);

        assertThat(recorder.gaps.get(0).beganEpochNs()).isEqualTo(12);
    }

    @Test
    void tellsThatTheNextGapBeganWhenTheLastOneEndedIfNothingCameSince() {
        FakeLink third = new FakeLink();
        third.proxy = new ScriptedProxy();
        client(Waiting.BACKOFF).open(URL);
        first.data(1, 1, 0, "the last words");
        first.lose("it was killed");
        next.add(second);
        await().atMost(Deadlines.GENEROUS).until(() -> recorder.gaps.size() == 1);
        second.lose("killed again");
        next.add(third);
        await().atMost(Deadlines.GENEROUS).until(() -> recorder.gaps.size() == 2);

        assertThat(recorder.gaps.get(1).beganEpochNs())
                .isEqualTo(recorder.gaps.get(0).endedEpochNs());
    }

    @Test
    void tellsOfMessagesThatWereDeletedUncounted() {
        client(Waiting.BACKOFF).open(URL);
        first.record(handler -> handler.onOvertaken(1, Gap.UNKNOWN, 7, 0));

        await().atMost(Deadlines.GENEROUS).until(() -> recorder.gaps.size() == 1);

        assertThat(recorder.gaps.get(0).missed()).isEqualTo(Gap.UNKNOWN);
        assertThat(recorder.gaps.get(0).failure().reason())
                .contains("nobody knows how many")
                .doesNotContain("-1");
    }

    @Test
    void refusesToSendAndSubscribeInTheMeantime() {
        LocalProxyClient client = client(Waiting.BACKOFF);
        Connection connection = client.open(URL);
        first.lose("it was killed");
        awaitCalls("opened 101", "proxy disconnected PROXY_LOST: it was killed", "reconnecting RECONNECTING");

        assertThat(client.isConnected()).isFalse();
        assertThat(connection.state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(connection.send("x")).isEqualTo(SendResult.NOT_CONNECTED);
        assertThatThrownBy(() -> connection.subscribe("trades", "AAPL"))
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("PROXY_LOST: subscribe to trades [AAPL]: ");
    }

    @Test
    void opensNewConnectionsWithTheNextProxy() {
        LocalProxyClient client = client(Waiting.BACKOFF);
        first.lose("it was killed");
        awaitCalls("proxy disconnected PROXY_LOST: it was killed");
        CompletableFuture<Connection> opening =
                client.openAsync(OpenOptions.url(URL).build());
        next.add(second);
        assertThat(opening.orTimeout(30, TimeUnit.SECONDS).join().id()).isEqualTo(101);
        assertThat(second.arrived).hasSize(1);
    }

    @Test
    void closesWhatOnlyTheApplicationCanAuthenticate() {
        LocalProxyClient client = client(Waiting.BACKOFF);
        first.proxy = (link, request) -> {
            if (request instanceof Open open) {
                link.event(open.handle(), new ClientEvent.Opened(0, false, "fake"));
                link.event(open.handle(), new ClientEvent.Opened(7, true, "fake"));
            }
        };
        client.open(URL);
        first.lose("it was killed");
        awaitCalls("opened 0", "proxy disconnected PROXY_LOST: it was killed", "closed PROXY_LOST: it was killed");
    }

    @Test
    void triesAgainWhenTheUpstreamIsNotBackYet() throws Exception {
        LocalProxyClient client = client(Waiting.BACKOFF);
        Connection connection = client.open(URL);
        second.proxy = (link, request) -> {
            if (request instanceof Open open && open.handle() == 1) {
                link.event(1, new ClientEvent.OpenFailed(Failure.of(ErrorCode.CONNECTION_LIMIT, 406, "still held")));
            } else {
                new ScriptedProxy().accept(link, request);
            }
        };
        first.lose("it was killed");
        next.add(second);
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1",
                "reconnected OPEN");
        assertThat(((Open) arrival(second)).handle()).isEqualTo(1);
        assertThat(((Open) arrival(second)).handle()).isEqualTo(2);
        assertThat(connection.id()).isEqualTo(102);
        assertThat(client.connections()).containsExactly(connection);
    }

    @Test
    void closesWhatTheNextProxyRefusesForGood() {
        client(Waiting.BACKOFF).open(URL);
        second.proxy = (link, request) -> link.event(
                1, new ClientEvent.OpenFailed(Failure.of(ErrorCode.AUTHENTICATION_FAILED, 402, "wrong secret")));
        first.lose("it was killed");
        next.add(second);
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "closed AUTHENTICATION_FAILED (402): wrong secret");
    }

    @Test
    void reportsASubscriptionThatTheNextProxyRefuses() {
        Connection connection = client(Waiting.BACKOFF).open(URL);
        connection.subscribe("trades", "AAPL");
        second.proxy = (link, request) -> {
            if (request instanceof Subscribe subscribe) {
                Failure limit = Failure.of(ErrorCode.SYMBOL_LIMIT, 405, "too many");
                link.event(1, new ClientEvent.SubscriptionRefused(subscribe.correlationId(), limit));
            } else {
                new ScriptedProxy().accept(link, request);
            }
        };
        first.lose("it was killed");
        next.add(second);
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1",
                "error SYMBOL_LIMIT (405): too many",
                "reconnected OPEN");
    }

    @Test
    void repeatsASubscriptionThatFoundTheQueueToTheNextProxyFull() throws Exception {
        Connection connection = client(Waiting.BACKOFF).open(URL);
        connection.subscribe("trades", "AAPL");
        connection.subscribe("bars", "MSFT");
        second.requestResult = SendResult.BACKPRESSURE;
        first.lose("it was killed");
        next.add(second);
        assertThat(arrival(second)).isInstanceOf(Open.class);
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1");
        second.requestResult = SendResult.OK;
        assertThat(((Subscribe) arrival(second)).subscription().symbols()).containsExactly("AAPL");
        assertThat(((Subscribe) arrival(second)).subscription().symbols()).containsExactly("MSFT");
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1",
                "reconnected OPEN");
        assertThat(second.arrived).isEmpty();
    }

    @Test
    void letsNoRequestOvertakeASubscriptionThatIsStillToBeRestored() throws Exception {
        first.proxy = new ScriptedProxy();
        second.proxy = new ScriptedProxy();
        Timeouts impatient = new Timeouts(Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(2));
        Connection connection = start(Waiting.BACKOFF, impatient).open(URL);
        connection.subscribe("trades", "AAPL");
        second.requestResult = SendResult.BACKPRESSURE;
        first.lose("it was killed");
        next.add(second);
        assertThat(arrival(second)).isInstanceOf(Open.class);
        await().atMost(Deadlines.GENEROUS).until(() -> recorder.calls.contains("reconnected OPEN"));
        assertThat(recorder.calls)
                .contains("error TIMEOUT: subscribe again to trades [AAPL] was not answered within 300 ms");
        assertThatThrownBy(() -> connection.unsubscribe("trades", "AAPL"))
                .hasMessageStartingWith(
                        "LIMIT_EXCEEDED: unsubscribe from trades [AAPL]: the queue to the proxy is full");
        second.requestResult = SendResult.OK;
        assertThat(((Subscribe) arrival(second)).wanted()).isTrue();
        await().atMost(Deadlines.GENEROUS)
                .ignoreExceptionsInstanceOf(FailureException.class)
                .until(() -> connection.unsubscribe("trades", "AAPL"), Set.of("AAPL")::equals);
        assertThat(((Subscribe) arrival(second)).wanted()).isFalse();
    }

    @Test
    void saysNothingOfASubscriptionThatFindsTheNextProxyLostToo() throws Exception {
        FakeLink third = new FakeLink();
        third.proxy = new ScriptedProxy();
        client(Waiting.BACKOFF).open(URL).subscribe("trades", "AAPL");
        second.requestResult = SendResult.NOT_CONNECTED;
        first.lose("it was killed");
        next.add(second);
        assertThat(arrival(second)).isInstanceOf(Open.class);
        await().atMost(Deadlines.GENEROUS).until(() -> recorder.gaps.size() == 1);
        second.lose("killed again");
        next.add(third);
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1",
                "proxy disconnected PROXY_LOST: killed again",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1",
                "reconnected OPEN");
        assertThat(arrival(third)).isInstanceOf(Open.class);
        assertThat(((Subscribe) arrival(third)).subscription().symbols()).containsExactly("AAPL");
    }

    @Test
    void keepsSubscriptionsThroughASecondLossWhileRestoring() throws Exception {
        FakeLink third = new FakeLink();
        third.proxy = new ScriptedProxy();
        Connection connection = client(Waiting.BACKOFF).open(URL);
        connection.subscribe("trades", "AAPL");
        second.proxy = (link, request) -> {
            if (request instanceof Subscribe) {
                link.lose("killed again");
            } else {
                new ScriptedProxy().accept(link, request);
            }
        };
        first.lose("it was killed");
        next.add(second);
        next.add(third);
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1",
                "proxy disconnected PROXY_LOST: killed again",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1",
                "reconnected OPEN");
        assertThat(arrival(third)).isInstanceOf(Open.class);
        assertThat(((Subscribe) arrival(third)).subscription().symbols()).containsExactly("AAPL");
    }

    @Test
    void startsNoOtherProxyWhenThisOneWasStoppedOnPurpose() {
        next.add(second);
        client(Waiting.BACKOFF).open(URL);
        first.reply(new Farewell(Failure.of(ErrorCode.PROXY_STOPPING, "wsproxy stop")));
        first.lose("end of file");
        awaitCalls(
                "opened 101", "proxy disconnected PROXY_STOPPING: wsproxy stop", "closed PROXY_STOPPING: wsproxy stop");
        assertThat(next).containsExactly(second);
    }

    @Test
    void closesAConnectionThatItsOwnerLeavesInTheMeantime() {
        LocalProxyClient client = client(Waiting.BACKOFF);
        Connection connection = client.open(URL);
        first.lose("it was killed");
        awaitCalls("opened 101", "proxy disconnected PROXY_LOST: it was killed", "reconnecting RECONNECTING");
        connection.close();
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "closed CLOSED: closed by its owner");
        next.add(second);
        await().atMost(Deadlines.GENEROUS).until(client::isConnected);
        assertThat(second.arrived).isEmpty();
    }

    @Test
    void doesNotReopenWhatItsOwnerLeavesJustBeforeTheNextProxyAnswers() {
        LocalProxyClient client = client(Waiting.POLL);
        Connection connection = client.open(URL);
        first.lose("it was killed");
        client.poll(10);
        connection.close();
        next.add(second);
        await().atMost(Deadlines.GENEROUS)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("wsproxy-recovery-tester")));
        awaitCalls(
                client,
                Waiting.POLL,
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "closed CLOSED: closed by its owner");
        await().atMost(Deadlines.GENEROUS).until(() -> client.poll(10) == 0 && client.isConnected());
        assertThat(second.arrived).isEmpty();
        assertThat(client.connections()).isEmpty();
    }

    @Test
    void tellsTheNextProxyWhenItsOwnerLeavesWhileItIsReopened() throws Exception {
        LocalProxyClient client = client(Waiting.BACKOFF);
        Connection connection = client.open(URL);
        second.proxy = (link, request) -> {};
        first.lose("it was killed");
        next.add(second);
        assertThat(arrival(second)).isInstanceOf(Open.class);
        second.requestResult = SendResult.BACKPRESSURE;
        connection.close();
        second.proxy = new ScriptedProxy();
        await().during(Duration.ofMillis(300)).atMost(Deadlines.GENEROUS).until(second.arrived::isEmpty);
        second.requestResult = SendResult.OK;
        assertThat(arrival(second)).isEqualTo(new Close(1));
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "closed CLOSED: as asked");
    }

    @Test
    void restoresOnceWhateverTheNextProxyRepeats() {
        client(Waiting.BACKOFF).open(URL).subscribe("trades", "AAPL");
        second.proxy = (link, request) -> {
            if (request instanceof Subscribe) {
                link.event(1, new ClientEvent.Opened(101, true, "fake"));
                link.event(1, new ClientEvent.Reconnecting(Failure.of(ErrorCode.UPSTREAM_LOST, "it broke")));
            }
            new ScriptedProxy().accept(link, request);
        };
        first.lose("it was killed");
        next.add(second);
        second.event(1, new ClientEvent.Reconnecting(Failure.of(ErrorCode.UPSTREAM_LOST, "it broke")));
        await().atMost(Deadlines.GENEROUS).until(() -> second.arrived.size() == 2);
        second.data(1, 1, 0, "still away");
        second.event(1, new ClientEvent.Reconnected());
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "gap PROXY_RESTARTED -1",
                "message 1 still away remaining=0",
                "reconnected OPEN");
    }

    @Test
    void opensNothingThatItsOwnerGivesUpWhileThereIsNoProxy() {
        LocalProxyClient client = client(Waiting.BACKOFF);
        first.lose("it was killed");
        awaitCalls("proxy disconnected PROXY_LOST: it was killed");
        CompletableFuture<Connection> opening =
                client.openAsync(OpenOptions.url(URL).build());
        client.closeAll();
        assertThatThrownBy(() -> opening.orTimeout(30, TimeUnit.SECONDS).join())
                .hasMessageContaining("CLOSED: closed by its owner");
        next.add(second);
        await().atMost(Deadlines.GENEROUS).until(client::isConnected);
        assertThat(second.arrived).isEmpty();
    }

    @Test
    void restoresWhatWasAnsweredAfterTheCallerHadGivenUp() throws Exception {
        first.proxy = (link, request) -> {
            if (request instanceof Open) {
                new ScriptedProxy().accept(link, request);
            }
        };
        Timeouts impatient = new Timeouts(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(2));
        LocalProxyClient client = start(Waiting.BACKOFF, impatient);
        Connection connection = client.open(URL);
        assertThat(arrival(first)).isInstanceOf(Open.class);
        for (String symbol : List.of("AAPL", "MSFT", "SPY")) {
            assertThatThrownBy(() -> connection.subscribe("trades", symbol)).hasMessageStartingWith("TIMEOUT: ");
        }
        Subscribe carriedOut = (Subscribe) arrival(first);
        Subscribe refused = (Subscribe) arrival(first);
        first.event(1, new ClientEvent.SubscriptionChanged(carriedOut.correlationId(), Set.of()));
        Failure limit = Failure.of(ErrorCode.SYMBOL_LIMIT, 405, "too many");
        first.event(1, new ClientEvent.SubscriptionRefused(refused.correlationId(), limit));
        first.lose("it was killed");
        second.proxy = new ScriptedProxy();
        next.add(second);
        assertThat(arrival(second)).isInstanceOf(Open.class);
        assertThat(((Subscribe) arrival(second)).subscription().symbols()).containsExactly("AAPL");
        await().atMost(Deadlines.GENEROUS).until(() -> recorder.calls.contains("reconnected OPEN"));
        assertThat(second.arrived).isEmpty();
    }

    @Test
    void keepsWhatTheNextProxyIsSlowToSubscribeTo() throws Exception {
        first.proxy = new ScriptedProxy();
        second.proxy = (link, request) -> {
            if (request instanceof Open) {
                new ScriptedProxy().accept(link, request);
            }
        };
        FakeLink third = new FakeLink();
        third.proxy = new ScriptedProxy();
        Timeouts impatient = new Timeouts(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(2));
        start(Waiting.BACKOFF, impatient).open(URL).subscribe("trades", "AAPL");
        first.lose("it was killed");
        next.add(second);
        await().atMost(Deadlines.GENEROUS).until(() -> recorder.calls.contains("reconnected OPEN"));
        second.lose("killed again");
        next.add(third);
        assertThat(arrival(third)).isInstanceOf(Open.class);
        assertThat(((Subscribe) arrival(third)).subscription().symbols()).containsExactly("AAPL");
    }

    @Test
    void mayBeClosedWhileItLooksForTheNextProxy() {
        LocalProxyClient client = client(Waiting.BACKOFF);
        client.open(URL);
        first.lose("it was killed");
        awaitCalls("opened 101", "proxy disconnected PROXY_LOST: it was killed", "reconnecting RECONNECTING");
        client.close();
        awaitCalls(
                "opened 101",
                "proxy disconnected PROXY_LOST: it was killed",
                "reconnecting RECONNECTING",
                "closed CLOSED: closed by its owner");
    }
}
