// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.transport.shm.control.TransportMessage.QueueReady;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Refused;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.Welcome;
import dev.wsproxy.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy answered to a {@link Hello}.
 *
 * @param replies where the reply queue begins; null for administration
 */
record Registration(Welcome welcome, @Nullable JoinPosition replies) {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    /** Registers; blocks until the proxy has answered. */
    static Registration of(Hello hello, ControlSocket socket) {
        try {
            socket.sendUncounted(hello.encode());
            long deadlineNs = System.nanoTime() + TIMEOUT_NS;
            Welcome welcome = welcome(Reply.decode(next(socket, deadlineNs)));
            socket.remove();
            if (hello.administration()) {
                return new Registration(welcome, null);
            }
            QueueReady ready = (QueueReady) TransportMessage.decode(next(socket, deadlineNs));
            socket.remove();
            return new Registration(welcome, ready.position());
        } catch (IOException e) {
            throw gone();
        } catch (WireException | ClassCastException e) {
            throw new FailureException(
                    Failure.of(ErrorCode.PROTOCOL_ERROR, "the proxy's answer cannot be understood: " + e.getMessage()),
                    e);
        }
    }

    private static ByteBuffer next(ControlSocket socket, long deadlineNs) {
        boolean open = true;
        for (ByteBuffer message = socket.peek(); ; message = socket.peek()) {
            if (message != null) {
                return message;
            }
            if (!open) {
                throw gone();
            }
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (leftMs <= 0) {
                throw new FailureException(Failure.of(
                        ErrorCode.TIMEOUT,
                        "the proxy accepted the connection but did not answer within "
                                + TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NS) + " s; if it hangs, end its process"));
            }
            socket.await(leftMs);
            open = socket.receive();
        }
    }

    private static Welcome welcome(Reply reply) {
        if (reply instanceof Refused refused) {
            throw new FailureException(refused.failure());
        }
        return (Welcome) reply;
    }

    private static FailureException gone() {
        return new FailureException(
                Failure.of(ErrorCode.NOT_RUNNING, "the proxy ended before it had answered the registration"));
    }
}
