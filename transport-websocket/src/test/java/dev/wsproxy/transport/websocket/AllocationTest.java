// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The thread that delivers makes one copy of a message, for all its recipients together. */
class AllocationTest extends EndpointFixture {
    private static final int CLIENTS = 10;
    private static final int MESSAGES = 20_000;
    private static final int MESSAGE_BYTES = 200;

    /** The array's bytes and header, the buffer and the record that hold it. */
    private static final int ONE_COPY_BYTES = MESSAGE_BYTES + 150;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void copiesAMessageOnceForAllRecipients() throws Exception {
        start(options -> options.withLimits(new Limits(CLIENTS, 1000, 8192, 64 * 1024, true)));
        Outlet outlet = transport().open(1);
        Recipients all = new Recipients();
        for (int slot = 0; slot < CLIENTS; slot++) {
            Joined joined = join();
            outlet.attach(joined.session().port(), HANDLE, slot);
            all.add(slot);
        }
        ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES);
        deliver(outlet, message, all);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        deliver(outlet, message, all);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat((double) allocated / MESSAGES).isBetween((double) MESSAGE_BYTES, (double) ONE_COPY_BYTES);
    }

    private static void deliver(Outlet outlet, ByteBuffer message, Recipients to) {
        for (int i = 0; i < MESSAGES; i++) {
            outlet.deliver(FrameType.BINARY, 0, 0, message, to);
        }
    }
}
