// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;

/** The outlet of one transport, and the slots it holds: it is left in peace with what concerns none of them. */
final class Lane {
    private final HostedTransport transport;
    private final Outlet outlet;
    private final Recipients held = new Recipients();

    Lane(HostedTransport transport, Outlet outlet) {
        this.transport = transport;
        this.outlet = outlet;
    }

    HostedTransport transport() {
        return transport;
    }

    void attach(Member member) {
        ClientConnection client = member.client();
        outlet.attach(client.port(), client.handle(), member.slot());
        held.add(member.slot());
    }

    void detach(int slot) {
        if (held.contains(slot)) {
            held.remove(slot);
            outlet.detach(slot);
        }
    }

    void deliver(FrameType type, long receivedNs, long receivedEpochNs, ByteBuffer data, Recipients to) {
        if (held.intersects(to)) {
            outlet.deliver(type, receivedNs, receivedEpochNs, data, to);
        }
    }

    void deliver(ClientEvent event, Recipients to) {
        if (held.intersects(to)) {
            outlet.deliver(event, to);
        }
    }

    long lostMessages() {
        return outlet.lostMessages();
    }

    boolean isFull() {
        return outlet.isFull();
    }

    long memoryBytes() {
        return outlet.memoryBytes();
    }

    long memoryBound() {
        return outlet.memoryBound();
    }

    void close() {
        outlet.close();
    }
}
