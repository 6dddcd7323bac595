// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.SendWindow;
import dev.wsproxy.wire.Send;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * What one client has sent and its upstreams do not take yet: in order per connection, so that a stalled one blocks no other.
 * Holds no more per connection than its {@link SendWindow}. On the control loop's thread.
 */
final class Parking {
    private record Parked(Send send, int window, long cost) {}

    private static final class Lot {
        final Deque<Parked> sends = new ArrayDeque<>();
        long cost;
    }

    private final RequestDispatcher dispatcher;
    private final FlagsPage flags;
    private final Map<Integer, Lot> lots = new HashMap<>();

    Parking(RequestDispatcher dispatcher, FlagsPage flags) {
        this.dispatcher = dispatcher;
        this.flags = flags;
    }

    /**
     * Sends a message, or keeps a copy of it until it can be sent.
     *
     * @param window of the message, if any
     * @param cost of the message in it
     * @return false if there is no room for one that has no window: try again later
     * @throws FailureException if there is no room for one that has: its client does not keep to it
     */
    boolean send(Send send, int window, long cost) {
        Lot lot = lots.isEmpty() ? null : lots.get(send.handle());
        if (lot == null) {
            if (dispatcher.dispatch(send)) {
                flags.take(window, cost);
                return true;
            }
            lot = new Lot();
            lots.put(send.handle(), lot);
        } else if (!SendWindow.admits(lot.cost, cost)) {
            refuse(window);
            return false;
        }
        ByteBuffer copy = ByteBuffer.allocate(send.data().remaining())
                .put(send.data().duplicate())
                .flip();
        lot.sends.add(new Parked(new Send(send.handle(), send.type(), copy), window, cost));
        lot.cost += cost;
        return true;
    }

    private static void refuse(int window) {
        if (window != FlagsPage.NO_WINDOW) {
            throw new FailureException(
                    Failure.of(
                            ErrorCode.LIMIT_EXCEEDED,
                            "the client sends on although more than " + SendWindow.BYTES
                                    + " bytes wait for one upstream: it does not heed the backpressure that its library reports"));
        }
    }

    /** Sends what can be sent now; whether that is anything. */
    boolean retry() {
        boolean any = false;
        for (Iterator<Lot> all = lots.values().iterator(); all.hasNext(); ) {
            Lot lot = all.next();
            for (Parked head = lot.sends.peek();
                    head != null && dispatcher.dispatch(head.send);
                    head = lot.sends.peek()) {
                remove(lot);
                any = true;
            }
            if (lot.sends.isEmpty()) {
                all.remove();
            }
        }
        return any;
    }

    private void remove(Lot lot) {
        Parked head = lot.sends.remove();
        lot.cost -= head.cost;
        flags.take(head.window, head.cost);
    }

    /** The connection is being closed: what waits for it is not sent any more. */
    void drop(int handle) {
        Lot lot = lots.remove(handle);
        while (lot != null && !lot.sends.isEmpty()) {
            remove(lot);
        }
    }

    boolean isEmpty() {
        return lots.isEmpty();
    }
}
