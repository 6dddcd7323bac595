// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Failure;

/** Tells authenticated clients about what the upstream does wrong, but not more often than anybody can read. */
final class ErrorReports {
    static final long INTERVAL_NS = 10_000_000_000L;

    private final Clients clients;
    private final Failures failures;
    private boolean begun;
    private long lastNs;
    private long suppressed;

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

    void toAll(Failure failure) {
        clients.all(VirtualSession::isAuthenticated).forEach(client -> client.report(failure));
    }
}
