// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.UpstreamFaultScene.awaitFlow;
import static dev.wsproxy.itests.UpstreamFaultScene.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import dev.wsproxy.simulator.Feed;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The upstream sends what it should not, under load. One proxy, with the heap that it always has, lives through all of it. */
@FaultArea("Upstream")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class UpstreamGarbageFaultsIT {
    private static final String TOLERATED =
            "told as PROTOCOL_ERROR to the connection's client, counted; the connection goes"
                    + " on without a gap, its neighbours notice nothing";
    private static final String FATAL =
            "counted, and told with the code of the WebSocket protocol, which demands a new connection;"
                    + " then as after any loss; the neighbours notice nothing";
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final int MOST_HEAP_KB = 100 << 10;

    @TempDir
    static Path work;

    private final GapLedger neighbour = new GapLedger();
    private final List<Connection> opened = new ArrayList<>();
    private UpstreamFaultScene scene;
    private ProxyClient neighbouring;
    private long pid;

    @BeforeAll
    void start() throws Exception {
        scene = new UpstreamFaultScene(work, "reconnectMin=50ms", "reconnectMax=400ms");
        neighbouring = scene.client("neighbour", neighbour);
        UpstreamFaultScene.trades(neighbouring, scene.upstream.url(), "AAPL", "MSFT", "NVDA");
        pid = neighbouring.proxyPid();
    }

    @AfterAll
    void stop() throws Exception {
        try (UpstreamFaultScene ended = scene) {
            assertThat(ended.playground.proxy()).isPresent();
            assertThat(heapKb(true)).as("KB of heap in use after all of it").isLessThan(MOST_HEAP_KB);
        }
    }

    @AfterEach
    void neighbourNoticesNothing() {
        opened.forEach(Connection::close);
        opened.clear();
        awaitFlow(neighbour);
        UpstreamFaultScene.assertSound(neighbour);
        assertThat(neighbour.gaps()).isEmpty();
        assertThat(neighbour.errors()).isEmpty();
        assertThat(neighbouring.proxyPid()).as("the same proxy").isEqualTo(pid);
    }

    /** A connection of its own, whose client reads trades. */
    private record Victim(FaultyLink link, GapLedger ledger, Connection connection) {}

    private Victim victim() throws Exception {
        FaultyLink link = scene.link();
        GapLedger ledger = new GapLedger();
        Connection connection = UpstreamFaultScene.trades(
                scene.client("victim", ledger), link.url(UpstreamFaultScene.path()), "TSLA", "BIGG");
        return watched(new Victim(link, ledger, connection));
    }

    private Victim watched(Victim victim) {
        opened.add(victim.connection());
        until("messages", () -> victim.ledger().messages() > 5);
        return victim;
    }

    private static Arguments row(String name, byte[] frame) {
        return Arguments.of(name, frame);
    }

    private static byte[] text(String payload) {
        return ServerFrames.text(payload);
    }

    private static byte[] binary(int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return ServerFrames.frame(ServerFrames.LAST | ServerFrames.BINARY, bytes);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                row("no JSON", text("rubbish")),
                row("an empty message", text("")),
                row("JSON that ends too early", text("[{\"T\":\"t\",\"S\":\"TSLA\",")),
                row("JSON that goes on after its end", text("[][]")),
                row("null", text("null")),
                row("an array of nulls", text("[null,null]")),
                row("an array of arrays", text("[[{\"T\":\"t\",\"S\":\"TSLA\"}]]")),
                row("an object instead of an array", text("{\"T\":\"t\",\"S\":\"TSLA\"}")),
                row("a type that is a number", text("[{\"T\":1,\"S\":\"TSLA\"}]")),
                row("a symbol that is an object", text("[{\"T\":\"t\",\"S\":{\"S\":\"TSLA\"}}]")),
                row("an unknown control message", text("[{\"T\":\"success\",\"msg\":\"what is this\"}]")),
                row(
                        "a control message with values of wrong types",
                        text("[{\"T\":\"error\",\"code\":\"x\",\"msg\":{}}]")),
                row("JSON nested 100,000 deep", text("[".repeat(100_000))),
                row("an element nested 100,000 deep", text("[{\"T\":\"t\",\"x\":" + "[".repeat(100_000))),
                row("a million elements without a symbol", text("[" + "{},".repeat(999_999) + "{}]")),
                row("a million errors", text("[" + "{\"T\":\"error\"},".repeat(999_999) + "{\"T\":\"error\"}]")),
                row("16 MiB of symbols in an acknowledgement", text(acknowledgement())),
                row("binary that is no text", binary(0xff, 0xfe, 0, 1)),
                row("a text with a byte that is none, in a binary message", notText()));
    }

    private static String acknowledgement() {
        return "[{\"T\":\"subscription\",\"trades\":[" + "\"A\",".repeat(4_000_000) + "\"A\"]}]";
    }

    private static byte[] notText() {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.writeBytes("[{\"T\":\"t\",\"S\":\"TSLA\",\"x\":\"".getBytes());
        json.write(0xff);
        json.writeBytes("\"}]".getBytes());
        return ServerFrames.frame(ServerFrames.LAST | ServerFrames.BINARY, json.toByteArray());
    }

    @ParameterizedTest(name = "garbage: {0}")
    @MethodSource("nonsense")
    @Fault(expected = TOLERATED)
    void tolerated(String name, byte[] frame, Seen seen) throws Exception {
        tolerate(victim(), frame, seen);
    }

    private void tolerate(Victim victim, byte[] frame, Seen seen) {
        long before = victim.ledger().messages();
        victim.link().inject(frame);
        until("the error is told", () -> !victim.ledger().errors().isEmpty());
        long after = victim.ledger().messages();
        until("messages go on", () -> victim.ledger().messages() > Math.max(before, after) + 5);
        UpstreamFaultScene.assertSound(victim.ledger());
        assertThat(victim.ledger().errors())
                .hasSizeLessThanOrEqualTo(5)
                .allMatch(error -> error.code() == ErrorCode.PROTOCOL_ERROR)
                .allMatch(error -> error.reason().length() < 500);
        assertThat(victim.ledger().losses()).isEmpty();
        var status = scene.status(victim.connection());
        assertThat(status.protocolErrors()).isEqualTo(1);
        assertThat(status.reconnects()).isZero();
        seen.add("%s", victim.ledger().errors().get(0).reason().replaceAll("127.0.0.1:\\d+", "upstream"));
    }

    static Stream<Arguments> nonsenseInMsgpack() {
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) 0x91);
        return Stream.of(
                row("an array that claims 4 billion elements", binary(0xdd, 0xff, 0xff, 0xff, 0xff)),
                row("a map that claims 4 billion members", binary(0x91, 0xdf, 0xff, 0xff, 0xff, 0xff)),
                row(
                        "a string that claims more than there is",
                        binary(0x91, 0x81, 0xa1, 'T', 0xdb, 0x7f, 0xff, 0xff, 0xff)),
                row("nesting 100,000 deep", ServerFrames.frame(ServerFrames.LAST | ServerFrames.BINARY, deep)),
                row("a value that there is not", binary(0x91, 0xc1)),
                row("text where binary is expected", text("[{\"T\":\"t\",\"S\":\"X\"}]")));
    }

    @ParameterizedTest(name = "garbage in msgpack: {0}")
    @MethodSource("nonsenseInMsgpack")
    @Fault(expected = TOLERATED)
    void toleratedInMsgpack(String name, byte[] frame, Seen seen) throws Exception {
        FaultyLink link = scene.link();
        GapLedger ledger = new GapLedger();
        Connection connection = UpstreamFaultScene.trades(
                scene.client("victim", ledger), link.url(Feed.INDICATIVE.path()), "AAPL240315C00172500", "*");
        tolerate(watched(new Victim(link, ledger, connection)), frame, seen);
    }

    static Stream<Arguments> violations() {
        byte[] large = new byte[(16 << 20) + 1];
        Arrays.fill(large, (byte) ' ');
        return Stream.of(
                Arguments.of(
                        "text that is not UTF-8",
                        ServerFrames.frame(ServerFrames.LAST | ServerFrames.TEXT, (byte) 0xff),
                        1007),
                Arguments.of(
                        "a message of 16 MiB and a byte",
                        ServerFrames.frame(ServerFrames.LAST | ServerFrames.TEXT, large),
                        1009),
                Arguments.of("a compressed bomb: 200 KB that become 200 MiB", ServerFrames.bomb(200 << 20), 1009),
                Arguments.of("a frame of no known kind", ServerFrames.frame(ServerFrames.LAST | 3, (byte) 'x'), 1002),
                Arguments.of("a continuation of nothing", ServerFrames.frame(ServerFrames.LAST, (byte) 'x'), 1002),
                Arguments.of("a fragmented ping", ServerFrames.frame(ServerFrames.PING, (byte) 'x'), 1002));
    }

    @ParameterizedTest(name = "broken WebSocket: {0}")
    @MethodSource("violations")
    @Fault(expected = FATAL)
    void fatal(String name, byte[] frame, int code, Seen seen) throws Exception {
        Victim victim = victim();
        long beganNs = System.nanoTime();
        breakLink(victim.link(), frame);
        until("the upstream is back", () -> victim.ledger().returns() == 1);
        seen.add("%s", victim.ledger().losses().get(0).reason().replaceAll("127.0.0.1:\\d+", "upstream"));
        seen.add("back after %d ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs));
        awaitFlow(victim.ledger());
        UpstreamFaultScene.assertSound(victim.ledger());
        Failure told = victim.ledger().losses().get(0);
        assertThat(told.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(told.detail()).isEqualTo(code);
        assertThat(victim.ledger().gaps()).hasSize(1);
        assertThat(scene.status(victim.connection()).protocolErrors()).isEqualTo(1);
    }

    /** The proxy may hang up before it has read everything. */
    private static void breakLink(FaultyLink link, byte[] frame) {
        try {
            link.inject(frame);
        } catch (UncheckedIOException e) {
            assertThat(e).hasMessageMatching("(?s).*(reset|Broken pipe|closed).*");
        }
    }

    @Test
    @Fault(
            value = "right, but unusual: a message in fragments of one byte with pings between",
            expected = "delivered whole")
    void fragments(Seen seen) throws Exception {
        Victim victim = victim();
        victim.link().inject(ServerFrames.fragmented("[{\"T\":\"t\",\"S\":\"BIGG\",\"i\":1,\"x\":\"grüße\"}]"));
        until("the trade", () -> victim.ledger().last().containsKey("BIGG"));
        awaitFlowOf(victim, "TSLA");
        UpstreamFaultScene.assertSound(victim.ledger());
        assertThat(victim.ledger().errors()).isEmpty();
        seen.add("as one message");
    }

    @Test
    @Fault(
            value = "messages of exactly 16 MiB, on several connections",
            expected =
                    "delivered whole, in a heap of 256 MB; or told as a gap where the shared memory has no room, and as a loss"
                            + " where the heap has none: of ten at once, not of four")
    void largest(Seen seen) throws Exception {
        List<Victim> victims = new ArrayList<>();
        for (int i = 0; i < Chaos.either(4, 10); i++) {
            victims.add(victim());
        }
        String begin = "[{\"T\":\"t\",\"S\":\"BIGG\",\"i\":1,\"x\":\"";
        byte[] frame = text(begin + "x".repeat((16 << 20) - begin.length() - 3) + "\"}]");
        victims.parallelStream().forEach(victim -> victim.link().inject(frame));
        for (Victim victim : victims) {
            until(
                    "16 MiB, a gap or a loss",
                    () -> isWhole(victim)
                            || !victim.ledger().gaps().isEmpty()
                            || !victim.ledger().losses().isEmpty());
            awaitFlowOf(victim, "TSLA");
            assertThat(victim.ledger().losses())
                    .allMatch(loss -> Chaos.isLong() && loss.toString().contains("no memory"));
        }
        long whole = victims.stream().filter(UpstreamGarbageFaultsIT::isWhole).count();
        assertThat(whole).isPositive();
        seen.add("%d of %d at once delivered; heap in use then %d MB", whole, victims.size(), heapKb(false) >> 10);
    }

    private static boolean isWhole(Victim victim) {
        return victim.ledger().largestBytes() == 16 << 20;
    }

    private static void awaitFlowOf(Victim victim, String symbol) {
        long before = victim.ledger().last().get(symbol);
        until("trades go on", () -> victim.ledger().last().get(symbol) > before + 2);
    }

    @Test
    @Fault(
            value = "garbage without end",
            expected = "each is counted, clients and log hear of it now and then, the connection goes on")
    void flood(Seen seen) throws Exception {
        int count = Chaos.either(20_000, 1_000_000);
        Victim victim = victim();
        long logBytes = scene.log().length();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            frames.writeBytes(text("rubbish " + i));
        }
        for (int i = 0; i < count; i += 1_000) {
            victim.link().inject(frames.toByteArray());
        }
        until("all are counted", () -> scene.status(victim.connection()).protocolErrors() == count);
        awaitFlow(victim.ledger());
        UpstreamFaultScene.assertSound(victim.ledger());
        assertThat(victim.ledger().errors()).hasSizeLessThanOrEqualTo(Chaos.either(3, 100));
        assertThat(scene.log().length() - logBytes).as("bytes logged").isLessThan(16 * 1024);
        try (Command status = scene.playground.command("status", "--json")) {
            assertThat(status.exitCode()).isZero();
            assertThat(status.json().path("connections").findValuesAsString("protocolErrors"))
                    .contains(String.valueOf(count));
        }
        seen.add("%d messages, told %d times", count, victim.ledger().errors().size());
    }

    @Test
    @Fault(
            value = "a passthrough client whose upstream sends garbage",
            expected = "passed on as it is; what breaks WebSocket is FATAL")
    void passthrough(Seen seen) throws Exception {
        FaultyLink link = scene.link();
        GapLedger ledger = new GapLedger();
        Connection connection = UpstreamFaultScene.passthrough(
                scene.client("victim", ledger), link.url(UpstreamFaultScene.path()), "TSLA");
        Victim victim = watched(new Victim(link, ledger, connection));
        link.inject(text("rubbish"));
        link.inject(binary(0xff, 0xfe));
        awaitFlow(ledger);
        assertThat(ledger.losses()).isEmpty();
        breakLink(link, ServerFrames.frame(ServerFrames.LAST | ServerFrames.TEXT, (byte) 0xff));
        until("the upstream is back", () -> ledger.returns() == 1);
        awaitFlow(ledger);
        UpstreamFaultScene.assertSound(ledger);
        assertThat(ledger.losses().get(0).code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(scene.status(victim.connection()).protocolErrors()).isEqualTo(1);
        seen.add("%s", ledger.losses().get(0).code());
    }

    @Test
    @Fault(
            value = "a huge message for a client of another encoding",
            expected = "converted, or reported; the heap holds it")
    void conversions(Seen seen) throws Exception {
        FaultyLink link = scene.link();
        GapLedger ledger = new GapLedger();
        ProxyClient client = scene.client("victim", ledger);
        Connection connection = client.open(OpenOptions.url(link.url(UpstreamFaultScene.path()))
                .credentials(Upstream.CREDENTIALS)
                .header("Content-Type", "application/msgpack")
                .build());
        connection.subscribe("trades", "TSLA", "BIGG");
        Victim victim = watched(new Victim(link, ledger, connection));
        link.inject(text("[{\"T\":\"t\",\"S\":\"BIGG\",\"x\":[" + "{},".repeat(5_000_000) + "{}]}]"));
        link.inject(text("[{\"T\":\"t\",\"S\":\"BIGG\",\"x\":[" + "1e9,".repeat(4_000_000) + "1]}]"));
        link.inject(text("[{\"T\":\"t\",\"S\":\"BIGG\",\"x\":12.34.56}]"));
        until("the error is told", () -> !ledger.errors().isEmpty());
        long before = ledger.messages();
        until("messages go on", () -> ledger.messages() > before + 5);
        assertThat(ledger.losses()).isEmpty();
        assertThat(scene.status(victim.connection()).protocolErrors()).isPositive();
        seen.add("largest message delivered: %d bytes", ledger.largestBytes());
    }

    private long heapKb(boolean collect) throws Exception {
        if (collect) {
            jcmd("GC.run");
        }
        String info = jcmd("GC.heap_info");
        Matcher used = USED.matcher(info.substring(0, info.indexOf("Metaspace")));
        long sum = 0;
        while (used.find()) {
            sum += Long.parseLong(used.group(1));
        }
        return sum;
    }

    private String jcmd(String command) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
