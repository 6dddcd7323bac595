// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/**
 * A client registers: the first message on a control socket. Answered by {@link Welcome} or {@link Refused}. A client
 * with another version is refused, an administrator with another version is not, because it may want to {@link Stop}.
 *
 * <pre>
 *  size  field
 *  4     version   {@link WireVersion} of the client; first; frozen, so that every version can read it
 *  1     role      0 a client with queues, 1 administration only: it is not counted as a client; frozen
 *  8     pid       of the client's process
 *  4+n   name      chosen by the application
 *  4+n   library   version of the client library, for people
 * </pre>
 */
public record Hello(int version, boolean administration, long pid, String name, String library) implements Request {
    static final int ID = 1;

    static Hello read(WireReader in) {
        return new Hello(in.i32(), in.bool(), in.i64(), in.string(), in.string());
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        out.i32(version).bool(administration).i64(pid).string(name).string(library);
    }
}
