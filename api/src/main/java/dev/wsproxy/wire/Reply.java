// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import java.nio.ByteBuffer;

/** A message from the proxy to one client, on the control socket. */
public sealed interface Reply extends WireMessage permits Welcome, Refused, StatusReply, Done, Farewell, NotUnderstood {
    /**
     * Decodes one message.
     *
     * @param message from position to limit, position unchanged
     * @throws UnknownMessageException when its id is unknown
     * @throws WireException when it is malformed
     */
    static Reply decode(ByteBuffer message) {
        WireReader in = new WireReader("reply", message);
        int id = in.u8();
        return switch (id) {
            case Welcome.ID -> Welcome.read(in);
            case Refused.ID -> Refused.read(in);
            case StatusReply.ID -> StatusReply.read(in);
            case Done.ID -> Done.read(in);
            case Farewell.ID -> Farewell.read(in);
            case NotUnderstood.ID -> NotUnderstood.read(in);
            default -> throw in.unknown(id);
        };
    }
}
