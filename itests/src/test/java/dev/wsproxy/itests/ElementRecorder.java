// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.FrameType;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the elements of all messages, whichever encoding they came in. */
final class ElementRecorder implements ClientListener {
    private record Element(FrameType frame, JsonNode json) {}

    private final Queue<Element> elements = new ConcurrentLinkedQueue<>();

    @Override
    public void onMessage(Connection connection, Message message) {
        for (JsonNode element : JsonMapper.shared().readTree(json(message))) {
            elements.add(new Element(message.type(), element));
        }
    }

    private static String json(Message message) {
        if (message.type() == FrameType.TEXT) {
            return message.text();
        }
        byte[] bytes = new byte[message.data().remaining()];
        message.data().get(bytes);
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
            return unpacker.unpackValue().toJson();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The elements of a type, in the order in which they came. */
    List<JsonNode> elements(String type) {
        return elements.stream()
                .map(Element::json)
                .filter(element -> element.path("T").asString().equals(type))
                .toList();
    }

    /** A member of the elements of a type. */
    List<Long> numbers(String type, String member) {
        return elements(type).stream()
                .map(element -> element.get(member).longValue())
                .toList();
    }

    /** In which frames they came. */
    List<FrameType> frames() {
        return elements.stream().map(Element::frame).distinct().toList();
    }
}
