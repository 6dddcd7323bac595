// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * Writes a msgpack message as JSON: members in their order, timestamps as texts. What it claims about its lengths is
 * believed only as far as it reaches. Thread-safe.
 */
final class MsgpackToJson {
    private static final int DEEPEST = 64;

    /** A byte of msgpack can be five of JSON; no honest message grows so much. */
    private static final int MOST_BYTES = 32 << 20;

    private MsgpackToJson() {}

    /**
     * The same message in JSON.
     *
     * @param msgpack from position to limit, which do not change
     * @return a buffer of its own
     * @throws IllegalArgumentException when it is not one msgpack value
     */
    static ByteBuffer convert(ByteBuffer msgpack) {
        byte[] bytes = new byte[msgpack.remaining()];
        msgpack.get(msgpack.position(), bytes);
        ByteArrayOutputStream text = new BoundedOutput(2 * bytes.length, MOST_BYTES);
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes);
                JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(unpacker, json, bytes.length, 0);
            if (unpacker.hasNext()) {
                throw new IllegalArgumentException("something follows the msgpack value");
            }
        } catch (MessagePackException | DateTimeException | JacksonException e) {
            throw new IllegalArgumentException("not msgpack: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(text.toByteArray());
    }

    private static void write(MessageUnpacker from, JsonGenerator to, int length, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("more than " + DEEPEST + " levels");
        }
        MessageFormat format = from.getNextFormat();
        switch (format.getValueType()) {
            case MAP -> members(from, to, length, depth);
            case ARRAY -> elements(from, to, length, depth);
            case STRING -> to.writeString(text(from, length));
            case INTEGER -> whole(from, to, format);
            case FLOAT -> fraction(from, to, format);
            case BOOLEAN -> to.writeBoolean(from.unpackBoolean());
            case EXTENSION -> extension(from, to, length);
            case BINARY -> to.writeBinary(from.readPayload(within(from, from.unpackBinaryHeader(), length)));
            default -> {
                from.unpackNil();
                to.writeNull();
            }
        }
    }

    private static void members(MessageUnpacker from, JsonGenerator to, int length, int depth) throws IOException {
        int size = from.unpackMapHeader();
        to.writeStartObject();
        for (int i = 0; i < size; i++) {
            to.writeName(text(from, length));
            write(from, to, length, depth + 1);
        }
        to.writeEndObject();
    }

    private static void elements(MessageUnpacker from, JsonGenerator to, int length, int depth) throws IOException {
        int size = from.unpackArrayHeader();
        to.writeStartArray();
        for (int i = 0; i < size; i++) {
            write(from, to, length, depth + 1);
        }
        to.writeEndArray();
    }

    private static String text(MessageUnpacker from, int length) throws IOException {
        int bytes = within(from, from.unpackRawStringHeader(), length);
        return new String(from.readPayload(bytes), StandardCharsets.UTF_8);
    }

    private static void whole(MessageUnpacker from, JsonGenerator to, MessageFormat format) throws IOException {
        if (format == MessageFormat.UINT64) {
            to.writeNumber(from.unpackBigInteger());
        } else {
            to.writeNumber(from.unpackLong());
        }
    }

    private static void fraction(MessageUnpacker from, JsonGenerator to, MessageFormat format) throws IOException {
        double value = from.unpackDouble();
        if (!Double.isFinite(value)) {
            to.writeNull();
        } else if (format == MessageFormat.FLOAT32) {
            to.writeNumber((float) value);
        } else {
            to.writeNumber(value);
        }
    }

    private static void extension(MessageUnpacker from, JsonGenerator to, int length) throws IOException {
        ExtensionTypeHeader header = from.unpackExtensionTypeHeader();
        within(from, header.getLength(), length);
        if (header.isTimestampType()) {
            to.writeString(TimeStamps.format(from.unpackTimestamp(header)));
        } else {
            to.writeBinary(from.readPayload(header.getLength()));
        }
    }

    private static int within(MessageUnpacker from, int claimed, int length) {
        if (claimed < 0 || claimed > length - from.getTotalReadBytes()) {
            throw new IllegalArgumentException("a value ends beyond the message");
        }
        return claimed;
    }
}
