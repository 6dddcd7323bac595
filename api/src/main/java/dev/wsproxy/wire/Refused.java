// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.Failure;

/**
 * The registration failed; the proxy closes the socket. Its layout never changes, so that every version can read it.
 *
 * <pre>
 *  size  field
 *  …     failure   as {@link FailureCodec} draws it
 * </pre>
 */
public record Refused(Failure failure) implements Reply {
    static final int ID = 130;

    static Refused read(WireReader in) {
        return new Refused(FailureCodec.read(in));
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
