// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.SendWindow;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.Subscribe;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client asks of its connections while their upstreams do not take what it has sent: in order per connection, so
 * that a stalled one blocks no other. Holds no more per connection than its {@link SendWindow}, and as much again of what
 * has no window. On the control loop's thread.
 */
final class Parking {
    private record Parked(Request request, int window, long cost) {
        boolean hasWindow() {
            return window != FlagsPage.NO_WINDOW;
        }
    }

    private static final class Lot {
        private final Deque<Parked> requests = new ArrayDeque<>();
        private long windowCost;
        private long otherCost;

        boolean admits(Parked request) {
            return SendWindow.admits(request.hasWindow() ? windowCost : otherCost, request.cost);
        }

        void add(Parked request) {
            requests.add(request);
            count(request, request.cost);
        }

        Parked remove() {
            Parked head = requests.remove();
            count(head, -head.cost);
            return head;
        }

        private void count(Parked request, long cost) {
            if (request.hasWindow()) {
                windowCost += cost;
            } else {
                otherCost += cost;
            }
        }
    }

    private final RequestDispatcher dispatcher;
    private final ClientFlags flags;
    private final Map<Integer, Lot> lots = new HashMap<>();

    Parking(RequestDispatcher dispatcher, ClientFlags flags) {
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
        Lot lot = lot(send.handle());
        if (lot == null) {
            if (dispatcher.dispatch(send)) {
                flags.take(window, cost);
                return true;
            }
            lot = new Lot();
            lots.put(send.handle(), lot);
        }
        return park(lot, new Parked(send, window, cost));
    }

    /**
     * Subscribes or unsubscribes, after everything that was sent before.
     *
     * @return false if there is no room for it behind what waits: try again later
     */
    boolean subscribe(Subscribe subscribe, long cost) {
        Lot lot = lot(subscribe.handle());
        return lot == null
                ? dispatcher.dispatch(subscribe)
                : park(lot, new Parked(subscribe, FlagsPage.NO_WINDOW, cost));
    }

    private @Nullable Lot lot(int handle) {
        return lots.isEmpty() ? null : lots.get(handle);
    }

    private static boolean park(Lot lot, Parked request) {
        if (!lot.admits(request)) {
            if (request.hasWindow()) {
                throw unheeding();
            }
            return false;
        }
        lot.add(request.request instanceof Send send ? new Parked(copy(send), request.window, request.cost) : request);
        return true;
    }

    private static Send copy(Send send) {
        ByteBuffer data = ByteBuffer.allocate(send.data().remaining())
                .put(send.data().duplicate())
                .flip();
        return new Send(send.handle(), send.type(), data);
    }

    private static FailureException unheeding() {
        return new FailureException(Failure.of(
                ErrorCode.LIMIT_EXCEEDED,
                "the client sends on although more than " + SendWindow.BYTES
                        + " bytes wait for one upstream: it does not heed the backpressure that its library reports"));
    }

    /** Carries out what can be carried out now; whether that is anything. */
    boolean retry() {
        boolean any = false;
        for (Iterator<Lot> all = lots.values().iterator(); all.hasNext(); ) {
            Lot lot = all.next();
            for (Parked head = lot.requests.peek();
                    head != null && dispatcher.dispatch(head.request);
                    head = lot.requests.peek()) {
                remove(lot);
                any = true;
            }
            if (lot.requests.isEmpty()) {
                all.remove();
            }
        }
        return any;
    }

    private void remove(Lot lot) {
        Parked head = lot.remove();
        flags.take(head.window, head.cost);
    }

    /** The connection is being closed: what waits for it is not done any more. */
    void drop(int handle) {
        Lot lot = lots.remove(handle);
        while (lot != null && !lot.requests.isEmpty()) {
            remove(lot);
        }
    }

    boolean isEmpty() {
        return lots.isEmpty();
    }
}
