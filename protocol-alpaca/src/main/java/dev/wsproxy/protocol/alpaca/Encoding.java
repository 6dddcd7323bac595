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
    JSON("application/json", FrameType.TEXT),
    /** Binary frames. */
    MSGPACK("application/msgpack", FrameType.BINARY);

    private static final String HEADER = "Content-Type";

    private final String mediaType;
    private final FrameType frameType;

    Encoding(String mediaType, FrameType frameType) {
        this.mediaType = mediaType;
        this.frameType = frameType;
    }

    /** What a client has asked for; JSON unless it did. */
    static Encoding of(OpenRequest request) {
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            if (header.getKey().equalsIgnoreCase(HEADER)
                    && header.getValue().strip().toLowerCase(Locale.ROOT).startsWith(MSGPACK.mediaType)) {
                return MSGPACK;
            }
        }
        return JSON;
    }

    /** The header that asks for it. */
    Map<String, String> header() {
        return Map.of(HEADER, mediaType);
    }

    FrameType frameType() {
        return frameType;
    }

    ElementScanner scanner() {
        return this == JSON ? new JsonScanner() : new MsgpackScanner();
    }

    /** A control message of our own, which is written as JSON, in this encoding. */
    ByteBuffer encode(ByteBuffer json) {
        return this == JSON ? json : new JsonToMsgpack().convert(json);
    }

    /**
     * A message in this encoding, as JSON.
     *
     * @throws IllegalArgumentException when it is not in this encoding
     */
    ByteBuffer decode(ByteBuffer message) {
        return this == JSON ? message : MsgpackToJson.convert(message);
    }
}
