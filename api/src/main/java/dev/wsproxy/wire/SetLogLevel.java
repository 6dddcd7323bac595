// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.LogLevel;

/**
 * Changes how much the proxy logs; answered by {@link Done}.
 *
 * <pre>
 *  size  field
 *  8     correlationId
 *  1     level          ordinal of {@link LogLevel}
 * </pre>
 */
public record SetLogLevel(long correlationId, LogLevel level) implements Request {
    static final int ID = 21;

    static SetLogLevel read(WireReader in) {
        return new SetLogLevel(in.i64(), in.ordinal(LogLevel.values()));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        out.i64(correlationId).u8(level.ordinal());
    }
}
