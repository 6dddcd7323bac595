// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import java.nio.ByteBuffer;

/** A message from a client to its proxy. */
public sealed interface Request extends WireMessage
        permits Hello, Open, Send, Subscribe, Close, Restate, StatusQuery, SetLogLevel, Stop, Goodbye {
    /** The longest request on the control socket, in bytes, from its id to its last field. */
    int MAX_CONTROL_BYTES = 1 << 20;

    /**
     * Decodes one message.
     *
     * @param message from position to limit, position unchanged; {@link Send#data()} is a view of it
     * @throws UnknownMessageException when its id is unknown
     * @throws WireException when it is malformed
     */
    static Request decode(ByteBuffer message) {
        WireReader in = new WireReader("request", message);
        int id = in.u8();
        return switch (id) {
            case Hello.ID -> Hello.read(in);
            case Open.ID -> Open.read(in);
            case Send.ID -> Send.read(in);
            case Subscribe.ID -> Subscribe.read(in);
            case Close.ID -> Close.read(in);
            case Restate.ID -> Restate.read(in);
            case StatusQuery.ID -> StatusQuery.read(in);
            case SetLogLevel.ID -> SetLogLevel.read(in);
            case Stop.ID -> Stop.read(in);
            case Goodbye.ID -> new Goodbye();
            default -> throw in.unknown(id);
        };
    }
}
