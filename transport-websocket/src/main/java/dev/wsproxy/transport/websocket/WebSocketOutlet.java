// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One shared connection's clients at the endpoint, by slot. Guarded by the connection's lock, which the caller holds. */
final class WebSocketOutlet implements Outlet {
    private @Nullable Seat[] bySlot = new @Nullable Seat[Long.SIZE];
    private final Recipients own = new Recipients();

    private record Seat(EndpointClient client, int handle) {}

    @Override
    public void attach(ClientPort client, int handle, int slot) {
        if (client instanceof EndpointClient joined) {
            if (slot >= bySlot.length) {
                bySlot = Arrays.copyOf(bySlot, Math.max(slot + 1, 2 * bySlot.length));
            }
            bySlot[slot] = new Seat(joined, handle);
            own.add(slot);
        }
    }

    @Override
    public void detach(int slot) {
        if (own.contains(slot)) {
            own.remove(slot);
            bySlot[slot] = null;
        }
    }

    @Override
    public void deliver(FrameType type, long receivedNs, long receivedEpochNs, ByteBuffer data, Recipients to) {
        Payload message = null;
        for (int word = 0; word < own.wordCount(); word++) {
            for (long bits = own.word(word) & to.word(word); bits != 0; bits &= bits - 1) {
                Seat seat = bySlot[(word << 6) + Long.numberOfTrailingZeros(bits)];
                if (seat != null) {
                    message = message == null ? Payload.copy(type, data) : message;
                    seat.client.deliver(message);
                }
            }
        }
    }

    @Override
    public void deliver(ClientEvent event, Recipients to) {
        for (int slot = own.next(0); slot >= 0; slot = own.next(slot + 1)) {
            Seat seat = bySlot[slot];
            if (seat != null && to.contains(slot)) {
                seat.client.event(seat.handle, event);
            }
        }
    }

    @Override
    public void close() {
        own.clear();
        Arrays.fill(bySlot, null);
    }
}
