// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/** A client leaves; it closes the socket next. No fields. */
public record Goodbye() implements Request {
    static final int ID = 6;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {}
}
