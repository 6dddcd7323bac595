// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What all readers and writers of JSON here share: a factory keeps the names and buffers that it has seen. */
final class Json {
    static final JsonFactory FACTORY = JsonFactory.builder().build();

    private Json() {}

    /** A message that is one object. */
    static ByteBuffer object(Consumer<JsonGenerator> members) {
        return write(json -> {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        });
    }

    static ByteBuffer write(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            content.accept(json);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    /** Replaces half surrogate pairs, which JSON may spell but UTF-8 cannot. */
    static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
