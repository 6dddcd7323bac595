// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Failure;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;

/** Tells authenticated clients about what the upstream does wrong, but not more often than anybody can read. */
final class ErrorReports {
    static final long INTERVAL_NS = 10_000_000_000L;
    static final int MOST_REFUSALS = 5;

    private final Clients clients;
    private final Failures failures;
    private boolean begun;
    private long lastNs;
    private long suppressed;
    private int refusals;
    private long refusedSinceNs;

    ErrorReports(Clients clients, Failures failures) {
        this.clients = clients;
        this.failures = failures;
    }

    void unroutable(String what, long nowNs) {
        if (begun && nowNs - lastNs < INTERVAL_NS) {
            suppressed++;
            return;
        }
        toAll(failures.unroutable(what, suppressed));
        begun = true;
        lastNs = nowNs;
        suppressed = 0;
    }

    /** An error that answers nothing; a few are told in every interval. */
    void refused(Refused refused, long nowNs) {
        if (refusals == 0 || nowNs - refusedSinceNs >= INTERVAL_NS) {
            refusedSinceNs = nowNs;
            refusals = 0;
        }
        if (refusals < MOST_REFUSALS) {
            refusals++;
            toAll(failures.of(refused));
        }
    }

    private void toAll(Failure failure) {
        clients.all(VirtualSession::isAuthenticated).forEach(client -> client.report(failure));
    }
}
