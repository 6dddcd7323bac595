// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.Credentials;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A client's wish to join the shared connection to a URL, or to open it. Everything in it but the protocol's name may
 * hold secrets: it travels over the control socket only and {@link #toString()} shows none of it.
 *
 * @param url a ws or wss URL as the client wrote it
 * @param account the account's key; empty when it is not named, in which case the client authenticates by message
 * @param secret the account's secret; empty when the client authenticates by message
 * @param headers for the HTTP upgrade
 * @param subprotocols in order of preference
 * @param openingMessages texts that a protocol without knowledge of the provider sends first after every (re)connection
 * @param protocol the protocol plugin to use; empty to let the URL decide
 */
public record OpenRequest(
        String url,
        String account,
        String secret,
        Map<String, String> headers,
        List<String> subprotocols,
        List<String> openingMessages,
        String protocol) {
    public OpenRequest {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(secret, "secret");
        headers = Map.copyOf(headers);
        subprotocols = List.copyOf(subprotocols);
        openingMessages = List.copyOf(openingMessages);
        Objects.requireNonNull(protocol, "protocol");
    }

    /** A request for a URL and nothing else. */
    public static OpenRequest of(String url) {
        return new OpenRequest(url, "", "", Map.of(), List.of(), List.of(), "");
    }

    /** The same request with the credentials that the client presented later. */
    public OpenRequest with(Credentials credentials) {
        return new OpenRequest(
                url, credentials.key(), credentials.secret(), headers, subprotocols, openingMessages, protocol);
    }

    @Override
    public String toString() {
        return "OpenRequest[protocol=" + (protocol.isEmpty() ? "by URL" : protocol) + "]";
    }
}
