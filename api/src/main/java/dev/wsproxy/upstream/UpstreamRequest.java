// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What to connect to. Header values and the URL's query and user info may hold secrets, so {@link #toString()} shows
 * none of them.
 *
 * @param uri a ws or wss URI
 * @param headers sent with the HTTP upgrade
 * @param subprotocols offered, in order of preference
 */
public record UpstreamRequest(URI uri, Map<String, String> headers, List<String> subprotocols) {
    public UpstreamRequest {
        Objects.requireNonNull(uri, "uri");
        headers = Map.copyOf(headers);
        subprotocols = List.copyOf(subprotocols);
    }

    @Override
    public String toString() {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return "UpstreamRequest[" + uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath() + "]";
    }
}
