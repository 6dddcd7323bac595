// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/**
 * An administrative request was carried out. Frozen, as {@link Stop}.
 *
 * <pre>
 *  size  field
 *  8     correlationId   of the request
 * </pre>
 */
public record Done(long correlationId) implements Reply {
    static final int ID = 132;

    static Done read(WireReader in) {
        return new Done(in.i64());
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
