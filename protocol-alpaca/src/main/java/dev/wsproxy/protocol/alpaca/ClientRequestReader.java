// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.protocol.alpaca.ClientRequest.Invalid;
import java.nio.ByteBuffer;

/** Reads what clients send. */
final class ClientRequestReader {
    private final Dialect dialect;

    ClientRequestReader(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Reads a message from position to limit, in either encoding whatever the client's is; nothing of it is kept. */
    ClientRequest read(ByteBuffer frame) {
        ByteBuffer json;
        try {
            json = isMsgpackMap(frame) ? MsgpackToJson.convert(frame) : frame;
        } catch (IllegalArgumentException malformed) {
            return Invalid.NO_REQUEST;
        }
        byte[] bytes = new byte[json.remaining()];
        json.get(json.position(), bytes);
        return JsonObject.read(bytes, 0, bytes.length)
                .map(dialect::clientRequest)
                .orElse(Invalid.NO_REQUEST);
    }

    /** Fixmap, map 16 or map 32: no JSON text begins with such a byte. */
    private static boolean isMsgpackMap(ByteBuffer frame) {
        int first = frame.hasRemaining() ? Byte.toUnsignedInt(frame.get(frame.position())) : 0;
        return (first & 0xF0) == 0x80 || first == 0xDE || first == 0xDF;
    }
}
