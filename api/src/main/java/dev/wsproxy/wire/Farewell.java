// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.Failure;

/**
 * The proxy ends this session; it closes the socket next.
 *
 * <pre>
 *  size  field
 *  …     failure   as {@link FailureCodec} draws it
 * </pre>
 */
public record Farewell(Failure failure) implements Reply {
    static final int ID = 131;

    static Farewell read(WireReader in) {
        return new Farewell(FailureCodec.read(in));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        FailureCodec.write(failure, out);
    }
}
