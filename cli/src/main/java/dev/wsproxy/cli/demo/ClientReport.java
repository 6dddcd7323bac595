// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

/**
 * What a demo client prints about itself twice a second, as a line of JSON.
 *
 * @param connectionId 0 while it is still connecting
 * @param opened whether its open made the upstream connection
 * @param received messages
 * @param rate messages per second since the report before
 * @param missed messages that are known to be missing
 * @param p50Us from the proxy's receive stamp to the callback, in microseconds
 */
record ClientReport(
        String name,
        long connectionId,
        boolean opened,
        long proxyPid,
        long received,
        double rate,
        long gaps,
        long missed,
        double p50Us,
        double p99Us) {
    static ClientReport connecting(String name) {
        return new ClientReport(name, 0, false, 0, 0, 0, 0, 0, 0, 0);
    }

    boolean isConnected() {
        return connectionId != 0;
    }
}
