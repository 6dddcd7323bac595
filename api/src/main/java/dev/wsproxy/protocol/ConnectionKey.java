// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

import java.util.Objects;

/**
 * What makes two clients share one upstream connection: equal keys, one socket.
 *
 * @param protocol the plugin's name
 * @param endpoint scheme, host, port and path as people may see them: no user info, no query
 * @param identity what else tells connections apart, for instance the account; never shown
 */
public record ConnectionKey(String protocol, String endpoint, String identity) {
    public ConnectionKey {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(identity, "identity");
    }

    @Override
    public String toString() {
        return protocol + " " + endpoint;
    }
}
