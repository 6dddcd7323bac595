// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.UpstreamFaultScene.awaitFlow;
import static dev.wsproxy.itests.UpstreamFaultScene.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The upstream is lost under load, in every way there is, and comes back. One proxy lives through all of it. */
@FaultArea("Upstream")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class UpstreamLossFaultsIT {
    private static final String PROMISE =
            "every client is told of the loss and why, then of the gap in order with the data;"
                    + " no trade twice, none lost outside of the gap; the subscriptions of all are back";

    @TempDir
    static Path work;

    private final GapLedger one = new GapLedger();
    private final GapLedger two = new GapLedger();
    private final GapLedger raw = new GapLedger();
    private final GapLedger named = new GapLedger();
    private final GapLedger quiet = new GapLedger();
    private UpstreamFaultScene scene;
    private FaultyLink link;
    private FaultyLink rawLink;
    private FaultyLink namedLink;
    private Connection connection;
    private Connection quietConnection;

    @BeforeAll
    void start() throws Exception {
        scene = new UpstreamFaultScene(work, "watchdog=3s", "reconnectMin=50ms", "reconnectMax=400ms", "healthy=1s");
        link = scene.link;
        rawLink = scene.link();
        namedLink = scene.link();
        ProxyClient first = scene.client("one", one);
        connection = UpstreamFaultScene.trades(first, link.url(UpstreamFaultScene.path()), "AAPL", "MSFT");
        UpstreamFaultScene.trades(scene.client("two", two), link.url(UpstreamFaultScene.path()), "MSFT", "NVDA");
        UpstreamFaultScene.passthrough(scene.client("raw", raw), rawLink.url(UpstreamFaultScene.path()), "TSLA");
        UpstreamFaultScene.trades(
                scene.client("named", named), namedLink.url("ws", "feed.test", UpstreamFaultScene.path()), "SPY");
        Upstream silent = scene.playground.keep(Upstream.start(0));
        quietConnection = scene.client("quiet", quiet).open(silent.open());
        quietConnection.subscribe("trades", "AAPL");
    }

    @AfterAll
    void stop() throws Exception {
        scene.close();
    }

    /** Loses an upstream and waits until it is back, with data. */
    private void lose(Runnable fault, Failure expected, Seen seen, GapLedger... ledgers) {
        for (GapLedger ledger : ledgers) {
            awaitFlow(ledger);
        }
        List<Integer> before = Stream.of(ledgers).map(GapLedger::returns).toList();
        long beganNs = System.nanoTime();
        fault.run();
        for (int i = 0; i < ledgers.length; i++) {
            int returns = before.get(i);
            GapLedger ledger = ledgers[i];
            until("the upstream is back", () -> ledger.returns() > returns);
        }
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
        for (GapLedger ledger : ledgers) {
            awaitFlow(ledger);
            judge(ledger, expected);
        }
        seen.add("%s, back after %d ms", expected.code(), tookMs);
    }

    private static void judge(GapLedger ledger, Failure expected) {
        UpstreamFaultScene.assertSound(ledger);
        assertThat(ledger.gaps()).hasSameSizeAs(ledger.losses());
        Failure told = ledger.losses().get(ledger.losses().size() - 1);
        assertThat(told.code()).as(told.toString()).isEqualTo(expected.code());
        assertThat(told.detail()).as(told.toString()).isEqualTo(expected.detail());
        assertThat(told.reason()).contains(expected.reason());
        assertThat(ledger.gaps().get(ledger.gaps().size() - 1).failure()).isEqualTo(told);
        assertThat(ledger.ends()).isEmpty();
    }

    private static Failure lost(String reason) {
        return Failure.of(ErrorCode.UPSTREAM_LOST, reason);
    }

    @ParameterizedTest(name = "closed by the upstream with code {0}")
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 3000, 4000})
    @Fault(expected = PROMISE)
    void closed(int code, Seen seen) {
        Failure expected = Failure.of(ErrorCode.CLOSED_BY_UPSTREAM, code, "because");
        for (int i = 0; i < Chaos.either(1, 5); i++) {
            lose(() -> link.inject(ServerFrames.close(code, "because")), expected, seen, one, two);
        }
    }

    @Test
    @Fault(value = "closed by the upstream without a code", expected = PROMISE)
    void closedWithoutCode(Seen seen) {
        byte[] frame = ServerFrames.frame(ServerFrames.LAST | ServerFrames.CLOSE);
        lose(() -> link.inject(frame), Failure.of(ErrorCode.CLOSED_BY_UPSTREAM, 1005, ""), seen, one, two);
    }

    @Test
    @Fault(value = "TCP reset", expected = PROMISE)
    void reset(Seen seen) {
        for (int i = 0; i < Chaos.either(3, 50); i++) {
            lose(link::reset, lost("without a close frame"), seen, one, two);
        }
    }

    @Test
    @Fault(value = "end of file without a close frame", expected = PROMISE)
    void endOfFile(Seen seen) {
        for (int i = 0; i < Chaos.either(2, 20); i++) {
            lose(link::endOfFile, lost("without a close frame"), seen, one, two);
        }
    }

    @Test
    @Fault(
            value = "half-open: the TCP connection stays, nothing comes, not even a pong",
            expected = PROMISE + "; the watchdog (here 3 s) notices; an upstream that only answers pings is left alone")
    void silence(Seen seen) {
        for (int i = 0; i < Chaos.either(1, 10); i++) {
            lose(link::stall, lost("nothing was heard"), seen, one, two);
        }
        assertThat(scene.status(quietConnection).reconnects()).isZero();
        assertThat(quiet.losses()).isEmpty();
        seen.add(
                "the quiet neighbour had no frame for %d ms",
                scene.status(quietConnection).lastFrameAgeMs());
    }

    @Test
    @Fault(value = "over passthrough: close, reset, end of file, silence", expected = PROMISE)
    void passthrough(Seen seen) {
        for (int i = 0; i < Chaos.either(1, 10); i++) {
            byte[] close = ServerFrames.close(1012, "restart");
            lose(() -> rawLink.inject(close), Failure.of(ErrorCode.CLOSED_BY_UPSTREAM, 1012, "restart"), seen, raw);
            lose(rawLink::reset, lost("without a close frame"), seen, raw);
            lose(rawLink::endOfFile, lost("without a close frame"), seen, raw);
            lose(rawLink::stall, lost("nothing was heard"), seen, raw);
        }
    }

    static Stream<Arguments> refusals() {
        return IntStream.of(401, 403, 429, 500, 503).mapToObj(Arguments::of);
    }

    @ParameterizedTest(name = "HTTP {0} at the upgrade of the reconnection")
    @MethodSource("refusals")
    @Fault(expected = PROMISE + "; meanwhile the status says why, and clients are told once")
    void refused(int status, Seen seen) {
        Failure why = Failure.of(ErrorCode.UPGRADE_REJECTED, status, "");
        failWhile(
                () -> scene.upstream.simulator().refuseUpgrades(status),
                () -> scene.upstream.simulator().refuseUpgrades(0),
                why,
                seen);
    }

    @Test
    @Fault(value = "TCP accepts and hangs up at the reconnection", expected = PROMISE)
    void hangsUp(Seen seen) {
        failWhile(
                () -> link.welcome(FaultyLink.Welcome.HANG_UP),
                () -> link.welcome(FaultyLink.Welcome.RELAY),
                Failure.of(ErrorCode.UNREACHABLE, ""),
                seen);
    }

    @Test
    @Fault(value = "the upgrade of the reconnection hangs", expected = PROMISE + "; the attempt ends at its time-out")
    void hangs(Seen seen) {
        failWhile(
                () -> link.welcome(FaultyLink.Welcome.SAY_NOTHING),
                () -> link.welcome(FaultyLink.Welcome.RELAY),
                Failure.of(ErrorCode.CONNECT_TIMEOUT, ""),
                seen);
    }

    /** Loses the upstream, which cannot be had again for a reason, until it can. */
    private void failWhile(Runnable worse, Runnable better, Failure why, Seen seen) {
        int known = one.errors().size();
        Runnable fault = () -> {
            worse.run();
            try {
                link.reset();
                awaitReason(connection, why);
                until("the error is told", () -> told(known, why) > 0);
            } finally {
                better.run();
            }
        };
        lose(fault, lost(""), seen, one, two);
        assertThat(told(known, why)).as("how often it was told").isEqualTo(1);
        seen.add("told %s once", why.code());
    }

    private long told(int known, Failure why) {
        return one.errors().stream()
                .skip(known)
                .filter(error -> error.code() == why.code() && error.detail() == why.detail())
                .count();
    }

    private void awaitReason(Connection of, Failure why) {
        String code = why.detail() == 0 ? why.code().name() : why.code() + " (" + why.detail() + ")";
        until("the reason in the status: " + code, () -> {
            var status = scene.status(of);
            return status.state() == ConnectionState.RECONNECTING
                    && status.reason().startsWith(code);
        });
    }

    @Test
    @Fault(value = "the host name cannot be looked up at the reconnection", expected = PROMISE)
    void nameUnknown(Seen seen) throws Exception {
        String known = Files.readString(scene.hosts);
        Files.writeString(scene.hosts, "127.0.0.1 localhost\n");
        long beganNs = System.nanoTime();
        awaitFlow(named);
        namedLink.reset();
        until(
                "the error is told",
                () -> named.errors().stream().anyMatch(error -> error.code() == ErrorCode.UNREACHABLE));
        assertThat(named.errors().get(0).reason()).contains("feed.test").contains("not known");
        Files.writeString(scene.hosts, known);
        until("the upstream is back", () -> named.returns() == 1);
        awaitFlow(named);
        judge(named, lost(""));
        seen.add("told UNREACHABLE, back after %d ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs));
    }
}
