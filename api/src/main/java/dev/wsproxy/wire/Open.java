// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.transport.OpenRequest;

/**
 * Opens or joins a shared connection. Goes over the control socket only, because it may hold credentials.
 *
 * <pre>
 *  size  field
 *  4     handle            chosen by the client, positive, never used twice
 *  4+n   url
 *  4+n   account           empty when not named
 *  4+n   secret            empty when the client authenticates by message
 *  4+…   headers           a map of strings
 *  4+…   subprotocols      a list of strings
 *  4+…   openingMessages   a list of strings
 *  4+n   protocol          empty to let the URL decide
 * </pre>
 */
public record Open(int handle, OpenRequest request) implements Request {
    static final int ID = 2;

    static Open read(WireReader in) {
        return new Open(
                in.i32(),
                new OpenRequest(
                        in.string(), in.string(), in.string(), in.map(), in.strings(), in.strings(), in.string()));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        out.i32(handle)
                .string(request.url())
                .string(request.account())
                .string(request.secret())
                .map(request.headers())
                .strings(request.subprotocols())
                .strings(request.openingMessages())
                .string(request.protocol());
    }
}
