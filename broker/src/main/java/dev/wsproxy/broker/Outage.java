// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Failure;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Recipients;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A loss of the upstream, as it is told to clients: to each one that it happened and, to those same ones, that it is
 * over and from when to when messages may be missing, if any may.
 */
final class Outage {
    private final Lanes lanes;
    private final Recipients told = new Recipients();
    private final Recipients fresh = new Recipients();
    private @Nullable Failure failure;
    private final Set<String> reported = new HashSet<>();
    private long beganEpochNs;

    Outage(Lanes lanes) {
        this.lanes = lanes;
    }

    /**
     * It has begun, or goes on.
     *
     * @param opened who has to know
     * @param lastFrameEpochNs of what was received before; kept from the first call
     */
    void tell(Recipients opened, Failure why, long lastFrameEpochNs) {
        if (failure == null) {
            beganEpochNs = lastFrameEpochNs;
            failure = why;
            reported.add(codes(why));
        }
        fresh.clear();
        for (int slot = opened.next(0); slot >= 0; slot = opened.next(slot + 1)) {
            if (!told.contains(slot)) {
                fresh.add(slot);
            }
        }
        told.addAll(fresh);
        lanes.deliver(new ClientEvent.Reconnecting(why), fresh);
    }

    /** What a client was told last. */
    ClientEvent restated(int slot) {
        Failure why = failure;
        return why != null && told.contains(slot) ? new ClientEvent.Reconnecting(why) : new ClientEvent.Reconnected();
    }

    /** It goes on, for this reason now, which is told once: reasons with equal codes count as one. */
    void report(Failure why) {
        if (failure != null && reported.add(codes(why))) {
            lanes.deliver(new ClientEvent.ErrorReported(why), told);
        }
    }

    private static String codes(Failure why) {
        return why.code() + " " + why.detail();
    }

    /** It is over. Who only waited for the upstream to be there for the first time has missed nothing. */
    void end(boolean gap, long nowEpochNs) {
        Failure why = failure;
        if (why == null) {
            return;
        }
        if (gap) {
            lanes.deliver(new ClientEvent.Gap(beganEpochNs, nowEpochNs, why), told);
        }
        lanes.deliver(new ClientEvent.Reconnected(), told);
        told.clear();
        failure = null;
        reported.clear();
    }

    void forget(int slot) {
        told.remove(slot);
    }
}
