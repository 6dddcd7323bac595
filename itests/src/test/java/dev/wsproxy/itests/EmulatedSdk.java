// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Does frame by frame what SDKs do that are not here. Takes each message from the server when it is asked for the next. */
final class EmulatedSdk extends WholeMessages {
    static final String[] MSGPACK = {"Content-Type", "application/msgpack"};

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    /** @param headers names and values in turn */
    static EmulatedSdk connect(HttpClient http, URI uri, String... headers) {
        EmulatedSdk sdk = new EmulatedSdk();
        sdk.open(http, uri, headers);
        return sdk;
    }

    /** Sends as msgpack, in one frame. */
    void send(Map<String, ?> message) {
        sendFrame(pack(message), true);
    }

    /** @param value texts, lists, maps and nulls */
    static byte[] pack(Object value) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            pack(packer, value);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pack(MessageBufferPacker packer, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            packer.packMapHeader(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                pack(packer, entry.getKey());
                pack(packer, entry.getValue());
            }
        } else if (value instanceof List<?> list) {
            packer.packArrayHeader(list.size());
            for (Object element : list) {
                pack(packer, element);
            }
        } else if (value == null) {
            packer.packNil();
        } else {
            packer.packString(value.toString());
        }
    }

    /** Waits for the next message, and returns it as JSON. */
    String next() {
        try {
            String message = messages.poll(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(message).as("the next message; the end: '%s'", end()).isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a message", e);
        }
    }

    /** Waits for the next message, which has to be an acknowledgement, and returns it. */
    JsonNode nextAcknowledgement() {
        JsonNode message = JsonMapper.shared().readTree(next());
        assertThat(message.size()).isEqualTo(1);
        assertThat(message.get(0).path("T").asString()).isEqualTo("subscription");
        return message.get(0);
    }

    @Override
    void received(String message) {
        messages.add(message);
    }

    @Override
    void received(byte[] message) {
        messages.add(Msgpack.toJson(message));
    }

    /** Waits until the server has closed it. */
    void awaitEnd() {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(end()).isNotEmpty());
    }
}
