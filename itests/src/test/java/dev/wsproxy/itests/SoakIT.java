// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.simulator.Feed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twelve clients of both transports that join, stall, leave and die at random, at a rate, on an upstream that drops again and
 * again; and one more in this process that stays and takes everything. How long: {@code wsproxy.soak}, an ISO 8601 duration; {@code off} for not at all.
 */
@EnabledIfSystemProperty(named = "wsproxy.soak", matches = "P.*")
class SoakIT {
    private static final Duration DURATION = Duration.parse(System.getProperty("wsproxy.soak", "PT20S"));
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final int TRADES_PER_SECOND = Integer.getInteger("wsproxy.soak.rate", 20_000);
    /** Of three messages that the simulator makes, two are quotes, which nobody wants here. */
    private static final int MESSAGES_PER_TRADE = 3;

    private static final int LOCAL_CLIENTS = 8;
    private static final int ENDPOINT_CLIENTS = 4;
    private static final long BOUND = 16L << 20;
    private static final List<String> SYMBOLS =
            IntStream.range(0, 20).mapToObj(i -> "SOAK" + i).toList();

    @TempDir
    Path work;

    private final Random random = Chaos.random("soak");
    private final List<String> complaints = new ArrayList<>();
    private final List<SoakSlot> slots = new ArrayList<>();
    private final SoakReport report = new SoakReport();
    private Upstream upstream;
    private Playground playground;
    private SoakLocalClient keeper;
    private long proxy;

    @BeforeEach
    void start() throws Exception {
        upstream = Upstream.start(Upstream.options().symbols(SYMBOLS).rate(0));
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Files.writeString(home.conf().resolve("dev.wsproxy.transport.shm.cfg"), "maxConnectionBytes=" + BOUND + "\n");
        Files.writeString(
                home.conf().resolve("dev.wsproxy.transport.websocket.cfg"), "alpaca=" + upstream.root() + "\n");
        Files.writeString(home.conf().resolve("dev.wsproxy.broker.cfg"), "linger=500ms\n");
        playground = Playground.on(home);
        keeper = SoakLocalClient.start(playground.dir(), playground.home(), upstream.url(), SYMBOLS, this::complain);
        proxy = playground.proxy().orElseThrow().pid();
    }

    @AfterEach
    void stop() throws Exception {
        slots.forEach(SoakSlot::close);
        keeper.close();
        playground.close();
        upstream.close();
    }

    private synchronized void complain(String what) {
        complaints.add("the one that stays: " + what);
    }

    @Test
    void losesNothingThatIsNotToldAndKeepsNothing() throws Exception {
        ProcessFigures before = ProcessFigures.of(proxy, playground.dir());
        populate();
        try {
            soak();
            quiesce();
        } finally {
            remark();
        }
        assertThat(allComplaints()).isEmpty();
        leave();
        assertThat(report.maximum(ProcessFigures::sharedBytes))
                .as("shared memory, in bytes")
                .isLessThan(BOUND + (1 + LOCAL_CLIENTS) * (16L << 20));
        assertFlat();
        awaitAsBefore(before);
    }

    private void populate() {
        String endpoint = EndpointScene.endpoint(playground) + EndpointScene.FEED;
        for (int i = 0; i < LOCAL_CLIENTS; i++) {
            slots.add(new SoakSlot(
                    new Random(random.nextLong()),
                    () -> SoakProcess.start(
                            "shm",
                            playground.dir().toString(),
                            playground.home().toString(),
                            upstream.simulator().url(Feed.IEX),
                            symbols())));
        }
        for (int i = 0; i < ENDPOINT_CLIENTS; i++) {
            slots.add(new SoakSlot(
                    new Random(random.nextLong()), () -> SoakProcess.start("websocket", endpoint, symbols())));
        }
    }

    /** Some, as the argument of a client. */
    private String symbols() {
        int first = random.nextInt(SYMBOLS.size());
        int count = 1 + random.nextInt(3);
        return String.join(
                ",",
                IntStream.range(first, first + count)
                        .mapToObj(i -> SYMBOLS.get(i % SYMBOLS.size()))
                        .toList());
    }

