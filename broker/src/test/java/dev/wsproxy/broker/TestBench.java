// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A broker among fakes, whose time passes only when a test says so. */
final class TestBench {
    static final String URL = "wss://example.org/feed";
    private static final long EPOCH_NS = TimeUnit.DAYS.toNanos(20_000);

    /** Monotonic time that soon overflows, as it may. */
    private static final long START_NS = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2);

    final AtomicLong nowNs = new AtomicLong(START_NS);
    final AtomicInteger ended = new AtomicInteger();
    final List<String> failures = new ArrayList<>();
    final List<LogLevel> levels = new ArrayList<>();
    final FakeTransport transport = new FakeTransport("shm");
    final FakeConnector connector = new FakeConnector();
    final FakeProtocol protocol = new FakeProtocol("fake", 10);
    double random = 0.5;
    Executor accountThread = Runnable::run;
    Executor endThread = Runnable::run;
    final Broker broker;

    TestBench(Path directory, BrokerSettings settings) {
        HostProcess process = new HostProcess(
                new RuntimeDirectory(directory),
                new AccountFile(directory.resolve("credentials")),
                "1.2.3",
                () -> List.of(new ProxyStatus.Bundle("dev.wsproxy.broker", "1.2.3", "ACTIVE")),
                levels::add,
                ended::incrementAndGet,
                failures::add);
        broker = new Broker(
                process,
                settings,
                nowNs::get,
                this::epochNs,
                () -> random,
                task -> accountThread.execute(task),
                task -> endThread.execute(task));
    }

    /** With everything installed and started. */
    static TestBench ready(Path directory) {
        return ready(directory, BrokerSettings.DEFAULT);
    }

    static TestBench ready(Path directory, BrokerSettings settings) {
        TestBench bench = new TestBench(directory, settings);
        bench.broker.add(bench.transport);
        bench.broker.add(bench.protocol);
        bench.broker.add(bench.connector);
        bench.broker.start();
        return bench;
    }

    /** A client whose connection 1 is open. */
    FakeClient openClient(String name) {
        FakeClient client = transport.join(name).open(1, URL);
        if (client.got().isEmpty()) {
            connector.last().open();
        }
        client.opened();
        return client;
    }

    FakeSession session() {
        return protocol.last();
    }

    long epochNs() {
        return EPOCH_NS + (nowNs.get() - START_NS);
    }

    /** Time passes at once, then a tick comes. */
    void pass(Duration time) {
        nowNs.addAndGet(time.toNanos());
        broker.tick();
    }
}
