// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static dev.wsproxy.broker.TestBench.URL;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocationTest {
    private static final int FRAMES = 100_000;

    @TempDir
    Path directory;

    /** Counts, and nothing else. */
    private static final class CountingOutlet implements Outlet {
        long bytes;

        @Override
        public void attach(ClientPort client, int handle, int slot) {}

        @Override
        public void detach(int slot) {}

        @Override
        public void deliver(FrameType type, long ns, long epochNs, ByteBuffer data, Recipients to) {
            bytes += (long) data.remaining() * to.size();
        }

        @Override
        public void deliver(ClientEvent event, Recipients to) {}

        @Override
        public void close() {}
    }

    @Test
    void routesFramesWithoutAllocating() {
        TestBench bench = TestBench.ready(directory);
        FakeTransport other = new FakeTransport("websocket");
        bench.broker.add(other);
        CountingOutlet one = new CountingOutlet();
        CountingOutlet two = new CountingOutlet();
        bench.transport.outlet = one;
        other.outlet = two;
        for (int i = 0; i < 100; i++) {
            (i % 2 == 0 ? bench.transport : other).join("client " + i).open(1, URL);
        }
        bench.connector.last().open();
        ByteBuffer frame = ByteBuffer.allocateDirect(1_000);
        feed(bench, frame);

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        feed(bench, frame);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(one.bytes).isEqualTo(2L * FRAMES * 1_000 * 100);
        assertThat(two.bytes).isEqualTo(one.bytes);
        // The smallest object has 16 bytes: one for every sixteenth message would already show.
        assertThat(allocated).as("bytes for %d frames", FRAMES).isLessThan(FRAMES);
    }

    private static void feed(TestBench bench, ByteBuffer frame) {
        var listener = bench.connector.last().listener;
        for (int i = 0; i < FRAMES; i++) {
            listener.onFrame(FrameType.BINARY, frame);
        }
    }
}
