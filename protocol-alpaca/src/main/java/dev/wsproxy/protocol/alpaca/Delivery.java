// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;

/**
 * Delivers data to each recipient in its encoding: as it came to those whose encoding is the upstream's, and converted,
 * once for all of them, to the others.
 */
final class Delivery {
    private final SessionPort port;
    private final JsonToMsgpack converter = new JsonToMsgpack();
    private final Recipients msgpackClients = new Recipients();
    private final Recipients some = new Recipients();

    Delivery(SessionPort port) {
        this.port = port;
    }

    void joined(int slot, Encoding encoding) {
        if (encoding == Encoding.MSGPACK) {
            msgpackClients.add(slot);
        }
    }

    void left(int slot) {
        msgpackClients.remove(slot);
    }

    /**
     * Delivers a JSON message.
     *
     * @return {@code false} when it could not be converted, and so has not reached those who need that
     */
    boolean deliver(ByteBuffer json, Recipients to) {
        if (!to.intersects(msgpackClients)) {
            port.deliver(Encoding.JSON.frameType(), json, to);
            return true;
        }
        some.set(to);
        some.removeAll(msgpackClients);
        if (!some.isEmpty()) {
            port.deliver(Encoding.JSON.frameType(), json, some);
        }
        some.set(to);
        some.retainAll(msgpackClients);
        return deliverConverted(json);
    }

    private boolean deliverConverted(ByteBuffer json) {
        try {
            port.deliver(Encoding.MSGPACK.frameType(), converter.convert(json), some);
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
