// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.wire.EventCodec;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.UnknownMessageException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What this version knows of what a proxy says; what a later minor version says besides, a client can do without. */
final class KnownMessages {
    private KnownMessages() {}

    static @Nullable Reply reply(ByteBuffer message) {
        return known(message, Reply::decode);
    }

    static @Nullable TransportMessage own(ByteBuffer message) {
        return known(message, TransportMessage::decode);
    }

    static boolean isClosed(ByteBuffer event) {
        return known(event, EventCodec::decode) instanceof ClientEvent.Closed;
    }

    private static <T> @Nullable T known(ByteBuffer message, Function<ByteBuffer, T> decoder) {
        try {
            return decoder.apply(message);
        } catch (UnknownMessageException e) {
            return null;
        }
    }
}
