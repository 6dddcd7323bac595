// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.Failure;

/**
 * The proxy does not know a message that it was sent, because it is of an earlier minor version; it goes on with the next.
 *
 * <pre>
 *  size  field
 *  1     messageId   of the message
 *  …     failure     as {@link FailureCodec} draws it
 * </pre>
 */
public record NotUnderstood(int messageId, Failure failure) implements Reply {
    static final int ID = 134;

    static NotUnderstood read(WireReader in) {
        return new NotUnderstood(in.u8(), FailureCodec.read(in));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        FailureCodec.write(failure, out.u8(messageId));
    }
}
