// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/**
 * Delivers data to each recipient in its encoding: as it came to those whose encoding is the upstream's, and converted,
 * once for all of them, to the others.
 */
final class Delivery {
    private final SessionPort port;
    private final Encoding other;
    private final FrameType ownFrames;
    private final FrameType otherFrames;
    private final UnaryOperator<ByteBuffer> converter;
    private final Recipients others = new Recipients();
    private final Recipients some = new Recipients();

    Delivery(SessionPort port, Dialect dialect) {
        this.port = port;
        Encoding own = dialect.feed().encoding();
        other = own == Encoding.JSON ? Encoding.MSGPACK : Encoding.JSON;
        ownFrames = dialect.frameType(own);
        otherFrames = dialect.frameType(other);
        converter = own == Encoding.JSON ? new JsonToMsgpack()::convert : MsgpackToJson::convert;
    }

    void joined(int slot, Encoding encoding) {
        if (encoding == other) {
            others.add(slot);
        }
    }

    void left(int slot) {
        others.remove(slot);
    }

    /**
     * Delivers a message in the upstream's encoding.
     *
     * @return {@code false} when it could not be converted, and so has not reached those who need that
     */
    boolean deliver(ByteBuffer message, Recipients to) {
        if (!to.intersects(others)) {
            port.deliver(ownFrames, message, to);
            return true;
        }
        some.set(to);
        some.removeAll(others);
        if (!some.isEmpty()) {
            port.deliver(ownFrames, message, some);
        }
        some.set(to);
        some.retainAll(others);
        return deliverConverted(message);
    }

    private boolean deliverConverted(ByteBuffer message) {
        try {
            port.deliver(otherFrames, converter.apply(message), some);
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
