// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.WireVersion;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a frame of the upstream to a client's callback nothing is allocated. */
@Timeout(60)
class HotPathTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MESSAGES = 20_000;

    @Test
    void deliversAndPollsWithoutAllocating() throws Exception {
        Path directory = SharedMemory.directory();
        ShmTransport transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        ScriptedHost host = new ScriptedHost();
        transport.start(host);
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "client", "test");
        try (ClientLink link = new ShmClientTransport().connect(directory, hello);
                Outlet outlet = transport.open(1)) {
            outlet.attach(host.awaitClient().port(), 1, 0);
            Counter counter = new Counter();
            long least = Long.MAX_VALUE;
            // Compilation and the switch to another generation may allocate; a round without them shows what the path
            // does.
            for (int round = 0; round < 20; round++) {
                least = Math.min(least, allocatedBy(link, outlet, counter));
            }

            assertThat(counter.messages + outlet.lostMessages()).isEqualTo(20L * MESSAGES);
            assertThat(least).as("bytes allocated for %d messages", MESSAGES).isLessThan(MESSAGES / 10);
        } finally {
            transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the test ends"));
            FileTree.delete(directory);
        }
    }

    @Test
    void sendsWithoutAllocating() throws Exception {
        Path directory = SharedMemory.directory();
        ShmTransport transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        ScriptedHost host = new ScriptedHost();
        transport.start(host);
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "client", "test");
        try (ClientLink link = new ShmClientTransport().connect(directory, hello)) {
            RecordedSession session = host.awaitClient();
            session.answerSends(SendResult.CLOSED); // which is as good as sent, and not recorded
            ByteBuffer message = new Send(1_000, FrameType.TEXT, ByteBuffer.allocate(200)).encode();
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 20; round++) {
                least = Math.min(least, allocatedBy(link, message));
            }

            assertThat(least).as("bytes allocated for %d messages", MESSAGES).isLessThan(MESSAGES / 10);
        } finally {
            transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the test ends"));
            FileTree.delete(directory);
        }
    }

    private static long allocatedBy(ClientLink link, ByteBuffer message) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MESSAGES; i++) {
            while (link.request(message) != SendResult.OK) {
                Thread.onSpinWait();
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static long allocatedBy(ClientLink link, Outlet outlet, Counter counter) {
        Recipients recipients = new Recipients();
        recipients.add(0);
        ByteBuffer message = ByteBuffer.allocateDirect(200);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MESSAGES; i++) {
            long end = counter.messages + outlet.lostMessages() + 1;
            outlet.deliver(FrameType.TEXT, i, i, message, recipients);
            // On a machine that is so busy that no memory is prepared in time, a message is lost, and said to be.
            while (counter.messages + outlet.lostMessages() < end) {
                link.poll(counter, 16);
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static final class Counter implements LinkHandler {
        private long messages;

        @Override
        public void onData(
                int handle,
                FrameType type,
                long sequence,
                long receivedNs,
                long receivedEpochNs,
                int remaining,
                ByteBuffer data) {
            messages++;
        }

        @Override
        public void onControl(ByteBuffer message) {}

        @Override
        public void onEvent(int handle, ByteBuffer event) {}

        @Override
        public void onOvertaken(int handle, long missed, long firstSequence, long lastSequence) {
            throw new AssertionError("overtaken: missed=" + missed);
        }

        @Override
        public void onEventsLost(int handle, long count, ErrorCode why) {}

        @Override
        public void onLost(Failure reason) {}
    }
}
