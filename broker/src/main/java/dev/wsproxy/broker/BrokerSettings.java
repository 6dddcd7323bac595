// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * What can be configured.
 *
 * @param linger how long the proxy stays when it has no clients; 0 ends it at once, {@link #NEVER} lets it stay
 * @param watchdog the longest silence of an upstream before its socket is given up
 * @param reconnectMin the longest delay before the first attempt after a loss; it doubles with every attempt
 * @param reconnectMax the longest delay before any attempt
 * @param slowMin the shortest delay when the upstream asked for patience
 * @param slowMax the longest delay when the upstream asked for patience
 * @param healthy a connection that was ready for so long starts again with the shortest delay
 * @param pluginWait how long a request waits for a protocol or connector that is not there yet
 * @param closeWait how long a new socket waits for the end of its predecessor to the same account and endpoint
 * @param maxClients how many clients may be registered
 * @param maxConnections how many shared connections may exist
 */
record BrokerSettings(
        Duration linger,
        Duration watchdog,
        Duration reconnectMin,
        Duration reconnectMax,
        Duration slowMin,
        Duration slowMax,
        Duration healthy,
        Duration pluginWait,
        Duration closeWait,
        int maxClients,
        int maxConnections) {
    static final Duration NEVER = ChronoUnit.FOREVER.getDuration();

    static final BrokerSettings DEFAULT = new BrokerSettings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(165),
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            1000,
            256);

    BrokerSettings withLinger(Duration changed) {
        return new BrokerSettings(
                changed,
                watchdog,
                reconnectMin,
                reconnectMax,
                slowMin,
                slowMax,
                healthy,
                pluginWait,
                closeWait,
                maxClients,
                maxConnections);
    }
}
