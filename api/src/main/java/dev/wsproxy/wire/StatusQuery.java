// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/**
 * Asks for the status; answered by {@link StatusReply}.
 *
 * <pre>
 *  size  field
 *  8     correlationId
 * </pre>
 */
public record StatusQuery(long correlationId) implements Request {
    static final int ID = 20;

    static StatusQuery read(WireReader in) {
        return new StatusQuery(in.i64());
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        out.i64(correlationId);
    }
}
