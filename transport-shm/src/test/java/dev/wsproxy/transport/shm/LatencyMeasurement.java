// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.WireVersion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Measures the way from the proxy's delivery to the client's callback between two JVMs:
 * {@code LatencyMeasurement spin|backoff BYTES RATE SECONDS}. The proxy wakes every 200 µs, or as often as the rate says if
 * that is less, and delivers what is due. The first two seconds do not count.
 */
final class LatencyMeasurement {
    private static final long WAKE_NS = 200_000;
    private static final long WARM_UP_NS = 2_000_000_000L;

    private LatencyMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = SharedMemory.directory();
        ShmTransport transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "measurement");
        ScriptedHost host = new ScriptedHost();
        transport.start(host);
        try (OtherJvm client = OtherJvm.start(Client.class, directory, arguments[0]);
                Outlet outlet = transport.open(1)) {
            outlet.attach(host.awaitClient().port(), 1, 0);
            client.line();
            Histogram delivers = new Histogram(3);
            deliver(
                    outlet,
                    Integer.parseInt(arguments[1]),
                    Long.parseLong(arguments[2]),
                    Long.parseLong(arguments[3]) * 1_000_000_000L + WARM_UP_NS,
                    delivers);
            System.out.println(String.join(" ", arguments));
            System.out.println(line("deliver", delivers));
            System.out.println(client.line());
        } finally {
            transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the measurement ends"));
            FileTree.delete(directory);
        }
    }

    private static void deliver(Outlet outlet, int bytes, long rate, long durationNs, Histogram delivers) {
        Recipients recipients = new Recipients();
        recipients.add(0);
        ByteBuffer message = ByteBuffer.allocateDirect(bytes);
        long beganNs = System.nanoTime();
        long sent = 0;
        for (long elapsedNs = 0; elapsedNs < durationNs; elapsedNs = System.nanoTime() - beganNs) {
            long due = elapsedNs * rate / 1_000_000_000L;
            for (; sent < due; sent++) {
                long nowNs = System.nanoTime();
                outlet.deliver(FrameType.BINARY, nowNs, elapsedNs < WARM_UP_NS ? 0 : 1, message, recipients);
                delivers.recordValue(System.nanoTime() - nowNs);
            }
            LockSupport.parkNanos(Math.max(WAKE_NS, 1_000_000_000L / rate));
        }
        outlet.deliver(FrameType.TEXT, 0, 0, message.clear().limit(0), recipients);
    }

    private static String line(String what, Histogram histogram) {
        return String.format(
                "%-8s n=%d p50=%.2f p90=%.2f p99=%.2f p99.9=%.1f max=%.0f µs",
                what,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(90) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getValueAtPercentile(99.9) / 1e3,
                histogram.getMaxValue() / 1e3);
    }

    /** The reading process; prints its figures when a text message arrives. */
    static final class Client implements LinkHandler {
        private static final long SPIN_NS = 30_000;

        private final Histogram latencies = new Histogram(3);
        private boolean ended;

        private Client() {}

        public static void main(String[] arguments) {
            boolean spin = arguments[1].equals("spin");
            Hello hello = new Hello(
                    WireVersion.CURRENT, false, ProcessHandle.current().pid(), "client", "test");
            Client client = new Client();
            try (ClientLink link = new ShmClientTransport().connect(Path.of(arguments[0]), hello)) {
                System.out.println("ready");
                long workedNs = System.nanoTime();
                while (!client.ended) {
                    if (link.poll(client, 256) > 0) {
                        workedNs = System.nanoTime();
                    } else if (!spin && System.nanoTime() - workedNs > SPIN_NS) {
                        link.idle(Duration.ofMillis(500));
                    } else {
                        Thread.onSpinWait();
                    }
                }
            }
            System.out.println(line("latency", client.latencies));
        }

        @Override
        public void onData(
                int handle,
                FrameType type,
                long sequence,
                long receivedNs,
                long receivedEpochNs,
                int remaining,
                ByteBuffer data) {
            ended = type == FrameType.TEXT;
            if (receivedEpochNs == 1) {
                latencies.recordValue(Math.max(0, System.nanoTime() - receivedNs));
            }
        }

        @Override
        public void onControl(ByteBuffer message) {}

        @Override
        public void onEvent(int handle, ByteBuffer event) {}

        @Override
        public void onOvertaken(int handle, long missed, long firstSequence, long lastSequence) {
            System.err.println("overtaken: missed=" + missed);
        }

        @Override
        public void onEventsLost(int handle, long count, ErrorCode why) {}

        @Override
        public void onLost(Failure reason) {
            ended = true;
        }
    }
}
