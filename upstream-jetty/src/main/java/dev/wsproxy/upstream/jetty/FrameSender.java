// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Queues frames for the socket, within a bound. Safe to call from any thread; never blocks.
 *
 * <p>Frames go past Jetty's extensions and so uncompressed, which permessage-deflate allows for each message. Jetty would
 * compress with one context for all messages even when the server has answered {@code client_no_context_takeover}, and
 * such a server cannot read the second message.
 */
final class FrameSender {
    private final WebSocketConnection socket;
    private final UnsentBytes unsent;
    private volatile boolean pingUnsent;

    FrameSender(WebSocketConnection socket, long maxUnsentBytes) {
        this.socket = socket;
        this.unsent = new UnsentBytes(maxUnsentBytes);
    }

    /** Copies the payload, from position to limit; false when too much is unsent. */
    boolean send(byte opCode, ByteBuffer payload) {
        int size = payload.remaining();
        if (!unsent.take(size)) {
            return false;
        }
        ByteBuffer copy = ByteBuffer.allocate(size).put(payload.duplicate()).flip();
        enqueue(new Frame(opCode, true, copy), () -> unsent.release(size));
        return true;
    }

    /** Leaves it out while the last one has not been sent: then nothing is, and more pings would only pile up. */
    void ping() {
        if (!pingUnsent) {
            pingUnsent = true;
            enqueue(new Frame(OpCode.PING), () -> pingUnsent = false);
        }
    }

    /**
     * Jetty's own way would end the connection at once for most codes, and a server that still sends would get a reset
     * instead of the code.
     */
    void close(int code, String reason) {
        enqueue(new CloseStatus(code, Text.closeReason(reason)).toFrame(), () -> {});
    }

    private void enqueue(Frame frame, Runnable sentOrFailed) {
        Callback callback = Callback.from(InvocationType.NON_BLOCKING, sentOrFailed);
        socket.enqueueFrame(new OutgoingEntry.Builder(frame, callback).build());
    }
}
