// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamListener;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.ExtensionStack;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.Negotiated;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.junit.jupiter.api.Test;

/** From the frame that Jetty hands over to the listener nothing is allocated. */
class AllocationTest {
    private static final int MESSAGES = 200_000;
    private static final String TEXT = "[{\"T\":\"t\",\"S\":\"AAPL\",\"p\":192.25,\"c\":[\"@\",\"ü\"]}]";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CountingListener listener = new CountingListener();
    private final FrameReceiver receiver = receiver();

    @Test
    void allocatesNothingForAMessageInOneFrame() {
        Frame text = new Frame(OpCode.TEXT, true, ByteBuffer.wrap(TEXT.getBytes(StandardCharsets.UTF_8)));

        assertThat(bytesPerMessage(text)).isLessThan(1.0);
    }

    @Test
    void allocatesNothingForAMessageInFragments() {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        Frame first = new Frame(OpCode.TEXT, false, ByteBuffer.wrap(bytes, 0, 20));
        Frame last = new Frame(OpCode.CONTINUATION, true, ByteBuffer.wrap(bytes, 20, bytes.length - 20));

        assertThat(bytesPerMessage(first, last)).isLessThan(1.0);
    }

    private double bytesPerMessage(Frame... frames) {
        receive(frames);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        receive(frames);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(listener.messages).isEqualTo(2 * MESSAGES);
        return (double) allocated / MESSAGES;
    }

    private void receive(Frame... frames) {
        for (int i = 0; i < MESSAGES; i++) {
            for (Frame frame : frames) {
                int position = frame.getPayload().position();
                receiver.onFrame(frame, Callback.NOOP);
                frame.getPayload().position(position);
            }
        }
    }

    private FrameReceiver receiver() {
        JettyConnection connection = new JettyConnection(
                "test",
                Settings.defaults().withPingInterval(Duration.ZERO),
                listener,
                Runnable::run,
                new ScheduledExecutorScheduler(),
                AssemblyMemory.ofHeap());
        WebSocketComponents components = new WebSocketComponents();
        ExtensionStack extensions = new ExtensionStack(components, Behavior.CLIENT);
        extensions.negotiate(List.of(), List.of());
        WebSocketCoreSession session =
                new WebSocketCoreSession(
                        connection.receiver(), Behavior.CLIENT, Negotiated.from(extensions), components) {
                    @Override
                    public void demand() {
                        // The test brings the next frame.
                    }
                };
        connection.receiver().onOpen(session, Callback.NOOP);
        return connection.receiver();
    }

    private static final class CountingListener implements UpstreamListener {
        private int messages;

        @Override
        public void onOpen(UpstreamInfo info) {}

        @Override
        public void onFrame(FrameType type, ByteBuffer data) {
            messages++;
        }

        @Override
        public void onActivity() {}

        @Override
        public void onClosed(Failure failure) {}

        @Override
        public void onFailed(Failure failure) {}
    }
}
