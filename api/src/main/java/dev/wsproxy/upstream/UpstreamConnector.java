// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream;

import org.osgi.annotation.versioning.ConsumerType;

/** Opens WebSocket connections to remote servers. Implemented by connector bundles, called by the broker. */
@ConsumerType
public interface UpstreamConnector {
    /** A short name for status and logs, for instance {@code jetty}. */
    String name();

    /**
     * Whether this connector can open the URI's scheme.
     *
     * @param scheme lower case, for instance {@code wss}
     */
    boolean supports(String scheme);

    /**
     * Begins to connect and returns at once. Exactly one of {@link UpstreamListener#onOpen} and
     * {@link UpstreamListener#onFailed} follows, on any thread, possibly before this method returns.
     *
     * @throws dev.wsproxy.FailureException {@code BAD_URL} or {@code INVALID_REQUEST} when the request can never succeed
     * @throws IllegalStateException after the connector has been closed
     */
    UpstreamConnection connect(UpstreamRequest request, UpstreamListener listener);
}
