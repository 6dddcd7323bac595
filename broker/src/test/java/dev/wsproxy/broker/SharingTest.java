// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static dev.wsproxy.broker.TestBench.URL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharingTest {
    private static final ClientEvent.Closed LEFT = new ClientEvent.Closed(ClientConnection.LEFT);

    @TempDir
    Path directory;

    private TestBench bench;

    @BeforeEach
    void start() {
        bench = TestBench.ready(directory);
    }

    @Test
    void sharesOneUpstreamConnectionBetweenTwoClients() {
        FakeClient first = bench.transport.join("first").open(1, URL);
        FakeClient second = bench.transport.join("second").open(1, URL);
        assertThat(bench.connector.sockets).hasSize(1);

        bench.connector.last().open();
        bench.connector.last().frame("hello");

        assertThat(first.got()).containsExactly(new ClientEvent.Opened(1, true, "fake"), "hello");
        assertThat(second.got()).containsExactly(new ClientEvent.Opened(1, false, "fake"), "hello");
    }

    @Test
    void makesAnotherConnectionForAnotherKey() {
        FakeClient client = bench.transport.join("one").open(1, URL).open(2, "wss://example.org/other");
        bench.connector.sockets.forEach(FakeSocket::open);
        bench.connector.sockets.get(1).frame("for 2");

        assertThat(client.got(1)).containsExactly(new ClientEvent.Opened(1, true, "fake"));
        assertThat(client.got(2)).containsExactly(new ClientEvent.Opened(2, true, "fake"), "for 2");
    }

    @Test
    void givesOneClientTwoPlacesInTheSameConnection() {
        FakeClient client = bench.openClient("twice").open(2, URL);
        bench.connector.last().frame("hello");
        assertThat(client.got(1)).endsWith("hello");
        assertThat(client.got(2)).containsExactly(new ClientEvent.Opened(1, false, "fake"), "hello");
        assertThat(bench.connector.sockets).hasSize(1);
    }

    @Test
    void connectsToWhatTheSessionAsksFor() {
        bench.openClient("one");
        assertThat(bench.connector.last().request.uri()).hasToString(URL);
    }

    @Test
    void attachesBeforeTheSessionLearnsOfTheClientSoThatItsFirstWordsAreInOrder() {
        bench.openClient("first");
        bench.session().onJoined = slot -> {
            bench.session().port.deliver(FrameType.TEXT, ByteBuffer.wrap("welcome".getBytes()), slot);
            bench.session().port.opened(slot);
            bench.session().port.event(new ClientEvent.Authenticated(), slot);
        };
        FakeClient second = bench.transport.join("second").open(1, URL);
        assertThat(second.got())
                .containsExactly("welcome", new ClientEvent.Opened(1, false, "fake"), new ClientEvent.Authenticated());
    }

    @Test
    void handsOverWhatAClientIsSentIfItIsTooSlow() {
        FakeClient first = bench.openClient("first");
        FakeClient second = bench.transport.join("second").open(1, URL).open(2, URL);
        bench.session().onTick = () -> {
            bench.session().port.slowClientNotice(2, FrameType.TEXT, ByteBuffer.wrap("slow".getBytes()));
            bench.session().port.slowClientNotice(3, FrameType.TEXT, ByteBuffer.wrap("nobody".getBytes()));
        };
        bench.broker.tick();

        assertThat(second.got(2)).endsWith("if slow: ", "slow");
        assertThat(second.got(1)).doesNotContain("slow");
        assertThat(first.got()).doesNotContain("slow");
    }

    @Test
    void tellsAClientOnceThatItIsOpen() {
        FakeClient client = bench.openClient("one");
        bench.session().onTick = () -> bench.session().port.opened(0);
        bench.broker.tick();
        assertThat(client.got()).hasSize(1);
    }

    @Test
    void deliversToTheNamedRecipientsOnly() {
        FakeClient first = bench.openClient("first");
        FakeClient second = bench.openClient("second");
        bench.session().onFrame =
                text -> bench.session().port.deliver(FrameType.TEXT, ByteBuffer.wrap(text.getBytes()), 1);
        bench.connector.last().frame("for the second");
        assertThat(first.got()).hasSize(1);
        assertThat(second.last()).isEqualTo("for the second");
    }

    @Test
    void stampsWithTheTimeOfTheFrame() {
        bench.openClient("one");
        bench.nowNs.addAndGet(123_456);
        bench.connector.last().frame("stamped");
        FakeOutlet outlet = bench.transport.outlets.get(0);
        assertThat(outlet.receivedNs).isEqualTo(bench.nowNs.get());
        assertThat(outlet.receivedEpochNs).isEqualTo(bench.epochNs());
    }

    @Test
    void reusesTheLowestFreeSlot() {
        FakeClient first = bench.openClient("slot 0");
        bench.openClient("slot 1");
        FakeClient third = bench.openClient("slot 2");
        third.leave();
        first.leave();
        bench.openClient("slot 0 again");
        bench.openClient("slot 2 again");
        bench.openClient("slot 3");
        assertThat(bench.session().calls)
                .containsSubsequence(
                        "joined 0", "joined 1", "joined 2", "left 2", "left 0", "joined 0", "joined 2", "joined 3");
    }

    @Test
    void leavingLeavesTheOthersAlone() {
        FakeClient first = bench.openClient("first");
        FakeClient second = bench.openClient("second");
        first.session.close(1);
        bench.connector.last().frame("for who is left");
        assertThat(first.last()).isEqualTo(LEFT);
        assertThat(second.last()).isEqualTo("for who is left");
        assertThat(bench.connector.last().closed).isFalse();
    }

    @Test
    void closesTheUpstreamWhenTheLastClientLeaves() {
        FakeClient first = bench.openClient("first");
        FakeClient second = bench.openClient("second");
        first.session.close(1);
        assertThat(bench.connector.last().closed).isFalse();
        second.leave();
        assertThat(bench.connector.last().closed).isTrue();
        assertThat(bench.connector.last().closeCode).isEqualTo(1000);
        assertThat(bench.transport.outlets).singleElement().matches(outlet -> outlet.closed);
        assertThat(bench.broker.status().connections()).isEmpty();
    }

    @Test
    void aConnectionThatIsClosedBeforeItIsOpenDropsItsSocket() {
        FakeClient client = bench.transport.join("impatient").open(1, URL);
        client.session.close(1);
        assertThat(client.got()).containsExactly(LEFT);
        assertThat(bench.connector.last().aborted).isTrue();
        assertThat(bench.connector.last().closed).isFalse();
    }

    @Test
    void whoComesAfterTheLastMakesANewConnection() {
        bench.openClient("last").leave();
        bench.connector.last().over();
        FakeClient next = bench.transport.join("next").open(1, URL);
        assertThat(bench.connector.sockets).hasSize(2);
        bench.connector.last().open();
        assertThat(next.got()).containsExactly(new ClientEvent.Opened(2, true, "fake"));
    }

    @Test
    void whoIsJustJoiningWhenTheLastLeavesMakesANewConnection() {
        FakeTransport websocket = new FakeTransport("websocket");
        bench.broker.add(websocket);
        FakeClient last = bench.openClient("last");
        websocket.onOpen = () -> {
            websocket.onOpen = () -> {};
            last.leave();
        };
        FakeClient next = websocket.join("next").open(1, URL);
        bench.connector.last().over();
        assertThat(bench.connector.sockets).hasSize(2);
        bench.connector.last().open();
        assertThat(next.got()).containsExactly(new ClientEvent.Opened(2, true, "fake"));
        assertThat(websocket.outlets).extracting(outlet -> outlet.closed).containsExactly(true, false);
    }

    @Test
    void aNewSocketWaitsForTheEndOfItsPredecessor() {
        bench.openClient("last").leave();
        FakeSocket old = bench.connector.last();
        FakeClient next = bench.transport.join("next").open(1, URL);
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.connector.sockets).hasSize(1);

        old.over();
        assertThat(bench.connector.sockets).hasSize(2);
        bench.connector.last().open();
        assertThat(next.opened().created()).isTrue();
    }

    @Test
    void aNewSocketWaitsTwoSecondsForItsPredecessorAtMost() {
        bench.openClient("last").leave();
        bench.transport.join("next").open(1, URL);
        bench.pass(Duration.ofMillis(1_999));
        assertThat(bench.connector.sockets).hasSize(1);
        bench.pass(Duration.ofMillis(1));
        assertThat(bench.connector.sockets).hasSize(2);
    }

    @Test
    void aSocketForAnotherKeyDoesNotWait() {
        bench.openClient("last").leave();
        bench.transport.join("other").open(1, "wss://example.org/other");
        assertThat(bench.connector.sockets).hasSize(2);
    }

    @Test
    void aLeavingClientLeavesEverywhere() {
        FakeClient client = bench.openClient("both").open(2, "wss://example.org/other");
        client.leave();
        assertThat(bench.connector.sockets).allMatch(socket -> socket.closed || socket.aborted);
        assertThat(client.got()).as("nothing is said to the dead").hasSize(1);
        client.leave();
        assertThat(bench.broker.status().clients()).isEmpty();
    }

    @Test
    void aClosedHandleIsIgnored() {
        FakeClient client = bench.openClient("one");
        client.session.close(1);
        client.session.close(1);
        client.session.subscribe(1, 5, new SubscriptionRequest("trades", List.of("A"), ""));
        client.session.unsubscribe(1, 6, new SubscriptionRequest("trades", List.of("A"), ""));
        assertThat(client.session.send(1, FrameType.TEXT, ByteBuffer.allocate(1)))
                .isEqualTo(SendResult.CLOSED);
        assertThat(client.got()).hasSize(2).endsWith(LEFT);
    }

    @Test
    void aHandleCannotBeUsedTwice() {
        FakeClient client = bench.openClient("one");
        client.open(1, URL);
        assertThat(client.disconnected)
                .isEqualTo(Failure.of(
                        ErrorCode.INVALID_REQUEST,
                        "handle 1 was used for two connections; choose a new number for each"));
    }

    @Test
    void sendsUpstreamInOrderAndTellsWhatBecameOfIt() {
        FakeClient client = bench.openClient("one");
        client.send(1, "a");
        client.send(1, "b");
        assertThat(bench.connector.last().sent).containsExactly("a", "b");
        bench.connector.last().lose("gone");
        assertThat(client.session.send(1, FrameType.TEXT, ByteBuffer.allocate(1)))
                .isEqualTo(SendResult.NOT_CONNECTED);
    }

    @Test
    void handsSubscriptionsToTheSession() {
        FakeClient client = bench.openClient("one");
        client.session.subscribe(1, 5, new SubscriptionRequest("trades", List.of("A"), ""));
        client.session.unsubscribe(1, 6, new SubscriptionRequest("trades", List.of("A"), ""));
        assertThat(client.got())
                .endsWith(
                        new ClientEvent.SubscriptionChanged(5, Set.of()),
                        new ClientEvent.SubscriptionChanged(6, Set.of()));
        assertThat(bench.session().calls).endsWith("subscribe 0", "unsubscribe 0");
    }

    @Test
    void usesOneOutletPerTransport() {
        FakeTransport websocket = new FakeTransport("websocket");
        bench.broker.add(websocket);
        FakeClient overShm = bench.openClient("shm");
        FakeClient overWebSocket = websocket.join("ws").open(1, URL);
        bench.openClient("shm too");
        websocket.join("ws too").open(1, URL);
        bench.connector.last().frame("hello");

        assertThat(bench.transport.outlets).hasSize(1);
        assertThat(websocket.outlets).hasSize(1);
        assertThat(overShm.last()).isEqualTo("hello");
        assertThat(overWebSocket.last()).isEqualTo("hello");
        assertThat(bench.connector.sockets).hasSize(1);
    }

    @Test
    void leavesAnOutletInPeaceThatHasNoRecipient() {
        FakeTransport websocket = new FakeTransport("websocket");
        bench.broker.add(websocket);
        FakeClient overShm = bench.openClient("shm");
        websocket.join("ws").open(1, URL).leave();
        websocket.outlets.get(0).broken = true;
        bench.connector.last().frame("hello");
        assertThat(overShm.last()).isEqualTo("hello");
        FakeClient back = websocket.join("ws again").open(1, URL);
        assertThat(websocket.outlets)
                .as("the outlet stays for as long as the connection")
                .hasSize(1);
        assertThat(back.disconnected).as("because this test broke it").isNotNull();
    }

    @Test
    void refusesMoreClientsThanAllowed() {
        bench.broker.settings(new BrokerSettingsBuilder().maxClients(1).build());
        bench.transport.join("one");
        assertThatThrownBy(() -> bench.transport.join("two"))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED))
                .hasMessageContaining("1 clients, which is its limit")
                .hasMessageContaining("maxClients");
    }

    @Test
    void refusesMoreConnectionsThanAllowed() {
        bench.broker.settings(new BrokerSettingsBuilder().maxConnections(1).build());
        FakeClient client =
                bench.openClient("one").open(2, "wss://example.org/other").open(3, URL);
        assertThat(client.got(2)).singleElement().isInstanceOfSatisfying(ClientEvent.OpenFailed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(failed.failure().reason()).contains("maxConnections");
        });
        assertThat(client.got(3)).containsExactly(new ClientEvent.Opened(1, false, "fake"));
    }

    @Test
    void showsWhatItDoes() {
        bench.openClient("first");
        bench.openClient("second");
        bench.connector.last().frame("12345");
        bench.pass(Duration.ofMillis(1_500));
        var status = bench.broker.status();

        assertThat(status.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(status.version()).isEqualTo("1.2.3");
        assertThat(status.uptimeSeconds()).isEqualTo(1);
        assertThat(status.directory()).isEqualTo(directory);
        assertThat(status.bundles()).extracting("symbolicName").containsExactly("dev.wsproxy.broker");
        assertThat(status.services().transports()).containsExactly("shm");
        assertThat(status.services().connectors()).containsExactly("fake");
        assertThat(status.services().protocols()).containsExactly("fake");
        assertThat(status.clients()).extracting("name").containsExactly("first", "second");
        assertThat(status.clients().get(0)).satisfies(client -> {
            assertThat(client.pid()).isEqualTo(4711);
            assertThat(client.transport()).isEqualTo("shm");
            assertThat(client.connectionIds()).containsExactly(1L);
            assertThat(client.lagBytes()).isEqualTo(7);
        });
        assertThat(status.connections()).singleElement().satisfies(connection -> {
            assertThat(connection.url()).isEqualTo(URL);
            assertThat(connection.protocol()).isEqualTo("fake");
            assertThat(connection.state()).isEqualTo(ConnectionState.OPEN);
            assertThat(connection.reason()).isEmpty();
            assertThat(connection.clients()).isEqualTo(2);
            assertThat(connection.received()).isEqualTo(1);
            assertThat(connection.receivedBytes()).isEqualTo(5);
            assertThat(connection.reconnects()).isZero();
            assertThat(connection.lastFrameAgeMs()).isEqualTo(1_500);
        });
    }

    @Test
    void showsWhatATransportHadNoRoomFor() {
        bench.transport.join("first").open(1, URL);
        FakeOutlet outlet = bench.transport.outlets.get(0);
        outlet.lostMessages = 5;
        outlet.full = true;
        assertThat(bench.broker.status().connections()).singleElement().satisfies(connection -> {
            assertThat(connection.lost()).isEqualTo(5);
            assertThat(connection.memoryFull()).isTrue();
        });
    }

    @Test
    void showsNoFrameAgeBeforeTheFirstFrame() {
        bench.transport.join("first").open(1, URL);
        assertThat(bench.broker.status().connections()).singleElement().satisfies(connection -> {
            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
            assertThat(connection.lastFrameAgeMs()).isEqualTo(-1);
        });
    }

    @Test
    void listensToAConnectorThatCallsBackBeforeItReturns() {
        bench.connector.inline = socket -> {
            socket.open();
            socket.frame("very early");
        };
        FakeClient client = bench.transport.join("one").open(1, URL);
        assertThat(client.got()).containsExactly(new ClientEvent.Opened(1, true, "fake"), "very early");
    }

    @Test
    void letsTheConnectorSendWhileItIsBeingSentTo() {
        FakeClient client = bench.openClient("one");
        FakeSocket socket = bench.connector.last();
        socket.onSend = text -> {
            socket.frame("echo " + text);
            socket.frame("again " + text);
        };
        client.send(1, "a");
        assertThat(client.got()).endsWith("echo a", "again a");
    }

    @Test
    void passesTheRequestToTheProtocol() {
        FakeClient client = bench.transport.join("one");
        client.session.open(1, new OpenRequest(URL, "", "", Map.of(), List.of(), List.of(), "fake"));
        bench.connector.last().open();
        assertThat(client.opened().protocol()).isEqualTo("fake");
    }
}
