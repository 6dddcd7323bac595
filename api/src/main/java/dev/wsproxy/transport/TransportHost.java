// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ProxyStatus;
import org.osgi.annotation.versioning.ProviderType;

/** What the broker offers to transports. Safe to call from any thread. */
@ProviderType
public interface TransportHost {
    /**
     * A client has registered.
     *
     * @param port the way down to it, used until {@link ClientSession#left}
     * @throws dev.wsproxy.FailureException when the proxy is ending or a limit is reached; the client is to be told
     */
    ClientSession join(ClientInfo info, ClientPort port);

    /** What {@code wsproxy status} shows. */
    ProxyStatus status();

    /** Changes how much the proxy logs. */
    void logLevel(LogLevel level);

    /** Asks the proxy to end; returns at once. */
    void stop();
}
