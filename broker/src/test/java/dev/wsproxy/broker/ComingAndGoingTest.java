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
import dev.wsproxy.LogLevel;
import dev.wsproxy.transport.ClientEvent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins come, go, and fail while clients are at work. */
class ComingAndGoingTest {
    @TempDir
    Path directory;

    private TestBench bench;

    @BeforeEach
    void start() {
        bench = TestBench.ready(directory);
    }

    @Test
    void closesTheConnectionsOfAProtocolThatGoesAndNoOthers() {
        FakeProtocol other = new FakeProtocol("other", 5);
        bench.broker.add(other);
        FakeClient ofFake = bench.openClient("fake");
        FakeSocket fakeSocket = bench.connector.last();
        bench.broker.remove(bench.protocol);
        FakeClient ofOther = bench.openClient("other");

        assertThat(ofFake.last())
                .isEqualTo(new ClientEvent.Closed(Failure.of(
                        ErrorCode.UNSUPPORTED,
                        "the protocol fake was removed or replaced; open the connection again")));
        assertThat(fakeSocket.closed).isTrue();
        assertThat(ofOther.opened().protocol()).isEqualTo("other");
        bench.broker.remove(bench.protocol);
        assertThat(ofOther.got()).hasSize(1);
    }

    @Test
    void aClientCanOpenAgainWithTheSuccessorOfItsProtocol() {
        FakeClient client = bench.openClient("one");
        bench.broker.remove(bench.protocol);
        bench.connector.last().over();
        FakeProtocol successor = new FakeProtocol("fake", 10);
        bench.broker.add(successor);
        client.open(2, URL);
        bench.connector.last().open();
        assertThat(client.got(2)).containsExactly(new ClientEvent.Opened(2, true, "fake"));
        assertThat(successor.sessions).hasSize(1);
    }

    @Test
    void removingTheOldOfTwoWithOneNameKeepsTheNew() {
        FakeProtocol successor = new FakeProtocol("fake", 10);
        bench.broker.add(successor);
        bench.broker.remove(bench.protocol);
        bench.openClient("one");
        assertThat(successor.sessions).hasSize(1);
        assertThat(bench.broker.status().services().protocols()).containsExactly("fake");
    }

    @Test
    void reconnectsThroughTheSuccessorOfAConnector() {
        FakeClient client = bench.openClient("one");
        FakeSocket old = bench.connector.last();
        bench.broker.remove(bench.connector);
        assertThat(old.aborted).isTrue();
        assertThat(client.last())
                .isEqualTo(new ClientEvent.Reconnecting(
                        Failure.of(ErrorCode.UPSTREAM_LOST, "the connector fake was removed or replaced")));

        old.over();
        FakeConnector successor = new FakeConnector();
        bench.broker.add(successor);
        bench.pass(Duration.ofSeconds(1));
        successor.last().open();
        assertThat(client.last()).isEqualTo(new ClientEvent.Reconnected());
    }

    @Test
    void keepsTryingForAsLongAsThereIsNoConnector() {
        FakeClient client = bench.openClient("one");
        bench.broker.remove(bench.connector);
        bench.connector.last().over();
        for (int i = 0; i < 10; i++) {
            bench.pass(Duration.ofSeconds(31));
        }
        assertThat(bench.broker.status().connections()).singleElement().satisfies(connection -> {
            assertThat(connection.state()).isEqualTo(ConnectionState.RECONNECTING);
            assertThat(connection.reason()).contains("no connector for wss URLs is installed");
        });
        bench.broker.add(bench.connector);
        bench.pass(Duration.ofSeconds(31));
        bench.connector.last().open();
        assertThat(client.last()).isEqualTo(new ClientEvent.Reconnected());
    }

    @Test
    void leavesConnectionsOfAnotherConnectorAlone() {
        FakeConnector other = new FakeConnector();
        bench.broker.add(other);
        FakeClient client = bench.transport.join("one").open(1, URL);
        other.last().open();
        bench.broker.remove(bench.connector);
        assertThat(client.got()).hasSize(1);
    }

