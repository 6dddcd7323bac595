// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Hands everything at once to the clients that hold the slots, as strings and events. */
final class FakeOutlet implements Outlet {
    private record Seat(FakeClient client, int handle) {}

    final long connectionId;
    final Map<Integer, Object> seats = new TreeMap<>();
    volatile boolean closed;
    volatile boolean broken;
    volatile long lostMessages;
    volatile boolean full;
    long receivedNs;
    long receivedEpochNs;

    FakeOutlet(long connectionId) {
        this.connectionId = connectionId;
    }

    @Override
    public void attach(ClientPort client, int handle, int slot) {
        if (seats.putIfAbsent(slot, new Seat((FakeClient) client, handle)) != null) {
            throw new IllegalStateException("slot " + slot + " is taken");
        }
    }

    @Override
    public void detach(int slot) {
        seats.remove(slot);
    }

    @Override
    public void deliver(FrameType type, long ns, long epochNs, ByteBuffer data, Recipients to) {
        receivedNs = ns;
        receivedEpochNs = epochNs;
        hand(StandardCharsets.UTF_8.decode(data.duplicate()).toString(), to);
    }

    @Override
    public void deliver(ClientEvent event, Recipients to) {
        hand(event, to);
    }

    @Override
    public long lostMessages() {
        return lostMessages;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    private void hand(Object what, Recipients to) {
        if (broken || closed) {
            throw new IllegalStateException(closed ? "delivered to a closed outlet" : "no space left");
        }
        seats.forEach((slot, seat) -> {
            if (to.contains(slot)) {
                ((Seat) seat).client().receive(((Seat) seat).handle(), what);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
    }
}
