// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import tools.jackson.databind.json.JsonMapper;

/** What clients make of frames, and frames of what clients say. */
final class Msgpack {
    private Msgpack() {}

    static byte[] encode(String json) {
        return Encoding.MSGPACK.encode(JsonMapper.shared().readValue(json, Object.class));
    }

    static String json(byte[] frame) throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(frame)) {
            return unpacker.unpackValue().toJson();
        }
    }

    /** The elements of the array that a frame is, with their members in order. */
    static List<Map<Value, Value>> elements(byte[] frame) throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(frame)) {
            List<Map<Value, Value>> elements = new ArrayList<>();
            for (Value element : unpacker.unpackValue().asArrayValue()) {
                elements.add(new LinkedHashMap<>(element.asMapValue().map()));
            }
            assertThat(unpacker.hasNext()).isFalse();
            return elements;
        }
    }
}
