// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.RecordedSession.Left;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Outlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How connections end, and what a client is told of it. */
class EndingTest extends EndpointFixture {
    private static final Failure LOST = Failure.of(ErrorCode.UPSTREAM_LOST, "the upstream was silent");
    private static final ClientEvent.Gap GAP = new ClientEvent.Gap(1_500_000_000L, 2_000_000_001L, LOST);

    @ParameterizedTest
    @CsvSource({
        "CLOSED, 0, 1000",
        "CLOSED_BY_UPSTREAM, 4001, 4001",
        "CLOSED_BY_UPSTREAM, 1006, 1014",
        "UNREACHABLE, 0, 1014",
        "CONNECTION_LIMIT, 406, 1013",
        "AUTHENTICATION_FAILED, 402, 1008",
        "BAD_URL, 0, 1008",
        "INTERNAL, 0, 1011",
        "PROXY_STOPPING, 0, 1001",
    })
    void closesWithACodeThatFitsTheFailureAndItsReason(ErrorCode code, int detail, int closeCode) throws Exception {
        Joined joined = join();
        Failure failure = Failure.of(code, detail, "a reason " + "äöü".repeat(50));
        joined.session().port().frame(HANDLE, FrameType.TEXT, utf8("last words"));
        joined.session().port().event(HANDLE, new ClientEvent.OpenFailed(failure));
        joined.session().port().frame(HANDLE, FrameType.TEXT, utf8("too late"));

        assertThat(joined.client().readText()).isEqualTo("last words");
        RawFrame close = joined.client().read();
        assertThat(close.closeCode()).isEqualTo(closeCode);
        assertThat(close.closeReason()).startsWith(code.name()).contains("a reason äöü");
        assertThat(close.closeReason().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(120, 123);
        assertThat(joined.client().isAtEnd()).isTrue();
        assertThat(joined.session().await(Left.class).reason()).isEqualTo(failure);
    }

    @Test
    void closesAClientAfterAGapButNotBefore() throws Exception {
        Joined joined = join();
        Outlet outlet = outlet(joined);
        outlet.deliver(new ClientEvent.Opened(1, true, "p"), slots(0));
        outlet.deliver(new ClientEvent.Reconnecting(LOST), slots(0));
        outlet.deliver(new ClientEvent.ErrorReported(LOST), slots(0));
        deliver(outlet, "still open", 0);
        outlet.deliver(GAP, slots(0));
        outlet.deliver(new ClientEvent.Reconnected(), slots(0));
        deliver(outlet, "data after the gap", 0);

        assertThat(joined.client().readText()).isEqualTo("still open");
        RawFrame close = joined.client().read();
        assertThat(close.closeCode()).isEqualTo(1012);
        assertThat(close.closeReason()).isEqualTo("UPSTREAM_LOST: the upstream was silent");
        assertThat(joined.session().await(Left.class).reason()).isEqualTo(LOST);
    }

    @Test
    void sendsNoCloseFrameToAProgramThatWouldNotNoticeIt() throws Exception {
        Joined joined = join("User-Agent: okhttp/4.10.0");
        Outlet outlet = outlet(joined);
        deliver(outlet, "last words", 0);
        outlet.deliver(GAP, slots(0));

        assertThat(joined.client().readText()).isEqualTo("last words");
        assertThat(joined.client().isAtEnd()).isTrue();
        assertThat(joined.session().await(Left.class).reason()).isEqualTo(LOST);
    }

    @Test
    void tellsEventsToAClientThatAskedForThemAndDoesNotCloseIt() throws Exception {
        Joined joined = join("WSProxy-Events: json");
        Outlet outlet = outlet(joined);
        outlet.deliver(new ClientEvent.Opened(5, true, "alpaca"), slots(0));
        outlet.deliver(new ClientEvent.Authenticated(), slots(0));
        outlet.deliver(new ClientEvent.Reconnecting(LOST), slots(0));
        outlet.deliver(GAP, slots(0));
        outlet.deliver(new ClientEvent.Reconnected(), slots(0));
        deliver(outlet, "data", 0);
        Failure end = Failure.of(ErrorCode.CLOSED_BY_UPSTREAM, 4000, "it said \"no\"");
        outlet.deliver(new ClientEvent.Closed(end), slots(0));

        String lost = "\"code\":\"UPSTREAM_LOST\",\"detail\":0,";
        String why = "\"reason\":\"the upstream was silent\"}";
        assertThat(joined.client().readText())
                .isEqualTo("{\"wsproxy\":\"opened\",\"connection\":5,\"protocol\":\"alpaca\"}");
        assertThat(joined.client().readText()).isEqualTo("{\"wsproxy\":\"authenticated\"}");
        assertThat(joined.client().readText()).isEqualTo("{\"wsproxy\":\"reconnecting\"," + lost + why);
        assertThat(joined.client().readText())
                .isEqualTo("{\"wsproxy\":\"gap\",\"began\":\"1970-01-01T00:00:01.500Z\"," + lost
                        + "\"ended\":\"1970-01-01T00:00:02.000000001Z\"," + why);
        assertThat(joined.client().readText()).isEqualTo("{\"wsproxy\":\"reconnected\"}");
        assertThat(joined.client().readText()).isEqualTo("data");
        assertThat(joined.client().readText())
                .isEqualTo("{\"wsproxy\":\"closed\",\"code\":\"CLOSED_BY_UPSTREAM\",\"detail\":4000,"
                        + "\"reason\":\"it said \\\"no\\\"\"}");
        assertThat(joined.client().read().closeCode()).isEqualTo(4000);
    }

    @Test
    void answersACloseAndTellsTheBroker() throws Exception {
        Joined joined = join();
        joined.client().send(RawFrame.close(1000, "bye"));

        RawFrame close = joined.client().read();
        assertThat(close.closeCode()).isEqualTo(1000);
        assertThat(joined.client().isAtEnd()).isTrue();
        Failure reason = joined.session().await(Left.class).reason();
        assertThat(reason.code()).isEqualTo(ErrorCode.CLOSED);
        assertThat(reason.toString()).contains("1000").contains("bye");
    }

    @Test
    void tellsTheBrokerWhenAClientDisappears() throws Exception {
        Joined joined = join();
        joined.client().close();

        assertThat(joined.session().await(Left.class).reason().code()).isEqualTo(ErrorCode.CLOSED);
        joined.session().port().frame(HANDLE, FrameType.TEXT, utf8("nobody listens"));
        assertThat(joined.session().port().lagBytes()).isZero();
    }

    @Test
    void tellsTheBrokerOnlyOnceThatAClientHasLeft() throws Exception {
        Joined joined = join();
        joined.session().port().disconnect(LOST);
        joined.session().port().disconnect(LOST);
        RawFrame close = joined.client().read();
        joined.client().send(RawFrame.close(close.closeCode(), ""));
        joined.client().close();

        assertThat(joined.session().await(Left.class).reason()).isEqualTo(LOST);
        transport().stop(ENDING);
        assertThat(joined.session().pending()).isZero();
    }

    @Test
    void pingsClientsAndEndsThoseThatDoNotAnswer() throws Exception {
        start(options -> options.withTiming(
                new Timing(Duration.ofSeconds(2), Duration.ofSeconds(5), HANDSHAKE, Duration.ofSeconds(5))));
        Joined dead = join();
        Joined alive = join();
        for (int i = 0; i < 3; i++) {
            RawFrame ping = alive.client().read();
            assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
            alive.client().send(new RawFrame(RawFrame.FIN | RawFrame.PONG, ping.payload()));
        }

        assertThat(dead.client().read().opcode()).isEqualTo(RawFrame.PING);
        RawFrame close = dead.client().readClose();
        assertThat(close.closeCode()).isEqualTo(1011);
        assertThat(close.closeReason()).contains("ping");
        assertThat(dead.session().await(Left.class).reason().code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(alive.session().pending()).isZero();
    }

    @Test
    void doesNotTakeAClientForDeadWhoseAnswersItDoesNotRead() throws Exception {
        start(options -> options.withTiming(
                new Timing(Duration.ofSeconds(2), Duration.ofSeconds(5), HANDSHAKE, Duration.ofSeconds(5))));
        Joined busy = join();
        busy.session().answerSends(dev.wsproxy.SendResult.BACKPRESSURE);
        busy.client().send("x".repeat(100_000));
        for (int i = 0; i < 3; i++) {
            assertThat(busy.client().read().opcode()).isEqualTo(RawFrame.PING);
        }
        assertThat(busy.session().pending()).isZero();
    }

    @Test
    void tellsAllClientsWhenItStops() throws Exception {
        Joined one = join();
        Joined two = join();
        deliver(outlet(one, two), "before", 0, 1);
        Thread stopper = new Thread(() -> transport().stop(ENDING));
        stopper.start();

        for (Joined each : java.util.List.of(one, two)) {
            assertThat(each.client().readText()).isEqualTo("before");
            RawFrame close = each.client().read();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.closeReason()).isEqualTo("PROXY_STOPPING: the test ends");
            each.client().send(RawFrame.close(1001, ""));
            assertThat(each.session().await(Left.class).reason()).isEqualTo(ENDING);
        }
        stopper.join(Deadlines.GENEROUS.toMillis());
        assertThat(stopper.isAlive()).isFalse();
        transport().start(host);
        join();
    }

    @Test
    void letsThePortGoWhenItIsQuietWhileThoseWhoJoinedStay() throws Exception {
        Joined joined = join();
        int port = port();
        transport().quiesce();

        await("the thread that accepts leaves the socket")
                .atMost(Deadlines.GENEROUS)
                .until(() -> isFree(port));
        assertThat(transport().address()).startsWith("not listening");
        deliver(outlet(joined), "still here", 0);
        assertThat(joined.client().readText()).isEqualTo("still here");
    }

    private static boolean isFree(int port) {
        try (ServerSocket next = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return next.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void waitsForAPortThatIsTaken() throws Exception {
        ServerSocket other = keep(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        int port = other.getLocalPort();
        start(options -> options.withPort(port));
        assertThat(transport().address())
                .startsWith("not listening: ws://127.0.0.1:" + port + " cannot be had")
                .contains("in use");

        other.close();

        await().atMost(Deadlines.GENEROUS).until(() -> transport().address().equals("ws://127.0.0.1:" + port));
        join();
    }
}
