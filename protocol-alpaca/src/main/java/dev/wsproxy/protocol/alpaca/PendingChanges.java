// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Changes that wait until the upstream has agreed, in the order in which they were asked for. */
final class PendingChanges implements Iterable<PendingChanges.Pending> {
    record Pending(VirtualSession client, Change change) {}

    private final Deque<Pending> queue = new ArrayDeque<>();

    void add(VirtualSession client, Change change) {
        queue.add(new Pending(client, change));
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The first, which there must be. */
    Pending head() {
        return queue.element();
    }

    Pending removeHead() {
        return queue.remove();
    }

    /** The first asks for less from now on. */
    void leaveOut(ChannelSet symbols) {
        Pending head = queue.remove();
        queue.addFirst(new Pending(head.client(), head.change().without(symbols)));
    }

    /** Whether one of them asks for it. */
    boolean askFor(Channel channel, String symbol) {
        return queue.stream().anyMatch(one -> one.change().symbols().contains(channel, symbol));
    }

    /** Its {@code remove} takes a change out of the queue. */
    @Override
    public Iterator<Pending> iterator() {
        return queue.iterator();
    }
}
