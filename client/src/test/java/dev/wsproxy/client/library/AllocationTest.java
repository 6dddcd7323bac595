// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.ClientOptions;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Message;
import dev.wsproxy.client.Waiting;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientLink;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way from the link to the application's callback makes no objects, whatever the handle. */
@Timeout(60)
class AllocationTest {
    private static final int MESSAGES = 200_000;
    private static final int HIGH_HANDLE = 100_000;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long bytesSeen;

    @Test
    void handsOverMessagesWithoutAllocating() {
        FakeLink link = new FakeLink();
        ClientListener counting = new ClientListener() {
            @Override
            public void onMessage(Connection connection, Message message) {
                bytesSeen += message.data().remaining() + message.sequence() + connection.id();
            }
        };
        ConnectionTable connections = new ConnectionTable();
        GuardedListener listener = new GuardedListener("test", counting);
        ProxySession session =
                new ProxySession(link, connections, new ConnectionEvents(connections, listener), listener);
        for (int handle = HIGH_HANDLE; handle < HIGH_HANDLE + 20; handle++) {
            connections.add(opened(handle, link));
        }

        deliver(session);
        long before = allocated();
        deliver(session);
        long after = allocated();

        assertThat(bytesSeen).isPositive();
        // The smallest object has 16 bytes: one for every sixteenth message would already show.
        assertThat(after - before).as("bytes for %d messages", MESSAGES).isLessThan(MESSAGES);
    }

    private static LocalConnection opened(int handle, ClientLink link) {
        ClientOptions options = new ClientOptions(
                "test",
                new ClientListener() {},
                Waiting.POLL,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
        ClientLoop loop = new ClientLoop(options, link, FakeLink::none, Timeouts.STANDARD);
        LocalConnection connection = new LocalConnection(
                handle,
                dev.wsproxy.client.OpenOptions.url("ws://localhost").build(),
                loop,
                new ApplicationPolling(loop));
        connection.opened(new ClientEvent.Opened(handle, true, "test"));
        return connection;
    }

    private static void deliver(ProxySession session) {
        ByteBuffer data = ByteBuffer.allocateDirect(64).asReadOnlyBuffer();
        for (int i = 0; i < MESSAGES; i++) {
            session.onData(HIGH_HANDLE + i % 20, FrameType.TEXT, i, i, i, 0, data);
        }
    }

    private long allocated() {
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void findsEveryConnectionUntilItIsRemoved() {
        FakeLink link = new FakeLink();
        ConnectionTable table = new ConnectionTable();
        for (int i = 1; i <= 100; i++) {
            table.add(opened(i * 64, link));
        }
        for (int i = 1; i <= 100; i++) {
            LocalConnection found = table.find(i * 64);
            assertThat(found.handle()).isEqualTo(i * 64);
            found.ended(Failure.of(ErrorCode.CLOSED, "test"));
            table.remove(found);
            assertThat(table.find(i * 64)).isNull();
        }
        assertThat(table.isEmpty()).isTrue();
        assertThat(table.find(0)).isNull();
    }
}
