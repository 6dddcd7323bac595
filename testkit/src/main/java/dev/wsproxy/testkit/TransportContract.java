// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.LogLevel;
import dev.wsproxy.SendResult;
import dev.wsproxy.testkit.LinkProbe.Control;
import dev.wsproxy.testkit.LinkProbe.Data;
import dev.wsproxy.testkit.LinkProbe.Event;
import dev.wsproxy.testkit.LinkProbe.Lost;
import dev.wsproxy.testkit.RecordedSession.Closed;
import dev.wsproxy.testkit.RecordedSession.Left;
import dev.wsproxy.testkit.RecordedSession.Opened;
import dev.wsproxy.testkit.RecordedSession.Restated;
import dev.wsproxy.testkit.RecordedSession.Sent;
import dev.wsproxy.testkit.RecordedSession.Subscribed;
import dev.wsproxy.testkit.RecordedSession.Unsubscribed;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Done;
import dev.wsproxy.wire.Farewell;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Open;
import dev.wsproxy.wire.Restate;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.SetLogLevel;
import dev.wsproxy.wire.StatusQuery;
import dev.wsproxy.wire.StatusReply;
import dev.wsproxy.wire.Stop;
import dev.wsproxy.wire.Subscribe;
import dev.wsproxy.wire.WireVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the proxy and the client library rely on in a transport with both ends of its own. Extend it, give it the two ends,
 * and it runs them against each other in one process.
 */
@Timeout(120)
public abstract class TransportContract extends TransportDeliveryContract {
    private static final int HANDLE = 7;
    private static final OpenRequest REQUEST = new OpenRequest(
            "wss://example.test/feed", "key", "secret", Map.of("X-A", "1"), List.of("v1"), List.of("{}"), "p");

    @Test
    void registersAClientWithItsNameAndProcess() throws Exception {
        Registered client = register("a client");

        assertThat(client.session().info().name()).isEqualTo("a client");
        assertThat(client.session().info().pid())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(client.probe().link().welcome().proxyPid())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(client.probe().link().welcome().clientId()).isPositive();
    }

    @Test
    void deliversWhatTheHostSaysWhileAClientJoins() throws Exception {
        host.greet(HANDLE, new ClientEvent.Authenticated());
        Registered client = register("client");

        assertThat(client.probe().await(Event.class, 1))
                .containsExactly(new Event(HANDLE, new ClientEvent.Authenticated()));
    }

