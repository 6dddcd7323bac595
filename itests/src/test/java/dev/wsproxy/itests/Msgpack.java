// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** The other encoding of messages. */
final class Msgpack {
    private Msgpack() {}

    static String toJson(byte[] message) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(message)) {
            return unpacker.unpackValue().toJson();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
