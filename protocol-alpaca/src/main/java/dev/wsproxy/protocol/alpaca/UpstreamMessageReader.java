// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.protocol.alpaca.UpstreamMessage.Unknown;
import java.nio.ByteBuffer;

/** Reads the control messages of the upstream. */
final class UpstreamMessageReader {
    private static final UpstreamMessage MALFORMED = new Unknown("malformed");

    private final Dialect dialect;

    UpstreamMessageReader(Dialect dialect) {
        this.dialect = dialect;
    }

    UpstreamMessage read(byte[] bytes, int from, int to) {
        if (to - from > JsonObject.MOST_BYTES) {
            return MALFORMED;
        }
        try {
            ByteBuffer json = dialect.feed().encoding().decode(ByteBuffer.wrap(bytes, from, to - from));
            int start = json.arrayOffset() + json.position();
            return JsonObject.read(json.array(), start, start + json.remaining())
                    .map(dialect::upstreamMessage)
                    .orElse(MALFORMED);
        } catch (IllegalArgumentException malformed) {
            return MALFORMED;
        }
    }
}
