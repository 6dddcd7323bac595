// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import java.nio.ByteBuffer;

/**
 * A message between a client and its proxy, on the control socket or in a queue.
 *
 * <pre>
 *  offset  size  field
 *  0       1     id      which message
 *  1       …     fields  as drawn at each message
 * </pre>
 */
public sealed interface WireMessage permits Request, Reply {
    /** Which message this is; below 128 from clients, 128 and above from the proxy. */
    int id();

    /** Writes the fields that follow the id. */
    void write(WireWriter out);

    /** The whole message, in a buffer of its own, from position to limit. */
    default ByteBuffer encode() {
        WireWriter out = new WireWriter().u8(id());
        write(out);
        return out.finish();
    }
}
