// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

import dev.wsproxy.transport.OpenRequest;
import java.net.URI;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A provider's protocol, as a plugin. Implemented by protocol bundles and registered as a service; called by the broker
 * from any thread.
 */
@ConsumerType
public interface Protocol {
    /** The name clients may ask for, for instance {@code alpaca}. */
    String name();

    /**
     * How well this plugin fits a URL; the broker takes the one that answers with the highest number.
     *
     * @return 0 when it does not fit, 1 when it fits anything, up to 100 when the URL is certainly of this provider
     */
    int affinity(URI url);

    /**
     * Begins to greet a client. A plugin that knows the key from the request calls {@link GreeterPort#admit} before this
     * returns.
     *
     * @throws dev.wsproxy.FailureException when the request cannot be served; the client's open fails with it
     */
    Greeter greet(OpenRequest request, GreeterPort port, long nowNs);

    /**
     * Makes the session of a new shared connection. No client has joined it yet.
     *
     * @param first the admission of the client that causes it
     */
    ProtocolSession session(ConnectionKey key, Admission first, SessionPort port);
}
