// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.FrameType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.BiPredicate;

/**
 * A client's messages that the broker cannot take yet, in order. A few are kept while the socket is still read, because
 * the client's pings have to be answered meanwhile. Used within the client's calls of the broker.
 */
final class Inbox {
    private static final int READ_ON_BYTES = 64 * 1024;
    private static final int READ_ON_MESSAGES = 256;

    private final ArrayDeque<Message> held = new ArrayDeque<>();
    private long bytes;

    private record Message(FrameType type, ByteBuffer data) {}

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Whether the client's next message has to stay in the socket. */
    boolean isFull() {
        return bytes >= READ_ON_BYTES || held.size() >= READ_ON_MESSAGES;
    }

    /** Keeps a copy. */
    void hold(FrameType type, ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        copy.put(0, data, data.position(), data.remaining());
        held.add(new Message(type, copy));
        bytes += data.remaining();
    }

    /** Gives messages to a taker, in order, until there are no more or one is not taken. */
    void drain(BiPredicate<FrameType, ByteBuffer> taker) {
        while (!held.isEmpty() && taker.test(held.element().type, held.element().data)) {
            bytes -= held.remove().data.remaining();
        }
    }

    void clear() {
        held.clear();
        bytes = 0;
    }
}
