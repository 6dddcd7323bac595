// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import dev.wsproxy.Failure;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.Message;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** Counts and times what a demo client receives. */
final class DemoListener implements ClientListener {
    private static final double NS_PER_US = 1000;
    /** So long a client's JVM loads and compiles what it needs; what it takes then says nothing about the proxy. */
    private static final long WARM_UP_NS = 1_000_000_000;

    private final SingleWriterRecorder latencies = new SingleWriterRecorder(3);
    private final Histogram total = new Histogram(3);
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final CompletableFuture<Failure> closed = new CompletableFuture<>();
    private @Nullable Histogram interval;
    private long firstMessageNs;
    private long startedNs;
    private long reportedNs;
    private long reportedCount;

    /** Data is about to flow. By the thread that reports. */
    void started() {
        startedNs = System.nanoTime();
        reportedNs = startedNs;
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        long nowNs = System.nanoTime();
        long firstNs = firstMessageNs;
        if (firstNs == 0) {
            firstMessageNs = nowNs;
        } else if (nowNs - firstNs > WARM_UP_NS) {
            latencies.recordValue(Math.max(0, nowNs - message.receivedNs()));
        }
        received.incrementAndGet();
    }

    @Override
    public void onGap(Connection connection, Gap gap) {
        gaps.incrementAndGet();
        missed.addAndGet(Math.max(0, gap.missed()));
    }

    @Override
    public void onClosed(Connection connection, Failure reason) {
        closed.complete(reason);
    }

    /** Why the connection has ended; empty while it is open. */
    Optional<Failure> failure() {
        return Optional.ofNullable(closed.getNow(null));
    }

    /** What there is to say now, with the rate since the last report. By one thread, as the next. */
    ClientReport report(String name, Connection connection, long proxyPid) {
        long nowNs = System.nanoTime();
        long count = received.get();
        double rate = (count - reportedCount) * 1e9 / Math.max(1, nowNs - reportedNs);
        reportedNs = nowNs;
        reportedCount = count;
        return report(name, connection, proxyPid, count, rate);
    }

    /** What there is to say at the end, with the rate of the whole time. */
    ClientReport lastReport(String name, Connection connection, long proxyPid) {
        long count = received.get();
        double rate = count * 1e9 / Math.max(1, System.nanoTime() - startedNs);
        return report(name, connection, proxyPid, count, rate);
    }

    private ClientReport report(String name, Connection connection, long proxyPid, long count, double rate) {
        interval = latencies.getIntervalHistogram(interval);
        total.add(interval);
        return new ClientReport(
                name,
                connection.id(),
                connection.isNew(),
                proxyPid,
                count,
                rate,
                gaps.get(),
                missed.get(),
                total.getValueAtPercentile(50) / NS_PER_US,
                total.getValueAtPercentile(99) / NS_PER_US);
    }
}
