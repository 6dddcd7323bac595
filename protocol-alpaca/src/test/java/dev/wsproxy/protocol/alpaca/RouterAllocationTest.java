// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ProtocolSession;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.upstream.UpstreamInfo;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The data path, from the upstream's message to the port, leaves nothing for the garbage collector. */
class RouterAllocationTest {
    private static final int MESSAGES = 20_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Counts and does nothing else. */
    private static final class CountingPort implements SessionPort {
        private long deliveries;
        private long bytes;

        @Override
        public Credentials resolve(Credentials presented, boolean trusted) {
            return presented;
        }

        @Override
        public SendResult send(FrameType type, ByteBuffer frame) {
            return SendResult.OK;
        }

        @Override
        public void deliver(FrameType type, ByteBuffer frame, Recipients to) {
            deliveries++;
            bytes += frame.remaining();
        }

        @Override
        public void deliver(FrameType type, ByteBuffer frame, int slot) {}

        @Override
        public void event(ClientEvent event, int slot) {}

        @Override
        public void slowClientNotice(int slot, FrameType type, ByteBuffer frame) {}

        @Override
        public void malformed() {
            throw new AssertionError("malformed");
        }

        @Override
        public void opened(int slot) {}

        @Override
        public void refuse(int slot, Failure failure) {
            throw new AssertionError("refused: " + failure);
        }

        @Override
        public void ready() {}

        @Override
        public void failed(Failure failure, Retry retry) {
            throw new AssertionError("failed: " + failure);
        }
    }

    private final CountingPort port = new CountingPort();
    private final ProtocolSession session = new AlpacaSession(Endpoint.of(Requests.URL), Requests.KEY, port);

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
    }

    private void receive(String text) {
        session.upstreamFrame(FrameType.TEXT, direct(text));
    }

    private void establish() {
        session.upstreamOpened(new UpstreamInfo("", ""), 0);
        receive(FakeAlpaca.CONNECTED);
        for (int slot = 0; slot < 3; slot++) {
            session.joined(slot, new Admission(Requests.withCredentials(), false), 0);
        }
        receive(FakeAlpaca.AUTHENTICATED);
        session.clientFrame(0, FrameType.TEXT, direct(Requests.subscribe("trades", "AAPL", "MSFT")));
        receive("[{\"T\":\"subscription\",\"trades\":[\"AAPL\",\"MSFT\"]}]");
        session.clientFrame(1, FrameType.TEXT, direct(Requests.subscribe("trades", "AAPL")));
        session.clientFrame(2, FrameType.TEXT, direct(Requests.subscribe("quotes", "*")));
        receive("[{\"T\":\"subscription\",\"trades\":[\"AAPL\",\"MSFT\"],\"quotes\":[\"*\"]}]");
    }

    @Test
    void allocatesNothingPerMessage() {
        establish();
        List<ByteBuffer> messages = List.of(
                direct(Requests.frame(Requests.trade("AAPL", 1))),
                direct(Requests.frame(
                        Requests.trade("AAPL", 1), Requests.trade("MSFT", 2), Requests.element("q", "GOOG"))),
                direct(Requests.frame(Requests.element("q", "BTC\\/USD"), Requests.trade("NONE", 1))),
                direct(Requests.frame(Requests.element("unknown", "AAPL"))));
        route(messages);
        route(messages);
        long deliveredBefore = port.deliveries;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        route(messages);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(port.deliveries - deliveredBefore).isEqualTo(6L * MESSAGES);
        assertThat(port.bytes).isPositive();
        assertThat(allocated).as("bytes for %d messages", 4 * MESSAGES).isLessThan(MESSAGES / 4);
    }

    private void route(List<ByteBuffer> messages) {
        for (int i = 0; i < MESSAGES; i++) {
            for (int m = 0; m < messages.size(); m++) {
                session.upstreamFrame(FrameType.TEXT, messages.get(m));
            }
        }
    }
}
