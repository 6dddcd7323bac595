// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Welcome;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A transport for which a proxy runs wherever there is a file {@code answers}. */
final class MarkerTransport implements ClientTransport {
    final AtomicInteger attempts = new AtomicInteger();
    /** Failures of the next attempts, before it looks for the file. */
    final Queue<ErrorCode> failures = new ConcurrentLinkedQueue<>();

    @Override
    public String name() {
        return "marker";
    }

    @Override
    public ClientLink connect(Path directory, Hello hello) {
        attempts.incrementAndGet();
        ErrorCode next = failures.poll();
        if (next != null) {
            throw new FailureException(Failure.of(next, "as scripted"));
        }
        if (!Files.exists(directory.resolve("answers"))) {
            throw new FailureException(Failure.of(ErrorCode.NOT_RUNNING, "nobody answers"));
        }
        return new NoLink();
    }

    private static final class NoLink implements ClientLink {
        @Override
        public Welcome welcome() {
            return new Welcome(1, 1, 1, "", "");
        }

        @Override
        public SendResult control(ByteBuffer message) {
            return SendResult.NOT_CONNECTED;
        }

        @Override
        public SendResult request(ByteBuffer message) {
            return SendResult.NOT_CONNECTED;
        }

        @Override
        public int poll(LinkHandler handler, int limit) {
            return 0;
        }

        @Override
        public void idle(Duration longest) {}

        @Override
        public void wake() {}

        @Override
        public void release(int handle) {}

        @Override
        public void close() {}
    }
}