    @Test
    void theClientsOfATransportThatGoesLeave() {
        FakeTransport websocket = new FakeTransport("websocket");
        bench.broker.add(websocket);
        FakeClient stays = bench.openClient("stays");
        FakeClient goes = websocket.join("goes").open(1, URL);
        bench.broker.remove(websocket);

        assertThat(websocket.stopped)
                .isEqualTo(Failure.of(
                        ErrorCode.UNSUPPORTED, "the transport websocket was removed or replaced; connect again"));
        assertThat(bench.session().calls).endsWith("left 1");
        bench.connector.last().frame("hello");
        assertThat(stays.last()).isEqualTo("hello");
        assertThat(goes.got()).hasSize(1);
        assertThat(bench.broker.status().clients()).extracting("name").containsExactly("stays");
        assertThat(websocket.outlets).singleElement().matches(outlet -> outlet.closed);
        assertThatThrownBy(() -> websocket.join("late"))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROXY_STOPPING));
    }

    @Test
    void anOutletThatIsOpenedWhileItsTransportGoesIsClosed() {
        FakeTransport websocket = new FakeTransport("websocket");
        bench.broker.add(websocket);
        bench.openClient("stays");
        FakeClient goes = websocket.join("goes");
        websocket.onOpen = () -> bench.broker.remove(websocket);
        goes.open(1, URL);

        assertThat(websocket.outlets).singleElement().matches(outlet -> outlet.closed);
        assertThat(bench.broker.status().clients()).extracting("name").containsExactly("stays");
    }

    @Test
    void aTransportThatComesLateAcceptsClients() {
        FakeTransport late = new FakeTransport("late");
        bench.broker.add(late);
        assertThat(late.join("one")).isNotNull();
        assertThat(bench.broker.status().services().transports()).containsExactly("late", "shm");
    }

    @Test
    void aTransportThatCannotDeliverLosesItsClientsAndHarmsNobodyElse() {
        FakeTransport websocket = new FakeTransport("websocket");
        bench.broker.add(websocket);
        FakeClient harmed = bench.openClient("harmed");
        FakeClient spared = websocket.join("spared").open(1, URL);
        bench.transport.outlets.get(0).broken = true;
        bench.connector.last().frame("one");
        bench.connector.last().frame("two");

        assertThat(spared.got()).endsWith("one", "two");
        assertThat(bench.transport.outlets.get(0).closed).isTrue();
        assertThat(harmed.disconnected).isNotNull();
        assertThat(harmed.disconnected.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(harmed.disconnected.reason()).contains("transport shm could not deliver");
        harmed.leave();
        assertThat(bench.session().calls).endsWith("left 0");
    }

    @Test
    void aTransportThatFailsToTakeASlowClientNoticeLosesItsClientsAndHarmsNobodyElse() {
        FakeTransport websocket = new FakeTransport("websocket");
        bench.broker.add(websocket);
        FakeClient spared = bench.openClient("spared");
        FakeClient harmed = websocket.join("harmed").open(1, URL);
        harmed.failure = new IllegalStateException("no room for a notice");
        bench.session().onTick =
                () -> bench.session().port.slowClientNotice(1, FrameType.TEXT, ByteBuffer.wrap("slow".getBytes()));
        bench.broker.tick();
        bench.connector.last().frame("one");

        assertThat(bench.connector.sockets).as("the upstream stays").hasSize(1);
        assertThat(spared.last()).isEqualTo("one");
        assertThat(harmed.got()).doesNotContain("one");
        assertThat(harmed.disconnected.reason()).contains("transport websocket could not deliver");
        assertThat(spared.disconnected).isNull();
    }

    @Test
    void aMemberWhoseSessionBreaksIsClosedAndTheOthersStay() {
        FakeClient first = bench.openClient("first");
        bench.session().onJoined = slot -> {
            throw new IllegalStateException("a bug");
        };
        FakeClient second = bench.transport.join("second").open(1, URL);
        assertThat(second.got())
                .singleElement()
                .isInstanceOfSatisfying(
                        ClientEvent.OpenFailed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.INTERNAL));
        bench.connector.last().frame("hello");
        assertThat(first.last()).isEqualTo("hello");
    }

    @Test
    void changesTheLogLevelOfTheProcess() {
        bench.transport.host.logLevel(LogLevel.DEBUG);
        assertThat(bench.levels).containsExactly(LogLevel.DEBUG);
    }

    @Test
    void tellsTransportsWhatItDoes() {
        bench.openClient("one");
        assertThat(bench.transport.host.status()).isEqualTo(bench.broker.status());
    }
}
