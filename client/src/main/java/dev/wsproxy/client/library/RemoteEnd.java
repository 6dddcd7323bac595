// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Open;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.Restate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection's end at the proxy: which proxy was asked for it, under which handle, and whether it is to be left. A
 * connection that its owner has left is asked of no other proxy. Any thread.
 */
final class RemoteEnd {
    private final OpenRequest request;
    private volatile int handle;
    private volatile boolean left;
    private @Nullable ProxySession asked;
    private boolean closeUnsent;
    private boolean restateUnsent;

    RemoteEnd(int handle, OpenRequest request) {
        this.handle = handle;
        this.request = request;
    }

    int handle() {
        return handle;
    }

    /** Whether its owner has left it, or it has ended. */
    boolean isLeft() {
        return left;
    }

    /** Whether no proxy knows of it. */
    synchronized boolean isUnknown() {
        return asked == null;
    }

    /**
     * Asks a proxy for it, once; without effect when that proxy is gone.
     *
     * @return why the request can never be made
     */
    synchronized Optional<Failure> open(ProxySession session) {
        if (left || asked == session) {
            return Optional.empty();
        }
        Open open = new Open(handle, request);
        SendResult result = session.sendPrivately(open);
        asked = result == SendResult.OK ? session : null;
        return result == SendResult.TOO_LARGE ? Optional.of(tooLarge(open)) : Optional.empty();
    }

    private static Failure tooLarge(Open open) {
        return Failure.of(
                ErrorCode.LIMIT_EXCEEDED,
                "the request to open is " + open.encode().remaining() + " bytes long, and may have "
                        + Request.MAX_CONTROL_BYTES + ": make its URL, headers and opening messages shorter");
    }

    /** Leaves it, once. */
    synchronized void leave() {
        if (!left) {
            left = true;
            close();
        }
    }

    /** Asks how it stands, because events were lost. */
    synchronized void restate() {
        restateUnsent = asked != null && asked.send(new Restate(handle)) == SendResult.BACKPRESSURE;
    }

    /** Repeats what found the queue full, and what the proxy must hear of. */
    synchronized void repeatUnsent() {
        if (closeUnsent) {
            close();
        } else if (restateUnsent) {
            restate();
        }
    }

    synchronized boolean isCloseUnsent() {
        return closeUnsent;
    }

    private void close() {
        closeUnsent = asked != null && asked.send(new Close(handle)) == SendResult.BACKPRESSURE;
    }

    /** The proxy that was asked for it has gone, or could not open it. */
    synchronized void forgotten() {
        asked = null;
        closeUnsent = false;
        restateUnsent = false;
    }

    /** A proxy is to be asked for it again: under another handle, because it must not see one twice. */
    synchronized void renew(int unused) {
        handle = unused;
    }

    /** Nothing more comes for it. */
    void ended() {
        left = true;
    }
}
