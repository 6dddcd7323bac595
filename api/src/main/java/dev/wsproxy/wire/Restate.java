// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/**
 * Asks how an open connection stands, because events of it were overwritten unread. Goes through the request queue;
 * answered by the events {@code Opened}, {@code Authenticated} if the client is, and {@code Reconnecting} or
 * {@code Reconnected}.
 *
 * <pre>
 *  size  field
 *  4     handle
 * </pre>
 */
public record Restate(int handle) implements Request {
    static final int ID = 7;

    static Restate read(WireReader in) {
        return new Restate(in.i32());
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
