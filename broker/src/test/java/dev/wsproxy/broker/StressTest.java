// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamListener;
import dev.wsproxy.upstream.UpstreamRequest;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real threads, real time: clients come and go, upstreams talk and break, all at once. */
@Timeout(180)
class StressTest {
    private static final int KEYS = 3;
    private static final int CLIENT_THREADS = 6;
    private static final int ROUNDS = 200;

    @TempDir
    Path directory;

    /** Sockets that open by themselves, talk without end, break now and then, and say when they are closed. */
    private static final class TalkingConnector implements UpstreamConnector {
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
        final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
        final AtomicInteger sockets = new AtomicInteger();
        final AtomicLong frames = new AtomicLong();

        @Override
        public String name() {
            return "talking";
        }

        @Override
        public boolean supports(String scheme) {
            return true;
        }

        @Override
        public UpstreamConnection connect(UpstreamRequest request, UpstreamListener listener) {
            TalkingSocket socket = new TalkingSocket(request.uri().toString(), listener, sockets.incrementAndGet());
            threads.execute(socket);
            return socket;
        }

        private final class TalkingSocket implements UpstreamConnection, Runnable {
            private final String url;
            private final UpstreamListener listener;
            private final Random random;
            private final AtomicBoolean over = new AtomicBoolean();

            TalkingSocket(String url, UpstreamListener listener, int seed) {
                this.url = url;
                this.listener = listener;
                this.random = new Random(seed);
            }

            @Override
            public void run() {
                if (random.nextInt(20) == 0) {
                    listener.onFailed(FakeClient.GONE);
                    return;
                }
                AtomicInteger count = open.computeIfAbsent(url, unknown -> new AtomicInteger());
                if (count.incrementAndGet() > 1) {
                    violations.add("two sockets at once to " + url);
                }
                listener.onOpen(new UpstreamInfo("", ""));
                ByteBuffer frame = ByteBuffer.wrap("data".getBytes(StandardCharsets.UTF_8));
                while (!over.get() && random.nextInt(3_000) != 0) {
                    frames.incrementAndGet();
                    listener.onFrame(FrameType.TEXT, frame);
                    if (random.nextInt(50) == 0) {
                        listener.onActivity();
                        Thread.yield();
                    }
                }
                count.decrementAndGet();
                listener.onClosed(FakeClient.GONE);
            }

            @Override
            public SendResult send(FrameType type, ByteBuffer data) {
                return over.get() ? SendResult.NOT_CONNECTED : SendResult.OK;
            }

            @Override
            public void close(int code, String reason) {
                over.set(true);
            }

            @Override
            public void abort() {
                over.set(true);
            }

            @Override
            public void pause() {}

            @Override
            public void resume() {}
        }
    }

    @Test
    void survivesEverythingAtOnce() throws Exception {
        HostProcess process = new HostProcess(
                new RuntimeDirectory(directory),
                new AccountFile(directory.resolve("credentials")),
                "1",
                List::of,
                level -> {},
                () -> {},
                reason -> {});
        BrokerSettings standard = BrokerSettings.DEFAULT;
        BrokerSettings quick = new BrokerSettings(
                standard.linger(),
                standard.watchdog(),
                Duration.ofMillis(2),
                Duration.ofMillis(10),
                Duration.ofMillis(2),
                Duration.ofMillis(10),
                standard.healthy(),
                standard.pluginWait(),
                Duration.ofMinutes(1),
                standard.maxClients(),
                standard.maxConnections());
        Random random = new Random(7);
        Broker broker = new Broker(
                process, quick, System::nanoTime, System::nanoTime, random::nextDouble, Runnable::run, Runnable::run);
        TalkingConnector connector = new TalkingConnector();
        FakeTransport shm = new FakeTransport("shm");
        FakeTransport websocket = new FakeTransport("websocket");
        broker.add(shm);
        broker.add(websocket);
        broker.add(new FakeProtocol("fake", 1));
        broker.add(connector);
        broker.start();
        ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
        AtomicInteger opened = new AtomicInteger();
        Ticker ticker = new Ticker(broker::tick, Duration.ofMillis(1));
        try {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CLIENT_THREADS; i++) {
                FakeTransport transport = i % 2 == 0 ? shm : websocket;
                Random choices = new Random(i);
                Thread thread = new Thread(
                        () -> {
                            for (int round = 0; round < ROUNDS; round++) {
                                useOnce(transport, choices, violations, opened);
                            }
                        },
                        "client " + i);
                thread.start();
                threads.add(thread);
            }
            AtomicBoolean done = new AtomicBoolean();
            Thread watcher = new Thread(() -> {
                while (!done.get()) {
                    for (ProxyStatus.SharedConnection connection :
                            broker.status().connections()) {
                        if (connection.clients() < 0) {
                            violations.add("a negative number of clients");
                        }
                    }
                }
            });
            watcher.start();
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(120));
                assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
                        .as("deadlocked threads")
                        .isNull();
                assertThat(thread.isAlive()).as(thread.getName() + " is stuck").isFalse();
            }
            done.set(true);
            watcher.join();
        } finally {
            ticker.close();
        }
        broker.close();
        connector.threads.shutdown();
        assertThat(connector.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(violations).isEmpty();
        assertThat(connector.violations).isEmpty();
        assertThat(broker.status().connections()).isEmpty();
        assertThat(broker.status().clients()).isEmpty();
        assertThat(opened.get()).as("opens that succeeded").isGreaterThan(CLIENT_THREADS * ROUNDS / 2);
        assertThat(connector.frames.get()).isPositive();
        for (FakeTransport transport : List.of(shm, websocket)) {
            assertThat(transport.outlets).allMatch(outlet -> outlet.seats.isEmpty(), "has no seat left");
        }
    }

    private static void useOnce(
            FakeTransport transport, Random choices, ConcurrentLinkedQueue<String> violations, AtomicInteger opened) {
        FakeClient client = transport.join("stress");
        client.open(1, "wss://example.org/" + choices.nextInt(KEYS));
        int turns = choices.nextInt(200);
        for (int i = 0; i < turns; i++) {
            client.session.send(1, FrameType.TEXT, ByteBuffer.allocate(10));
            if (choices.nextInt(20) == 0) {
                Thread.yield();
            }
        }
        if (choices.nextBoolean()) {
            client.session.close(1);
        }
        client.leave();
        check(client.got(), violations, opened);
    }

    /** Opened or OpenFailed comes first and once, nothing comes after the end, data only in between. */
    private static void check(List<Object> got, ConcurrentLinkedQueue<String> violations, AtomicInteger opened) {
        boolean open = false;
        boolean over = false;
        for (Object what : got) {
            if (over) {
                violations.add(what + " came after the end");
            } else if (what instanceof ClientEvent.Opened) {
                if (open) {
                    violations.add("opened twice");
                }
                open = true;
            } else if (what instanceof ClientEvent.Closed || what instanceof ClientEvent.OpenFailed) {
                over = true;
            } else if (!open) {
                violations.add(what + " came before the open");
            }
        }
        if (open) {
            opened.incrementAndGet();
        }
    }
}
