// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.websocket.core.OpCode;

/** How the messages of a connection are written: a client chooses by the header {@code Content-Type} of its upgrade. */
enum Encoding {
    /** Text frames; what a client gets that does not choose. */
    JSON(OpCode.TEXT),
    /** Binary frames. */
    MSGPACK(OpCode.BINARY);

    private final byte opCode;

    Encoding(byte opCode) {
        this.opCode = opCode;
    }

    static Encoding of(HttpFields headers) {
        String mediaType = headers.get(HttpHeader.CONTENT_TYPE);
        return mediaType != null && mediaType.toLowerCase(Locale.ROOT).contains("msgpack") ? MSGPACK : JSON;
    }

    /** Of its frames. */
    byte opCode() {
        return opCode;
    }

    MessageWriter writer() {
        return this == JSON ? new JsonWriter() : new MsgpackWriter();
    }

    /** Writes a value that {@link MessageWriter#value} understands. For what is sent now and then. */
    byte[] encode(Object value) {
        MessageWriter writer = writer();
        writer.value(value);
        return writer.copy();
    }
}