    @Test
    void refusesAnotherVersionOfTheWireLayoutAndNamesBoth() {
        Hello other = new Hello(WireVersion.CURRENT + 41, false, 1, "from the future", "9.9.9");

        assertThatThrownBy(() -> connect(other))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_MISMATCH))
                .hasMessageContaining(" " + WireVersion.text(WireVersion.CURRENT + 41) + " ")
                .hasMessageContaining(" " + WireVersion.text(WireVersion.CURRENT) + ";");
        assertThat(host.hasClient()).isFalse();
    }

    @Test
    void letsAnAdministratorOfAnotherVersionEndTheProxy() throws Exception {
        LinkProbe administrator = connect(new Hello(WireVersion.CURRENT + 41, true, 1, "from the future", "9.9.9"));
        assertThat(administrator.link().welcome().version()).isEqualTo(WireVersion.CURRENT);
        administrator.control(new Stop(3));
        assertThat(administrator.await(Control.class, 1)).containsExactly(new Control(new Done(3)));
        assertThat(host.awaitStop()).isTrue();
    }

    @Test
    void passesOnWhyTheHostRefusesAClient() {
        host.refuse(Failure.of(ErrorCode.LIMIT_EXCEEDED, "there are too many clients"));

        assertThatThrownBy(() -> connect(hello("one too many", false)))
                .isInstanceOf(FailureException.class)
                .hasMessage("LIMIT_EXCEEDED: there are too many clients");
    }

    @Test
    void findsNoProxyOnceTheTransportIsQuietWhileThoseWhoJoinedStay() throws Exception {
        Registered client = register("early");
        transport.quiesce();

        assertThatThrownBy(() -> connect(hello("late", false)))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_RUNNING));
        client.session().port().event(HANDLE, new ClientEvent.Authenticated());
        client.probe().await(Event.class, 1);
    }

    @Test
    void servesAnAdministratorWithoutCountingIt() throws Exception {
        LinkProbe administrator = connect(hello("wsproxy status", true));
        administrator.control(new StatusQuery(1));
        administrator.control(new SetLogLevel(2, LogLevel.DEBUG));
        administrator.control(new Stop(3));

        List<Control> replies = administrator.await(Control.class, 3);

        assertThat(replies)
                .containsExactly(
                        new Control(new StatusReply(1, ScriptedHost.STATUS)),
                        new Control(new Done(2)),
                        new Control(new Done(3)));
        assertThat(host.logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(host.awaitStop()).isTrue();
        assertThat(host.hasClient()).isFalse();
        assertThat(administrator.link().welcome().clientId()).isZero();
    }

    @Test
    void passesRequestsOnWithTheirTypesAndInOrder() throws Exception {
        Registered client = register("client");
        LinkProbe probe = client.probe();
        SubscriptionRequest trades = new SubscriptionRequest("trades", List.of("AAPL", "MSFT"), "");
        probe.control(new Open(HANDLE, REQUEST));
        probe.link().request(new Subscribe(HANDLE, 1, true, trades).encode());
        probe.link().request(new Subscribe(HANDLE, 2, false, trades).encode());
        probe.link().request(new Send(HANDLE, FrameType.BINARY, utf8("raw")).encode());
        probe.link().request(new Restate(HANDLE).encode());
        probe.link().request(new Close(HANDLE).encode());

        assertThat(client.session().await(Opened.class)).isEqualTo(new Opened(HANDLE, REQUEST));
        assertThat(client.session().await(Subscribed.class)).isEqualTo(new Subscribed(HANDLE, 1, trades));
        assertThat(client.session().await(Unsubscribed.class)).isEqualTo(new Unsubscribed(HANDLE, 2, trades));
        Sent sent = client.session().await(Sent.class);
        assertThat(sent.type()).isEqualTo(FrameType.BINARY);
        assertThat(text(sent.data())).isEqualTo("raw");
        assertThat(client.session().await(Restated.class)).isEqualTo(new Restated(HANDLE));
        assertThat(client.session().await(Closed.class)).isEqualTo(new Closed(HANDLE));
    }

    @Test
    void keepsTheOrderOfControlMessagesAndRequests() throws Exception {
        Registered client = register("client");
        Random random = new Random(1);
        int count = 2_000;
        for (int i = 0; i < count; i++) {
            SendResult result = random.nextBoolean()
                    ? client.probe().link().control(send(HANDLE, "" + i))
                    : client.probe().link().request(send(HANDLE, "" + i));
            assertThat(result).isEqualTo(SendResult.OK);
        }

        for (int i = 0; i < count; i++) {
            assertThat(text(client.session().await(Sent.class).data())).isEqualTo("" + i);
        }
    }

    @Test
    void servesManyClientsThatComeAtOnce() throws Exception {
        List<LinkProbe> probes = IntStream.range(0, 20)
                .parallel()
                .mapToObj(i -> connect(hello("client " + i, false)))
                .toList();
        probes.parallelStream().forEach(probe -> {
            for (int i = 0; i < 200; i++) {
                assertThat(probe.link().request(send(i, "" + i))).isEqualTo(SendResult.OK);
            }
        });

        for (int client = 0; client < probes.size(); client++) {
            RecordedSession session = host.awaitClient();
            for (int i = 0; i < 200; i++) {
                assertThat(session.await(Sent.class).handle()).isEqualTo(i);
            }
        }
        assertThat(probes.stream().map(probe -> probe.link().welcome().clientId()))
                .doesNotHaveDuplicates();
    }

    @Test
    void letsAnErrorOfTheHostCostNobodyButTheClientConcerned() throws Exception {
        Registered failing = register("failing");
        Registered other = register("other");
        failing.session().fail(new StackOverflowError("thrown by the test"));
        failing.probe().link().request(send(1, "fails"));

        Farewell farewell =
                (Farewell) failing.probe().await(Control.class, 1).get(0).reply();
        assertThat(farewell.failure().code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failing.session().await(Left.class).reason().code()).isEqualTo(ErrorCode.INTERNAL);
        failing.probe().await(Lost.class, 1);
        other.probe().link().request(send(1, "goes on"));
        assertThat(text(other.session().await(Sent.class).data())).isEqualTo("goes on");
    }

    @Test
    void servesOthersAfterAnErrorAtARegistration() throws Exception {
        host.fail(new NoClassDefFoundError("thrown by the test"));
        assertThatThrownBy(() -> connect(hello("failing", false)))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
        host.fail(null);

        Registered other = register("other");
        other.probe().link().request(send(1, "goes on"));
        assertThat(text(other.session().await(Sent.class).data())).isEqualTo("goes on");
    }

    @Test
    void noticesThatAClientHasGoneAfterItsLastRequest() throws Exception {
        Registered client = register("client");
        client.probe().link().request(send(1, "last words"));
        client.probe().link().close();

        assertThat(text(client.session().await(Sent.class).data())).isEqualTo("last words");
        assertThat(client.session().await(Left.class).reason().code()).isEqualTo(ErrorCode.CLOSED);
        assertThat(client.probe().link().request(send(1, "too late"))).isEqualTo(SendResult.NOT_CONNECTED);
        assertThat(client.probe().link().control(send(1, "too late"))).isEqualTo(SendResult.NOT_CONNECTED);
    }

    @Test
    void tellsClientsFarewellAfterAllTheirData() throws Exception {
        Registered client = register("client");
        Outlet outlet = outlet(3);
        outlet.attach(client.session().port(), HANDLE, 0);
        int count = 1_000;
        for (int i = 0; i < count; i++) {
            deliver(outlet, "" + i, 0);
        }
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> transport.stop(ENDING));

        client.probe().await(Lost.class, 1);
        client.probe().drain();
        stopped.join();

        assertThat(client.probe().arrivals(Data.class)).hasSize(count);
        assertThat(client.probe().arrivals().subList(count, count + 2))
                .containsExactly(new Control(new Farewell(ENDING)), new Lost(ENDING));
        assertThat(client.probe().arrivals()).hasSize(count + 2);
        assertThat(client.session().await(Left.class).reason()).isEqualTo(ENDING);
    }

    @Test
    void cutsOffAClientThatTheHostDisconnects() throws Exception {
        Registered client = register("client");
        Registered other = register("other");
        Failure reason = Failure.of(ErrorCode.SLOW_CLIENT, "it is too slow");
        client.session().port().disconnect(reason);

        assertThat(client.probe().await(Lost.class, 1)).containsExactly(new Lost(reason));
        assertThat(client.session().await(Left.class).reason()).isEqualTo(reason);
        other.session().port().event(HANDLE, new ClientEvent.Authenticated());
        other.probe().await(Event.class, 1);
    }

    @Test
    void startsAgainAfterAStop() throws Exception {
        transport.stop(ENDING);
        transport.start(host);

        assertThat(register("client").session().info().name()).isEqualTo("client");
    }

    @Test
    void sleepsUntilSomethingArrives() throws Exception {
        Registered client = register("client");
        Outlet outlet = outlet(3);
        outlet.attach(client.session().port(), HANDLE, 0);
        client.probe().drain();
        for (int i = 1; i <= 50; i++) {
            String text = "" + i;
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> deliver(outlet, text, 0));
            while (client.probe().arrivals(Data.class).size() < i) {
                if (client.probe().link().poll(client.probe(), 10) == 0) {
                    long beganNs = System.nanoTime();
                    client.probe().link().idle(Deadlines.GENEROUS);
                    assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isLessThan(Deadlines.GENEROUS);
                }
            }
            writer.join();
        }
    }

    @Test
    void wakesASleepingClientOnRequest() throws Exception {
        Registered client = register("client");
        client.probe().drain();
        long beganNs = System.nanoTime();
        CompletableFuture<Void> waker =
                CompletableFuture.runAsync(() -> client.probe().link().wake());
        client.probe().link().idle(Deadlines.GENEROUS);
        waker.join();

        assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isLessThan(Deadlines.GENEROUS);
    }

    @Test
    void sleepsNoLongerThanItIsTold() throws Exception {
        Registered client = register("client");
        client.probe().drain();
        long beganNs = System.nanoTime();
        client.probe().link().idle(Duration.ofMillis(200));

        assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isBetween(Duration.ofMillis(190), Deadlines.GENEROUS);
    }
}
