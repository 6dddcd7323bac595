// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.transport.SubscriptionRequest;

/**
 * Subscribes or unsubscribes; answered by an event with the same correlation id.
 *
 * <pre>
 *  size  field
 *  4     handle          that the client gave the connection
 *  8     correlationId
 *  1     wanted          1 subscribe, 0 unsubscribe
 *  4+n   channel
 *  4+…   symbols         a list of strings
 *  4+n   message         empty when the protocol knows what to send
 * </pre>
 */
public record Subscribe(int handle, long correlationId, boolean wanted, SubscriptionRequest subscription)
        implements Request {
    static final int ID = 4;

    static Subscribe read(WireReader in) {
        return new Subscribe(in.i32(), in.i64(), in.bool(), subscription(in));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        out.i32(handle)
                .i64(correlationId)
                .bool(wanted)
                .string(subscription.channel())
                .strings(subscription.symbols())
                .string(subscription.message());
    }

    private static SubscriptionRequest subscription(WireReader in) {
        String channel = in.string();
        try {
            return new SubscriptionRequest(channel, in.strings(), in.string());
        } catch (IllegalArgumentException e) {
            throw in.malformed(String.valueOf(e.getMessage()));
        }
    }
}
