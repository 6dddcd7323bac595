// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Duration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

/** Decides which upgrades to WebSocket are let through. */
final class UpgradeGate extends WebSocketNegotiator.AbstractNegotiator {
    private final Venue venue;
    private volatile int refusal;

    UpgradeGate(Venue venue) {
        this.venue = venue;
        setIdleTimeout(Duration.ZERO);
        setMaxFrameSize(venue.options().requestLimitBytes());
    }

    /** @param status answers every upgrade from now on; 0 lets them through */
    void refuse(int status) {
        refusal = status;
    }

    @Override
    public @Nullable FrameHandler negotiate(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        int status = refusal;
        if (status != 0) {
            return refuse(request, response, callback, status, "Upgrades are refused for now");
        }
        Feed feed = Feed.of(Request.getPathInContext(request));
        Encoding encoding = Encoding.of(request.getHeaders());
        return new FrameReceiver(venue, feed, encoding, HeaderCredentials.read(request.getHeaders()));
    }

    private @Nullable FrameHandler refuse(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback, int status, String why) {
        venue.counters().refused(status);
        Response.writeError(request, response, callback, status, why);
        return null;
    }
}
