// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.FrameType;
import dev.wsproxy.transport.OpenRequest;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;

/** How a connection's messages are written: Alpaca lets every client choose, by a header of the upgrade request. */
enum Encoding {
    /** Text frames. */
    JSON(FrameType.TEXT),
    /** Binary frames. */
    MSGPACK(FrameType.BINARY);

    static final String HEADER = "Content-Type";

    private static final String MSGPACK_TYPE = "application/msgpack";

    private final FrameType frameType;

    Encoding(FrameType frameType) {
        this.frameType = frameType;
    }

    /** What a client has asked for; JSON unless it did. */
    static Encoding of(OpenRequest request) {
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            if (header.getKey().equalsIgnoreCase(HEADER)
                    && header.getValue().strip().toLowerCase(Locale.ROOT).startsWith(MSGPACK_TYPE)) {
                return MSGPACK;
            }
        }
        return JSON;
    }

    FrameType frameType() {
        return frameType;
    }

    /** A control message of our own, which is written as JSON, in this encoding. */
    ByteBuffer encode(ByteBuffer json) {
        return this == JSON ? json : new JsonToMsgpack().convert(json);
    }
}
