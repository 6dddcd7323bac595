// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.client.ProxyStatus;

/**
 * The status that was asked for.
 *
 * <pre>
 *  size  field
 *  8     correlationId   of the query
 *  …     status          as {@link StatusCodec} draws it
 * </pre>
 */
public record StatusReply(long correlationId, ProxyStatus status) implements Reply {
    static final int ID = 133;

    static StatusReply read(WireReader in) {
        return new StatusReply(in.i64(), StatusCodec.read(in));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        out.i64(correlationId);
        StatusCodec.write(status, out);
    }
}
