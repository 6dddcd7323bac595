// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import org.osgi.annotation.versioning.ProviderType;

/** Makes clients. Found through {@link java.util.ServiceLoader} or as an OSGi service; applications use the builder. */
@ProviderType
public interface ProxyClientFactory {
    /**
     * Finds the proxy, or starts it, and registers a client.
     *
     * @throws dev.wsproxy.FailureException with a code and a reason that says what to do
     */
    ProxyClient connect(ClientOptions options);
}
