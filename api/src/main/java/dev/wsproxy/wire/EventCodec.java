// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientEvent.Authenticated;
import dev.wsproxy.transport.ClientEvent.Closed;
import dev.wsproxy.transport.ClientEvent.ErrorReported;
import dev.wsproxy.transport.ClientEvent.Gap;
import dev.wsproxy.transport.ClientEvent.OpenFailed;
import dev.wsproxy.transport.ClientEvent.Opened;
import dev.wsproxy.transport.ClientEvent.Reconnected;
import dev.wsproxy.transport.ClientEvent.Reconnecting;
import dev.wsproxy.transport.ClientEvent.SubscriptionChanged;
import dev.wsproxy.transport.ClientEvent.SubscriptionRefused;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * A {@link ClientEvent} in a reply queue or a data queue: one byte that names it, then its fields in order. A failure is
 * laid out as {@link FailureCodec} draws it.
 *
 * <pre>
 *  id  event                fields
 *  1   Opened               8 connectionId, 1 created, string protocol
 *  2   OpenFailed           failure
 *  3   Authenticated
 *  4   Closed               failure
 *  5   ErrorReported        failure
 *  6   Reconnecting         failure
 *  7   Reconnected
 *  8   Gap                  8 beganEpochNs, 8 endedEpochNs, failure
 *  9   SubscriptionChanged  8 correlationId, list of strings existing
 *  10  SubscriptionRefused  8 correlationId, failure
 * </pre>
 */
public final class EventCodec {
    private EventCodec() {}

    /** The event in a buffer of its own, from position to limit. */
    public static ByteBuffer encode(ClientEvent event) {
        WireWriter out = new WireWriter();
        if (event instanceof Opened e) {
            out.u8(1).i64(e.connectionId()).bool(e.created()).string(e.protocol());
        } else if (event instanceof OpenFailed e) {
            FailureCodec.write(e.failure(), out.u8(2));
        } else if (event instanceof Authenticated) {
            out.u8(3);
        } else if (event instanceof Closed e) {
            FailureCodec.write(e.failure(), out.u8(4));
        } else if (event instanceof ErrorReported e) {
            FailureCodec.write(e.failure(), out.u8(5));
        } else if (event instanceof Reconnecting e) {
            FailureCodec.write(e.failure(), out.u8(6));
        } else if (event instanceof Reconnected) {
            out.u8(7);
        } else if (event instanceof Gap e) {
            FailureCodec.write(e.failure(), out.u8(8).i64(e.beganEpochNs()).i64(e.endedEpochNs()));
        } else if (event instanceof SubscriptionChanged e) {
            out.u8(9).i64(e.correlationId()).strings(e.existing());
        } else if (event instanceof SubscriptionRefused e) {
            FailureCodec.write(e.failure(), out.u8(10).i64(e.correlationId()));
        }
        return out.finish();
    }

    /**
     * Decodes an event.
     *
     * @param event from position to limit, position unchanged
     * @throws UnknownMessageException when its id is unknown
     * @throws WireException when it is malformed
     */
    public static ClientEvent decode(ByteBuffer event) {
        WireReader in = new WireReader("event", event);
        int id = in.u8();
        return switch (id) {
            case 1 -> new Opened(in.i64(), in.bool(), in.string());
            case 2 -> new OpenFailed(FailureCodec.read(in));
            case 3 -> new Authenticated();
            case 4 -> new Closed(FailureCodec.read(in));
            case 5 -> new ErrorReported(FailureCodec.read(in));
            case 6 -> new Reconnecting(FailureCodec.read(in));
            case 7 -> new Reconnected();
            case 8 -> new Gap(in.i64(), in.i64(), FailureCodec.read(in));
            case 9 -> new SubscriptionChanged(in.i64(), Set.copyOf(in.strings()));
            case 10 -> new SubscriptionRefused(in.i64(), FailureCodec.read(in));
            default -> throw in.unknown(id);
        };
    }
}
