// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/**
 * Leaves one connection.
 *
 * <pre>
 *  size  field
 *  4     handle   that the client gave the connection
 * </pre>
 */
public record Close(int handle) implements Request {
    static final int ID = 5;

    static Close read(WireReader in) {
        return new Close(in.i32());
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        out.i32(handle);
    }
}