    private void soak() throws Exception {
        long dropNs = Math.min(TimeUnit.SECONDS.toNanos(30), DURATION.toNanos() / 3);
        upstream.simulator().setRate(TRADES_PER_SECOND * MESSAGES_PER_TRADE);
        long startNs = System.nanoTime();
        long drops = 0;
        long samples = 0;
        for (long ns = 0; ns < DURATION.toNanos(); ns = System.nanoTime() - startNs) {
            for (SoakSlot slot : slots) {
                slot.tick();
            }
            if (ns / dropNs > drops) {
                drops++;
                upstream.simulator().dropConnections();
            }
            if (ns / TimeUnit.SECONDS.toNanos(1) >= samples) {
                samples++;
                report.sample(ProcessFigures.of(proxy, playground.dir()));
                slots.forEach(SoakSlot::ask);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        upstream.simulator().setRate(0);
        report.remark(
                "%s, %d trades of %d a second made, %d drops of the upstream; JDK %s, %d processors",
                DURATION,
                made(),
                TRADES_PER_SECOND,
                drops,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
    }

    private long made() {
        Map<String, Long> last = upstream.simulator().stats().lastTradePerSymbol();
        return SYMBOLS.stream().mapToLong(last::get).sum();
    }

    /** Whoever is there has to come to the last trade of each of its symbols. */
    private void quiesce() {
        List<SoakProcess> left =
                slots.stream().flatMap(slot -> slot.settle().stream()).toList();
        awaitQuietly(() -> assertThat(left).allMatch(SoakProcess::isReady));
        // One more of each, so that also those see something whose upstream came back after the last one.
        publishOneEach();
        awaitQuietly(() -> assertThat(upstream.simulator().stats().lastTradePerSymbol())
                .as("the one that stays")
                .containsAllEntriesOf(keeper.ledger().state().last()));
        for (SoakProcess client : left) {
            awaitQuietly(() -> {
                client.ask();
                if (client.state().last().isEmpty()) { // the endpoint may have sent it away meanwhile
                    publishOneEach();
                }
                assertThat(client.state().last()).as(client.toString()).isNotEmpty();
                assertThat(upstream.simulator().stats().lastTradePerSymbol())
                        .as(client.toString())
                        .containsAllEntriesOf(client.state().last());
            });
        }
    }

    private void publishOneEach() {
        SYMBOLS.forEach(symbol -> upstream.simulator().publishTrades(symbol, 1));
    }

    private static void awaitQuietly(ThrowingRunnable assertion) {
        await().atMost(Playground.DEADLINE).pollInterval(Duration.ofMillis(200)).untilAsserted(assertion);
    }

    private void leave() {
        slots.stream().flatMap(slot -> slot.settle().stream()).forEach(client -> {
            client.leave();
            client.awaitEnd();
        });
    }

    private void assertFlat() {
        if (DURATION.compareTo(LONG) >= 0) {
            long own = report.median(2, ProcessFigures::anonymousKiB);
            assertThat(report.median(4, ProcessFigures::anonymousKiB))
                    .as("memory, after %d KiB in the second quarter", own)
                    .isLessThan(own * 5 / 4);
            assertThat(report.median(4, ProcessFigures::descriptors))
                    .as("file descriptors")
                    .isLessThan(report.median(2, ProcessFigures::descriptors) * 5 / 4 + 10);
        }
    }

    private void awaitAsBefore(ProcessFigures before) {
        awaitQuietly(() -> {
            ProcessFigures now = ProcessFigures.of(proxy, playground.dir());
            assertThat(now.descriptors()).as("file descriptors").isLessThanOrEqualTo(before.descriptors() + 8);
            assertThat(now.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 8);
        });
    }

    private synchronized List<String> allComplaints() {
        List<String> all = new ArrayList<>(complaints);
        slots.forEach(slot -> slot.everybody().forEach(client -> all.addAll(client.complaints())));
        return all;
    }

    private void remark() throws IOException {
        Map<SoakSlot.Event, Integer> events = new EnumMap<>(SoakSlot.Event.class);
        slots.forEach(slot -> slot.events().forEach((event, count) -> events.merge(event, count, Integer::sum)));
        report.remark("clients: %s", new TreeMap<>(events));
        TradeLedger.State stays = keeper.ledger().state();
        report.remark(
                "the client that stays: %d trades, %d gaps, %d missed", stays.received(), stays.gaps(), stays.missed());
        List<TradeLedger.State> states = slots.stream()
                .flatMap(slot -> slot.everybody().stream())
                .map(SoakProcess::state)
                .toList();
        report.remark(
                "the others, as far as they could tell: %d trades, %d gaps, %d missed",
                states.stream().mapToLong(TradeLedger.State::received).sum(),
                states.stream().mapToLong(TradeLedger.State::gaps).sum(),
                states.stream().mapToLong(TradeLedger.State::missed).sum());
        report.remark(
                "lost without a word, doubled or out of order: %d",
                allComplaints().size());
        Files.writeString(Path.of("target", "soak.md"), report.markdown());
        System.out.println(report.markdown());
    }
}
