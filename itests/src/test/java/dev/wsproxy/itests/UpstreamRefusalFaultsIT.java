// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.UpstreamFaultScene.awaitFlow;
import static dev.wsproxy.itests.UpstreamFaultScene.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyStatus.SharedConnection;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import dev.wsproxy.simulator.Feed;
import dev.wsproxy.simulator.SimulatorOptionsBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

/** An upstream that was lost takes the proxy back not at once, or not at all. */
@FaultArea("Upstream")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class UpstreamRefusalFaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long SLOW_MS = 1_500;

    @TempDir
    static Path work;

    private UpstreamFaultScene scene;

    @BeforeAll
    void start() throws Exception {
        scene = new UpstreamFaultScene(
                work, "reconnectMin=50ms", "reconnectMax=400ms", "slowMin=" + SLOW_MS + "ms", "slowMax=2s");
        scene.client("keeper", new GapLedger());
    }

    @AfterAll
    void stop() throws Exception {
        scene.close();
    }

    private Upstream upstream(SimulatorOptionsBuilder options) throws Exception {
        return scene.playground.keep(Upstream.start(options.rate(UpstreamFaultScene.RATE)));
    }

    private static Failure failureOf(Runnable open) {
        try {
            open.run();
        } catch (FailureException e) {
            return e.failure();
        }
        throw new AssertionError("it was opened");
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of(
                        "402 auth failed, since the secret was changed",
                        Failure.of(ErrorCode.AUTHENTICATION_FAILED, 402, ""),
                        Upstream.options().accounts(Map.of(Upstream.CREDENTIALS.key(), "another-secret"))),
                Arguments.of(
                        "409 insufficient subscription, since the plan was changed",
                        Failure.of(ErrorCode.NOT_IN_PLAN, 409, ""),
                        Upstream.options().feedsNotInPlan(Set.of(Feed.IEX))));
    }

    @ParameterizedTest(name = "at the reconnection: {0}")
    @MethodSource("ends")
    @Fault(
            expected =
                    "no further attempt; every client is told with the code that its connection is closed, the status shows it as"
                            + " CLOSED with the code; who opens later is told the same, or gets in when it is right again")
    void ends(String name, Failure why, SimulatorOptionsBuilder options, Seen seen) throws Exception {
        Upstream changed = upstream(options);
        FaultyLink link = scene.link();
        String url = link.url(UpstreamFaultScene.path());
        GapLedger one = new GapLedger();
        GapLedger two = new GapLedger();
        Connection connection = UpstreamFaultScene.trades(scene.client("one", one), url, "AAPL");
        UpstreamFaultScene.trades(scene.client("two", two), url, "MSFT");
        awaitFlow(one);
        awaitFlow(two);
        link.target(changed.simulator().port());
        link.reset();
        for (GapLedger ledger : List.of(one, two)) {
            until("it is closed", () -> !ledger.ends().isEmpty());
            assertThat(ledger.ends()).singleElement().satisfies(end -> {
                assertThat(end.code()).isEqualTo(why.code());
                assertThat(end.detail()).isEqualTo(why.detail());
            });
            UpstreamFaultScene.assertSound(ledger);
        }
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
        SharedConnection status = scene.status(connection);
        assertThat(status.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(status.reason()).startsWith(why.code() + " (" + why.detail() + "): ");
        assertThat(status.clients()).isZero();

        Failure told = failureOf(() -> UpstreamFaultScene.trades(scene.client("late", new GapLedger()), url, "AAPL"));
        assertThat(told.code()).isEqualTo(why.code());
        assertThat(changed.simulator().stats().connectionsOpened())
                .as("attempts")
                .isEqualTo(2);

        link.target(scene.upstream.simulator().port());
        link.reset();
        GapLedger again = new GapLedger();
        UpstreamFaultScene.trades(scene.client("again", again), url, "AAPL");
        awaitFlow(again);
        assertThat(scene.playground.status().orElseThrow().connections())
                .noneMatch(each -> each.state() == ConnectionState.CLOSED);
        seen.add("one attempt; %s", status.reason().replaceAll("127.0.0.1:\\d+", "upstream"));
    }

    @Test
    @Fault(
            value = "at the reconnection: 406, another program holds the account's only connection",
            expected =
                    "tried again slowly (here each 1.5 to 2 s); clients are told why, once, and the status says it; who comes"
                            + " with the right secret waits inside, with a wrong one is refused at once; a gap when it is over")
    void held(Seen seen) throws Exception {
        Upstream single = upstream(Upstream.options());
        FaultyLink link = scene.playground.keep(FaultyLink.to(single.simulator().port()));
        String url = link.url(UpstreamFaultScene.path());
        GapLedger ledger = new GapLedger();
        Connection connection = UpstreamFaultScene.trades(scene.client("one", ledger), url, "AAPL");
        awaitFlow(ledger);
        link.welcome(FaultyLink.Welcome.HANG_UP);
        link.reset();
        SdkClient intruder = intrude(single);
        link.welcome(FaultyLink.Welcome.RELAY);

        until("the error is told", () -> limits(ledger) == 1);
        long firstNs = System.nanoTime();
        assertThat(scene.status(connection).state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(scene.status(connection).reason()).startsWith("CONNECTION_LIMIT (406): another program");

        GapLedger late = new GapLedger();
        Connection inside =
                scene.client("late", late).open(UpstreamFaultScene.alpaca(url).build());
        until("it is told", () -> late.losses().size() == 1);
        assertThat(late.losses().get(0).code()).isEqualTo(ErrorCode.CONNECTION_LIMIT);
        assertThat(inside.state()).isEqualTo(ConnectionState.RECONNECTING);
        Failure wrong = failureOf(() -> scene.client("wrong", new GapLedger())
                .open(OpenOptions.url(url)
                        .credentials(new Credentials(Upstream.CREDENTIALS.key(), "wrong"))
                        .build()));
        assertThat(wrong.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);

        long before = single.simulator().stats().connectionsOpened();
        until("the next attempt", () -> single.simulator().stats().connectionsOpened() > before);
        long waitedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - firstNs);
        assertThat(waitedMs).isGreaterThan(SLOW_MS - 500);
        assertThat(limits(ledger)).isEqualTo(1);
        intruder.close();
        until("the upstream is back", () -> ledger.returns() == 1 && late.returns() == 1);
        awaitFlow(ledger);
        UpstreamFaultScene.assertSound(ledger);
        assertThat(ledger.gaps()).hasSize(1);
        seen.add("next attempt after %d ms", waitedMs);
    }

    private static long limits(GapLedger ledger) {
        return ledger.errors().stream()
                .filter(error -> error.code() == ErrorCode.CONNECTION_LIMIT && error.detail() == 406)
                .count();
    }

    /** Takes the only connection as soon as the proxy's is gone. */
    private SdkClient intrude(Upstream single) {
        SdkClient intruder = scene.playground.keep(SdkClient.connect(URI.create(single.url())));
        intruder.awaitOther("\"connected\"");
        until("the intruder is in", () -> {
            intruder.authenticate(Upstream.CREDENTIALS);
            return intruder.others().stream().anyMatch(element -> element.contains("\"authenticated\""));
        });
        return intruder;
    }

    static Stream<Arguments> troubles() {
        return Stream.of(
                Arguments.of("is refused", FaultyLink.Welcome.HANG_UP, ErrorCode.UNREACHABLE),
                Arguments.of("hangs", FaultyLink.Welcome.SAY_NOTHING, ErrorCode.CONNECT_TIMEOUT));
    }

    @ParameterizedTest(name = "a client comes while the upstream is away and each attempt {0}")
    @MethodSource("troubles")
    @Fault(
            expected =
                    "who shares verified credentials is in at once and told RECONNECTING; others wait for the next attempt and get its"
                            + " failure; nobody waits longer than his own time-out; an SDK is let in, and closed when it is over")
    void newcomers(String name, FaultyLink.Welcome welcome, ErrorCode code, Seen seen) throws Exception {
        FaultyLink rawLink = scene.link();
        String url = scene.link.url(UpstreamFaultScene.path());
        String rawUrl = rawLink.url(UpstreamFaultScene.path());
        GapLedger ledger = new GapLedger();
        GapLedger raw = new GapLedger();
        UpstreamFaultScene.trades(scene.client("one", ledger), url, "AAPL");
        UpstreamFaultScene.passthrough(scene.client("raw", raw), rawUrl, "MSFT");
        awaitFlow(ledger);
        awaitFlow(raw);
        for (FaultyLink each : List.of(scene.link, rawLink)) {
            each.welcome(welcome);
            each.reset();
        }
        until(
                "the loss is told",
                () -> ledger.losses().size() == 1 && raw.losses().size() == 1);

        GapLedger late = new GapLedger();
        long beganNs = System.nanoTime();
        ProxyClient newcomer = scene.client("late", late);
        newcomer.open(UpstreamFaultScene.alpaca(url).timeout(PATIENCE).build());
        until("it is told", () -> late.losses().size() == 1);
        SdkClient sdk = scene.playground.keep(
                SdkClient.connect(URI.create(EndpointScene.endpoint(scene.playground) + UpstreamFaultScene.path())));
        sdk.subscribe("AAPL");
        Failure joined = failureOf(() -> newcomer.open(OpenOptions.url(rawUrl)
                .protocol("passthrough")
                .openingMessage("x")
                .timeout(PATIENCE)
                .build()));
        assertThat(joined.code()).isEqualTo(code);
        Failure stranger = failureOf(() -> newcomer.open(
                UpstreamFaultScene.alpaca(rawUrl).timeout(PATIENCE).build()));
        assertThat(stranger.code()).isEqualTo(code);
        assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isLessThan(PATIENCE.multipliedBy(2));
        if (welcome == FaultyLink.Welcome.SAY_NOTHING) {
            Failure impatient = failureOf(() -> newcomer.open(UpstreamFaultScene.alpaca(rawUrl)
                    .timeout(Duration.ofMillis(300))
                    .build()));
            assertThat(impatient.code()).isEqualTo(ErrorCode.TIMEOUT);
        }
        seen.add("all answered after %d ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs));

        for (FaultyLink each : List.of(scene.link, rawLink)) {
            each.welcome(FaultyLink.Welcome.RELAY);
        }
        until("all are back", () -> ledger.returns() == 1 && raw.returns() == 1 && late.returns() == 1);
        until("the SDK is closed", () -> !sdk.end().isEmpty());
        awaitFlow(ledger);
        awaitFlow(raw);
        UpstreamFaultScene.assertSound(ledger, raw);
        seen.add("the SDK was closed with: %s", sdk.end());
    }

    @Test
    @Fault(
            value = "the certificate at the reconnection is of an unknown authority",
            expected =
                    "TLS_FAILED is told and in the status; nothing is sent to that server; back when the certificate is right")
    void untrusted(Seen seen) throws Exception {
        SelfSigned right = SelfSigned.make(work, "right");
        Upstream trusted = upstream(Upstream.options().tls(right.forServer()));
        Upstream other =
                upstream(Upstream.options().tls(SelfSigned.make(work, "wrong").forServer()));
        Files.copy(right.certificate(), scene.playground.home().resolve("conf/ca.pem"));
        FaultyLink link =
                scene.playground.keep(FaultyLink.to(trusted.simulator().port()));
        GapLedger ledger = new GapLedger();
        Connection connection = UpstreamFaultScene.trades(
                scene.client("one", ledger), link.url("wss", "127.0.0.1", UpstreamFaultScene.path()), "AAPL");
        awaitFlow(ledger);
        link.target(other.simulator().port());
        link.reset();
        until("the error is told", () -> ledger.errors().stream().anyMatch(e -> e.code() == ErrorCode.TLS_FAILED));
        assertThat(scene.status(connection).reason()).startsWith("TLS_FAILED: ");
        assertThat(other.simulator().stats().connectionsOpened()).isZero();
        link.target(trusted.simulator().port());
        until("the upstream is back", () -> ledger.returns() == 1);
        awaitFlow(ledger);
        UpstreamFaultScene.assertSound(ledger);
        seen.add("%s", ledger.errors().get(0).reason().replaceAll("127.0.0.1:\\d+", "upstream"));
    }

    @Test
    @Fault(
            value = "lost while clients of the endpoint are connected",
            expected =
                    "they are closed with a reason when the upstream is back, since their SDK knows no gaps, and go on in a new"
                            + " connection; one that wants events stays and is told")
    void endpoint(Seen seen) throws Exception {
        URI uri = URI.create(EndpointScene.endpoint(scene.playground) + UpstreamFaultScene.path());
        SdkClient plain = scene.playground.keep(SdkClient.connect(uri)).subscribe("AAPL");
        SdkClient aware = scene.playground
                .keep(SdkClient.connect(uri, "WSProxy-Events", "json"))
                .subscribe("AAPL");
        until(
                "trades",
                () -> plain.trades("AAPL").size() > 5 && aware.trades("AAPL").size() > 5);
        scene.link.reset();
        until("it is closed", () -> !plain.end().isEmpty());
        aware.awaitOther("\"wsproxy\":\"reconnecting\"");
        aware.awaitOther("\"wsproxy\":\"gap\"");
        int before = aware.trades("AAPL").size();
        SdkClient again = scene.playground.keep(SdkClient.connect(uri)).subscribe("AAPL");
        until(
                "trades go on",
                () -> again.trades("AAPL").size() > 5 && aware.trades("AAPL").size() > before + 5);
        Sequences.assertContiguous(plain.trades("AAPL"));
        Sequences.assertContiguous(again.trades("AAPL"));
        assertThat(aware.trades("AAPL")).isSorted().doesNotHaveDuplicates();
        assertThat(aware.end()).isEmpty();
        seen.add("closed with: %s", plain.end());
        again.close();
        aware.close();
    }
}
