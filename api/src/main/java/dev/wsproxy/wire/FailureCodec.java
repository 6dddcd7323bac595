// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;

/**
 * A failure, wherever it is part of a message.
 *
 * <pre>
 *  size  field
 *  4     code     {@link ErrorCode#number()}
 *  4     detail   the other side's number; 0 when none
 *  4+n   reason
 * </pre>
 */
public final class FailureCodec {
    private FailureCodec() {}

    public static void write(Failure failure, WireWriter out) {
        out.i32(failure.code().number()).i32(failure.detail()).string(failure.reason());
    }

    public static Failure read(WireReader in) {
        return new Failure(ErrorCode.of(in.i32()), in.i32(), in.string());
    }
}
