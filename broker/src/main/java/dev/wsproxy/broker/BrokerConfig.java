// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The configuration {@code dev.wsproxy.broker}. Durations are written as {@code 250ms}, {@code 60s}, {@code 5m} or ISO
 * {@code PT1H}; a change takes effect at once.
 */
@ObjectClassDefinition(
        id = BrokerConfig.PID,
        name = "WebSocket Proxy: broker",
        description = "Life-cycle and reconnection. Durations: 250ms, 60s, 5m, 1h, PT1H.")
@interface BrokerConfig {
    String PID = "dev.wsproxy.broker";

    /** How long the proxy stays without clients; {@code never} to let it stay. The property wsproxy.linger wins. */
    @AttributeDefinition(description = "How long the proxy stays without clients; never lets it stay")
    String linger() default "60s";

    /** The longest silence of an upstream, pings included, before its socket is given up. */
    @AttributeDefinition(description = "Longest silence of an upstream before its socket is given up")
    String watchdog() default "165s";

    /** The longest delay before the first attempt after a loss; doubles with each attempt. */
    @AttributeDefinition(description = "Longest delay before the first attempt after a loss; doubles each time")
    String reconnectMin() default "250ms";

    /** The longest delay before any attempt. */
    @AttributeDefinition(description = "Longest delay before any attempt")
    String reconnectMax() default "30s";

    /** The shortest delay when somebody else holds what the upstream grants only once. */
    @AttributeDefinition(description = "Shortest delay while another program holds the account's connection")
    String slowMin() default "30s";

    /** The longest delay when somebody else holds what the upstream grants only once. */
    @AttributeDefinition(description = "Longest delay while another program holds the account's connection")
    String slowMax() default "60s";

    /** A connection that was ready for so long starts again with the shortest delay. */
    @AttributeDefinition(description = "Time after which a connection counts as healthy and its delays start anew")
    String healthy() default "60s";

    /** How long a request waits for a protocol or connector that is not installed yet. */
    @AttributeDefinition(description = "How long a request waits for a plugin that is not there yet")
    String pluginWait() default "3s";

    /** How long a new socket waits for the end of the previous one to the same endpoint and account. */
    @AttributeDefinition(description = "How long a new socket waits for the end of its predecessor")
    String closeWait() default "2s";

    /** The most clients, 1 or more. */
    @AttributeDefinition(description = "Most clients")
    int maxClients() default 1000;

    /** The most shared connections, 1 or more. */
    @AttributeDefinition(description = "Most shared connections")
    int maxConnections() default 256;
}
