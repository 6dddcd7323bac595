// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Writes a JSON message as msgpack: members in their order, since clients rely on {@code T} to be the first; whole numbers
 * as integers; times as timestamps. Msgpack says in advance how long a container is, so a message is read twice. Not
 * thread-safe.
 */
final class JsonToMsgpack {

    private static final int KEPT_CONTAINERS = 64 * 1024;

    private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();

    /** How many members each container has, in the order in which they begin. */
    private int[] sizes = new int[64];

    private int containers;

    /**
     * The same message in msgpack.
     *
     * @param json from position to limit, which do not change
     * @return a buffer of its own
     * @throws IllegalArgumentException when it is not one JSON value
     */
    ByteBuffer convert(ByteBuffer json) {
        try {
            containers = 0;
            try (JsonParser parser = parser(json)) {
                measure(parser, parser.nextToken());
                if (parser.nextToken() != null) {
                    throw new IllegalArgumentException("something follows the JSON value");
                }
            }
            containers = 0;
            packer.clear();
            try (JsonParser parser = parser(json)) {
                pack(parser, parser.nextToken(), "");
            }
            return ByteBuffer.wrap(packer.toByteArray());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            release();
        }
    }

    /** What one huge message took is not kept. */
    private void release() {
        packer.clear();
        if (sizes.length > KEPT_CONTAINERS) {
            sizes = new int[64];
        }
    }

    private static JsonParser parser(ByteBuffer json) {
        if (json.hasArray()) {
            int start = json.arrayOffset() + json.position();
            return Json.FACTORY.createParser(ObjectReadContext.empty(), json.array(), start, json.remaining());
        }
        byte[] bytes = new byte[json.remaining()];
        json.get(json.position(), bytes);
        return Json.FACTORY.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length);
    }

    private void measure(JsonParser parser, @Nullable JsonToken token) {
        if (token == null || !token.isStructStart()) {
            return;
        }
        int index = begin();
        int size = 0;
        for (JsonToken next = parser.nextToken(); !isEnd(next); next = parser.nextToken()) {
            measure(parser, next == JsonToken.PROPERTY_NAME ? parser.nextToken() : next);
            size++;
        }
        sizes[index] = size;
    }

    private int begin() {
        if (containers == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * containers);
        }
        return containers++;
    }

    private static boolean isEnd(@Nullable JsonToken token) {
        return token == null || token.isStructEnd();
    }

    private void pack(JsonParser parser, @Nullable JsonToken token, String key) throws IOException {
        if (token == null) {
            throw new IllegalArgumentException("there is no JSON value");
        }
        switch (token) {
            case START_OBJECT -> packMembers(parser);
            case START_ARRAY -> packElements(parser);
            case VALUE_STRING -> packText(key, parser.getString());
            case VALUE_NUMBER_INT -> packWhole(parser);
            case VALUE_NUMBER_FLOAT -> packer.packDouble(parser.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> packer.packBoolean(parser.getBooleanValue());
            default -> packer.packNil();
        }
    }

    private void packMembers(JsonParser parser) throws IOException {
        packer.packMapHeader(sizes[containers++]);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            packer.packString(name);
            pack(parser, parser.nextToken(), name);
        }
    }

    private void packElements(JsonParser parser) throws IOException {
        packer.packArrayHeader(sizes[containers++]);
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            pack(parser, next, "");
        }
    }

    private void packText(String key, String text) throws IOException {
        Instant time = TimeStamps.parse(key, text);
        if (time == null) {
            packer.packString(text);
        } else {
            packer.packTimestamp(time);
        }
    }

    /** A number beyond 64 bits, which msgpack has not, keeps its magnitude. */
    private void packWhole(JsonParser parser) throws IOException {
        switch (parser.getNumberType()) {
            case INT, LONG -> packer.packLong(parser.getLongValue());
            default -> {
                BigInteger value = parser.getBigIntegerValue();
                if (value.signum() > 0 && value.bitLength() <= Long.SIZE) {
                    packer.packBigInteger(value);
                } else {
                    packer.packDouble(parser.getDoubleValue());
                }
            }
        }
    }
}
