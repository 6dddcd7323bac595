// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/**
 * Asks the proxy to end; answered by {@link Done}, then by {@link Farewell} to every client. Frozen: every version can
 * stop every other.
 *
 * <pre>
 *  size  field
 *  8     correlationId
 * </pre>
 */
public record Stop(long correlationId) implements Request {
    static final int ID = 22;

    static Stop read(WireReader in) {
        return new Stop(in.i64());
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
