// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static dev.wsproxy.broker.TestBench.URL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.ClientEvent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconnectionTest {
    private static final Failure GONE = Failure.of(ErrorCode.UPSTREAM_LOST, "gone");
    private static final Failure BUSY = Failure.of(ErrorCode.CONNECTION_LIMIT, 406, "held elsewhere");

    @TempDir
    Path directory;

    private TestBench bench;

    @BeforeEach
    void start() {
        bench = TestBench.ready(directory);
    }

    private FakeSocket socket() {
        return bench.connector.last();
    }

    private int attempts() {
        return bench.connector.sockets.size();
    }

    private SessionPort port() {
        return bench.session().port;
    }

    private ProxyStatus.SharedConnection status() {
        return bench.broker.status().connections().get(0);
    }

    private void reconnect() {
        int before = attempts();
        bench.pass(Duration.ofSeconds(31));
        assertThat(attempts()).isEqualTo(before + 1);
        socket().open();
    }

    /** How long it takes until the next attempt begins, to the millisecond. */
    private long delayMs() {
        int before = attempts();
        for (long ms = 0; ms <= 70_000; ms++) {
            bench.broker.tick();
            if (attempts() > before) {
                return ms;
            }
            bench.nowNs.addAndGet(1_000_000);
        }
        throw new AssertionError("no attempt within 70 s");
    }

    @Test
    void tellsEveryoneAboutTheGapBeforeNewData() {
        FakeClient first = bench.openClient("first");
        FakeClient second = bench.openClient("second");
        socket().frame("old");
        long lastEpochNs = bench.epochNs();
        bench.pass(Duration.ofSeconds(1));
        socket().lose("gone");
        bench.pass(Duration.ofSeconds(1));
        long backEpochNs = bench.epochNs();
        socket().open();
        socket().frame("new");

        for (FakeClient client : List.of(first, second)) {
            assertThat(client.got())
                    .endsWith(
                            "old",
                            new ClientEvent.Reconnecting(GONE),
                            new ClientEvent.Gap(lastEpochNs, backEpochNs, GONE),
                            new ClientEvent.Reconnected(),
                            "new");
        }
    }

    @Test
    void tellsAClientThatMissedEventsHowItsConnectionStands() {
        FakeClient overtaken = bench.openClient("overtaken");
        FakeClient other = bench.openClient("other");
        ClientEvent opened = overtaken.opened();
        port().event(new ClientEvent.Authenticated(), 0);
        socket().lose("gone");
        overtaken.got().clear();
        other.got().clear();
        overtaken.session.restate(1);
        assertThat(overtaken.got())
                .containsExactly(opened, new ClientEvent.Authenticated(), new ClientEvent.Reconnecting(GONE));
        reconnect();
        overtaken.got().clear();
        overtaken.session.restate(1);
        assertThat(overtaken.got())
                .containsExactly(opened, new ClientEvent.Authenticated(), new ClientEvent.Reconnected());
        other.got().clear();
        other.session.restate(1);
        other.session.restate(99);
        assertThat(other.got()).containsExactly(other.opened(), new ClientEvent.Reconnected());
    }

    @Test
    void aGapEndsWhenTheSessionIsReadyNotWhenTheSocketIsOpen() {
        FakeClient client = bench.openClient("one");
        socket().lose("gone");
        bench.session().onOpened = () -> {};
        reconnect();
        assertThat(client.last()).isEqualTo(new ClientEvent.Reconnecting(GONE));
        assertThat(status().state()).isEqualTo(ConnectionState.AUTHENTICATING);

        bench.session().onFrame = text -> {
            port().ready();
            port().deliver(FrameType.TEXT, ByteBuffer.wrap("data".getBytes()), 0);
        };
        socket().frame("authenticated");
        assertThat(client.got().subList(client.got().size() - 2, client.got().size()))
                .containsExactly(new ClientEvent.Reconnected(), "data");
        assertThat(status().state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void beginsTheGapWithTheLossWhenNothingWasReceivedBefore() {
        FakeClient client = bench.openClient("one");
        bench.pass(Duration.ofSeconds(1));
        long lostEpochNs = bench.epochNs();
        socket().lose("gone");
        reconnect();
        assertThat(client.got()).contains(new ClientEvent.Gap(lostEpochNs, bench.epochNs(), GONE));
    }

    @Test
    void tellsOfOneLossHoweverManyAttemptsItTakesAndOnceOfEachReasonWhyTheyFail() {
        FakeClient client = bench.openClient("one");
        socket().frame("old");
        long lastEpochNs = bench.epochNs();
        socket().lose("gone");
        for (int i = 0; i < 3; i++) {
            bench.pass(Duration.ofSeconds(31));
            socket().fail(ErrorCode.UNREACHABLE, "still away " + i);
        }
        bench.pass(Duration.ofSeconds(31));
        socket().fail(ErrorCode.UPGRADE_REJECTED, "503");
        reconnect();
        assertThat(client.got())
                .endsWith(
                        new ClientEvent.Reconnecting(GONE),
                        new ClientEvent.ErrorReported(Failure.of(ErrorCode.UNREACHABLE, "still away 0")),
                        new ClientEvent.ErrorReported(Failure.of(ErrorCode.UPGRADE_REJECTED, "503")),
                        new ClientEvent.Gap(lastEpochNs, bench.epochNs(), GONE),
                        new ClientEvent.Reconnected());
        assertThat(bench.session().calls)
                .containsSubsequence("upstreamLost UPSTREAM_LOST", "upstreamLost UNREACHABLE", "upstreamOpened");
    }

    @Test
    void tellsOfTheNextLossAgain() {
        FakeClient client = bench.openClient("one");
        socket().lose("gone");
        reconnect();
        socket().lose("gone");
        reconnect();
        assertThat(client.got().stream().filter(ClientEvent.Gap.class::isInstance))
                .hasSize(2);
        assertThat(client.got().stream().filter(ClientEvent.Reconnecting.class::isInstance))
                .hasSize(2);
        assertThat(status().reconnects()).isEqualTo(2);
    }

    @Test
    void aClientThatComesDuringTheLossHearsOfNoGap() {
        bench.openClient("first");
        socket().lose("gone");
        FakeClient late = bench.transport.join("late").open(1, URL);
        assertThat(late.got()).isEmpty();
        reconnect();
        assertThat(late.got()).containsExactly(new ClientEvent.Opened(1, false, "fake"));
    }

    @Test
    void aClientThatIsOpenedDuringTheLossHearsThatTheUpstreamIsAway() {
        bench.openClient("first");
        socket().lose("gone");
        bench.session().onJoined = slot -> port().opened(slot);
        FakeClient late = bench.transport.join("late").open(1, URL);
        assertThat(late.got())
                .containsExactly(new ClientEvent.Opened(1, false, "fake"), new ClientEvent.Reconnecting(GONE));
        reconnect();
        assertThat(late.last()).isEqualTo(new ClientEvent.Reconnected());
    }

    @Test
    void aClientThatComesDuringTheLossIsRefusedWhenTheNextAttemptFails() {
        FakeClient first = bench.openClient("first");
        socket().lose("gone");
        FakeClient late = bench.transport.join("late").open(1, URL);
        bench.pass(Duration.ofSeconds(1));
        socket().fail(ErrorCode.UNREACHABLE, "still away");
        assertThat(late.got())
                .containsExactly(new ClientEvent.OpenFailed(Failure.of(ErrorCode.UNREACHABLE, "still away")));
        assertThat(first.got())
                .endsWith(
                        new ClientEvent.Reconnecting(GONE),
                        new ClientEvent.ErrorReported(Failure.of(ErrorCode.UNREACHABLE, "still away")));
    }

    @Test
    void aNewcomerInTheSlotOfOneWhoLeftDuringTheLossHearsOfNoGap() {
        bench.openClient("first");
        FakeClient second = bench.openClient("second");
        socket().lose("gone");
        second.leave();
        FakeClient third = bench.transport.join("third").open(1, URL);
        reconnect();
        assertThat(third.got()).containsExactly(new ClientEvent.Opened(1, false, "fake"));
        assertThat(bench.session().calls).containsSubsequence("left 1", "joined 1");
    }

    @Test
    void showsTheLossInItsStatus() {
        bench.openClient("one");
        socket().lose("the cable was cut");
        assertThat(status().state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(status().reason()).isEqualTo("UPSTREAM_LOST: the cable was cut");
        reconnect();
        assertThat(status().state()).isEqualTo(ConnectionState.OPEN);
        assertThat(status().reason()).isEmpty();
        assertThat(status().reconnects()).isEqualTo(1);
    }

    @Test
    void waitsLongerAfterEveryFailure() {
        bench.openClient("one");
        bench.random = 0.999_999;
        socket().lose("gone");
        for (long ms : new long[] {250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
            assertThat(delayMs()).isEqualTo(ms);
            socket().fail(ErrorCode.UNREACHABLE, "still away");
        }
    }

    @Test
    void spreadsTheDelaysOverTheWholeRange() {
        bench.openClient("one");
        bench.random = 0;
        socket().lose("gone");
        assertThat(delayMs()).isZero();
        bench.random = 0.5;
        socket().fail(ErrorCode.UNREACHABLE, "still away");
        assertThat(delayMs()).isEqualTo(250);
    }

    @Test
    void startsAnewAfterAMinuteOfHealth() {
        bench.openClient("one");
        bench.random = 0.999_999;
        socket().lose("gone");
        assertThat(delayMs()).isEqualTo(250);
        socket().open();
        bench.nowNs.addAndGet(Duration.ofMillis(59_999).toNanos());
        socket().lose("gone soon");
        assertThat(delayMs()).isEqualTo(500);
        socket().open();
        bench.nowNs.addAndGet(Duration.ofSeconds(60).toNanos());
        socket().lose("gone later");
        assertThat(delayMs()).isEqualTo(250);
    }

    @Test
    void isPatientWhenTheConnectionIsHeldElsewhere() {
        FakeClient client = bench.openClient("one");
        bench.session().onFrame = text -> port().failed(BUSY, Retry.SLOWLY);
        bench.random = 0;
        socket().frame("406");
        FakeSocket refused = socket();
        assertThat(refused.closed).isTrue();
        assertThat(client.last()).isEqualTo(new ClientEvent.Reconnecting(BUSY));
        assertThat(status().reason()).isEqualTo("CONNECTION_LIMIT (406): held elsewhere");
        assertThat(delayMs()).isEqualTo(30_000);
        bench.random = 0.5;
        socket().open();
        socket().frame("406");
        assertThat(delayMs()).isEqualTo(45_000);
    }

    @Test
    void tellsOnceWhyAReconnectionDoesNotSucceed() {
        FakeClient client = bench.openClient("one");
        socket().lose("gone");
        bench.session().onOpened = () -> port().failed(BUSY, Retry.SLOWLY);
        for (int i = 0; i < 3; i++) {
            bench.pass(Duration.ofSeconds(61));
            socket().open();
            socket().over();
        }
        assertThat(client.got()).endsWith(new ClientEvent.Reconnecting(GONE), new ClientEvent.ErrorReported(BUSY));
        bench.session().onOpened = bench.session()::readyAndOpenAll;
        bench.pass(Duration.ofSeconds(61));
        socket().open();
        assertThat(client.last()).isEqualTo(new ClientEvent.Reconnected());
    }

    @Test
    void triesSoonWhenTheProtocolSaysSo() {
        FakeClient client = bench.openClient("one");
        bench.session().onFrame = text -> port().failed(BUSY, Retry.SOON);
        bench.random = 0.999_999;
        socket().frame("try again");
        socket().over();
        assertThat(delayMs()).isEqualTo(250);
        assertThat(client.last()).isEqualTo(new ClientEvent.Reconnecting(BUSY));
    }

    @Test
    void closesEveryoneWhenTryingAgainIsHopeless() {
        FakeClient open = bench.openClient("open");
        bench.session().onJoined = slot -> {};
        FakeClient waiting = bench.transport.join("waiting").open(1, URL);
        Failure plan = Failure.of(ErrorCode.NOT_IN_PLAN, 409, "your plan does not include this feed");
        bench.session().onFrame = text -> port().failed(plan, Retry.NEVER);
        socket().frame("409");
        assertThat(open.last()).isEqualTo(new ClientEvent.Closed(plan));
        assertThat(waiting.got()).containsExactly(new ClientEvent.OpenFailed(plan));
        assertThat(bench.session().calls)
                .doesNotContain("upstreamLost NOT_IN_PLAN")
                .endsWith("left 0", "left 1");
        assertThat(socket().closed).isTrue();
        assertThat(status().state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(status().reason()).isEqualTo("NOT_IN_PLAN (409): your plan does not include this feed");
        assertThat(status().clients()).isZero();
        socket().over();
        bench.transport.join("again").open(1, URL);
        assertThat(bench.broker.status().connections())
                .singleElement()
                .satisfies(connection -> assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING));
    }

    @Test
    void doesNotShowWhatWasNeverReadyAsGivenUp() {
        bench.openClient("open").leave();
        FakeClient hopeful = bench.transport.join("hopeful").open(1, URL);
        socket().over();
        bench.pass(Duration.ofSeconds(3));
        bench.session().onOpened =
                () -> port().failed(Failure.of(ErrorCode.AUTHENTICATION_FAILED, 402, "wrong"), Retry.NEVER);
        socket().open();
        assertThat(hopeful.last()).isInstanceOf(ClientEvent.OpenFailed.class);
        assertThat(bench.broker.status().connections()).isEmpty();
    }

    @Test
    void keepsOnlyTheLatestOfThoseThatWereGivenUp() {
        bench.openClient("one");
        GivenUp givenUp = new GivenUp();
        ProxyStatus.SharedConnection last = status();
        for (int i = 0; i < 20; i++) {
            givenUp.add(new ConnectionKey("fake", "wss://host/" + i, ""), last);
            givenUp.add(new ConnectionKey("fake", "wss://host/19", ""), last);
        }
        assertThat(givenUp.all()).hasSize(16);
        givenUp.forget(new ConnectionKey("fake", "wss://host/19", ""));
        assertThat(givenUp.all()).hasSize(15);
    }

    @Test
    void countsMessagesThatMakeNoSenseOnceEachAndSocketsThatBrokeTheProtocol() {
        bench.openClient("one");
        bench.session().onFrame = text -> {
            if (text.equals("garbage")) {
                port().malformed();
                port().malformed();
            }
        };
        for (String text : List.of("garbage", "fine", "garbage")) {
            socket().frame(text);
        }
        assertThat(status().protocolErrors()).isEqualTo(2);
        socket().listener.onClosed(Failure.of(ErrorCode.PROTOCOL_ERROR, 1009, "too large"));
        assertThat(status().protocolErrors()).isEqualTo(3);
        reconnect();
        assertThat(status().protocolErrors()).isEqualTo(3);
    }

    @Test
    void keepsTheOpenAndRefusesTheWaitingWhenTheSessionIsRefused() {
        FakeClient open = bench.openClient("open");
        bench.session().onJoined = slot -> {};
        FakeClient waiting = bench.transport.join("waiting").open(1, URL);
        bench.session().onFrame = text -> port().failed(BUSY, Retry.SLOWLY);
        socket().frame("406");
        assertThat(waiting.got()).containsExactly(new ClientEvent.OpenFailed(BUSY));
        assertThat(open.last()).isEqualTo(new ClientEvent.Reconnecting(BUSY));
        assertThat(bench.session().calls).endsWith("left 1", "upstreamLost CONNECTION_LIMIT");
    }

    @Test
    void keepsTheWaitingWhenAReadyUpstreamIsLost() {
        bench.openClient("open");
        bench.session().onJoined = slot -> {};
        FakeClient waiting = bench.transport.join("waiting").open(1, URL);
        socket().lose("gone");
        assertThat(waiting.got()).isEmpty();
        reconnect();
        assertThat(waiting.got()).containsExactly(new ClientEvent.Opened(1, false, "fake"));
    }

    @Test
    void givesUpASilentUpstream() {
        FakeClient client = bench.openClient("one");
        bench.pass(Duration.ofMillis(164_999));
        assertThat(socket().aborted).isFalse();
        bench.pass(Duration.ofMillis(1));
        assertThat(socket().aborted).isTrue();
        assertThat(client.last()).isInstanceOfSatisfying(ClientEvent.Reconnecting.class, lost -> {
            assertThat(lost.failure().code()).isEqualTo(ErrorCode.UPSTREAM_LOST);
            assertThat(lost.failure().reason()).isEqualTo("nothing was heard from the upstream for 165 s");
        });
    }

    @Test
    void takesAnyFrameAndAnyPingForASignOfLife() {
        bench.openClient("one");
        bench.pass(Duration.ofSeconds(164));
        socket().listener.onActivity();
        bench.pass(Duration.ofSeconds(164));
        socket().frame("data");
        bench.pass(Duration.ofSeconds(164));
        assertThat(socket().aborted).isFalse();
    }

    @Test
    void givesUpAnAttemptThatComesToNothing() {
        FakeClient client = bench.transport.join("one").open(1, URL);
        bench.pass(Duration.ofSeconds(165));
        assertThat(socket().aborted).isTrue();
        assertThat(client.last()).isInstanceOf(ClientEvent.OpenFailed.class);
    }

    @Test
    void ignoresWhatAnOldSocketStillSays() {
        FakeClient client = bench.openClient("one");
        FakeSocket old = socket();
        bench.pass(Duration.ofSeconds(165));
        old.frame("stale");
        old.listener.onActivity();
        reconnect();
        List<Object> before = List.copyOf(client.got());
        old.frame("stale");
        old.open();
        old.lose("stale");
        old.fail(ErrorCode.UNREACHABLE, "stale");
        assertThat(client.got()).isEqualTo(before);
        assertThat(status().state()).isEqualTo(ConnectionState.OPEN);
        assertThat(status().received()).isZero();
    }

    @Test
    void ignoresASocketWhoseConnectionHasEnded() {
        bench.openClient("one").leave();
        socket().frame("stale");
        socket().listener.onActivity();
        socket().over();
        assertThat(bench.session().calls).endsWith("left 0");
        assertThat(attempts()).isEqualTo(1);
    }

    @Test
    void aReconnectionWaitsForTheEndOfTheOldSocketToo() {
        bench.openClient("one");
        bench.random = 0;
        bench.session().onFrame = text -> port().failed(BUSY, Retry.SOON);
        FakeSocket old = socket();
        old.frame("try again");
        bench.pass(Duration.ofMillis(1_999));
        assertThat(attempts()).isEqualTo(1);
        old.over();
        assertThat(attempts()).isEqualTo(2);
    }

    @Test
    void doesNotReconnectWhenNobodyIsLeft() {
        FakeClient client = bench.openClient("one");
        socket().lose("gone");
        client.leave();
        bench.pass(Duration.ofMinutes(2));
        assertThat(attempts()).isEqualTo(1);
        assertThat(bench.broker.status().connections()).isEmpty();
    }

    @Test
    void becomingReadyTwiceIsBecomingReadyOnce() {
        FakeClient client = bench.openClient("one");
        socket().lose("gone");
        reconnect();
        bench.session().onTick = () -> port().ready();
        bench.broker.tick();
        assertThat(client.got().stream().filter(ClientEvent.Reconnected.class::isInstance))
                .hasSize(1);
        assertThat(status().reconnects()).isEqualTo(1);
    }

    @Test
    void beingReadyWithoutASocketMeansNothing() {
        bench.openClient("one");
        socket().lose("gone");
        bench.session().onTick = () -> port().ready();
        bench.broker.tick();
        assertThat(status().state()).isEqualTo(ConnectionState.RECONNECTING);
    }

    @Test
    void givesUpTheSocketWhenTheSessionCannotMakeSenseOfIt() {
        FakeClient client = bench.openClient("one");
        bench.session().onFrame = text -> {
            throw new IllegalStateException("a bug");
        };
        socket().frame("poison");
        assertThat(socket().aborted).isTrue();
        assertThat(client.last())
                .isInstanceOfSatisfying(
                        ClientEvent.Reconnecting.class,
                        lost -> assertThat(lost.failure().code()).isEqualTo(ErrorCode.INTERNAL));
        bench.session().onFrame = null;
        reconnect();
        socket().frame("fine");
        assertThat(client.last()).isEqualTo("fine");
    }

    @Test
    void survivesASessionThatBreaksWhileTimePasses() {
        FakeClient client = bench.openClient("one");
        bench.session().onTick = () -> {
            throw new IllegalStateException("a bug");
        };
        bench.broker.tick();
        assertThat(client.last()).isInstanceOf(ClientEvent.Reconnecting.class);
        bench.session().onTick = () -> {};
        reconnect();
        assertThat(client.last()).isEqualTo(new ClientEvent.Reconnected());
    }

    @Test
    void survivesASessionThatBreaksWhenTheUpstreamOpens() {
        FakeClient client = bench.transport.join("one").open(1, URL);
        bench.session().onOpened = () -> {
            throw new IllegalStateException("a bug");
        };
        socket().open();
        assertThat(client.got())
                .singleElement()
                .isInstanceOfSatisfying(
                        ClientEvent.OpenFailed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.INTERNAL));
        assertThat(socket().aborted).isTrue();
    }

    @Test
    void aConnectorThatThrowsIsAFailedAttempt() {
        bench.connector.inline = socket -> {
            throw new IllegalStateException("closed");
        };
        FakeClient client = bench.transport.join("one").open(1, URL);
        assertThat(client.got())
                .singleElement()
                .isInstanceOfSatisfying(
                        ClientEvent.OpenFailed.class,
                        failed -> assertThat(failed.failure().reason()).contains("could not begin"));
        assertThat(bench.broker.status().connections()).isEmpty();
    }
}
