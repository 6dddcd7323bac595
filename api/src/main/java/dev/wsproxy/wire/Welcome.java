// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

/**
 * The registration succeeded. Frozen, as {@link Stop}; fields may be added at the end.
 *
 * <pre>
 *  size  field
 *  4     version     {@link WireVersion} of the proxy
 *  8     clientId    for as long as the proxy runs; 0 for administration
 *  8     proxyPid
 *  4+n   library     version of the proxy, for people
 *  4+n   directory   where this client finds its queues; empty for administration
 * </pre>
 */
public record Welcome(int version, long clientId, long proxyPid, String library, String directory) implements Reply {
    static final int ID = 129;

    static Welcome read(WireReader in) {
        return new Welcome(in.i32(), in.i64(), in.i64(), in.string(), in.string());
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        out.i32(version).i64(clientId).i64(proxyPid).string(library).string(directory);
    }
}
