// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.util.function.Consumer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;

/** A place in the window of an {@link Outbox}: what Jetty is given for a message, used again for another when it is written. */
final class OutgoingFrame extends Frame implements Callback {
    private static final byte FIN = (byte) 0x80;

    private final Outbox outbox;
    private final OutgoingEntry last = new OutgoingEntry.Builder(this, this).build();
    private final OutgoingEntry withMore =
            new OutgoingEntry.Builder(this, this).batch(true).build();
    private int cost;

    OutgoingFrame(Outbox outbox) {
        super(OpCode.TEXT);
        this.outbox = outbox;
    }

    void load(Payload message, int bytes) {
        finRsvOp = (byte) (FIN | message.opCode());
        payload = message.view();
        cost = bytes;
    }

    int cost() {
        return cost;
    }

    /** @param more whether another one follows at once, so that Jetty may write both together */
    void send(Consumer<OutgoingEntry> socket, boolean more) {
        socket.accept(more ? withMore : last);
    }

    @Override
    public void succeeded() {
        release();
    }

    /** The socket is broken; its end is told elsewhere. */
    @Override
    public void failed(Throwable cause) {
        release();
    }

    private void release() {
        setPayload(BufferUtil.EMPTY_BUFFER);
        outbox.written(this);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
