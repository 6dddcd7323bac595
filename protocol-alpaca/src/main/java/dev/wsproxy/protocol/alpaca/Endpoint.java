// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where to connect to.
 *
 * @param uri as the client wrote it
 * @param feed what is there
 */
record Endpoint(URI uri, Feed feed) {
    /**
     * Understands a client's URL.
     *
     * @throws FailureException when it is none, or names no feed that this plugin serves
     */
    static Endpoint of(String url) {
        URI uri = parse(url);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("ws") || scheme.equals("wss")) || uri.getHost() == null) {
            throw badUrl("a stream's URL begins with ws:// or wss:// and names a host, as in"
                    + " wss://stream.data.alpaca.markets/v2/iex");
        }
        if (uri.getUserInfo() != null) {
            throw badUrl("credentials do not belong into the URL: give the account's key and secret as options");
        }
        Feed feed = Feed.of(uri)
                .orElseThrow(() ->
                        badUrl("the path " + uri.getPath() + " is no feed of Alpaca that is served here: use one of "
                                + Feed.paths() + ", or open the URL with the protocol passthrough"));
        return new Endpoint(uri, feed);
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw badUrl("the URL is malformed at character " + e.getIndex() + ": " + e.getReason());
        }
    }

    private static FailureException badUrl(String reason) {
        return new FailureException(Failure.of(ErrorCode.BAD_URL, reason));
    }

    /** Whether the server proves who it is, and nobody can listen. */
    boolean isSecure() {
        return uri.getScheme().equalsIgnoreCase("wss");
    }

    /** The same for every way to write the endpoint; shows neither user info nor query. */
    String name() {
        int standardPort = isSecure() ? 443 : 80;
        int port = uri.getPort() < 0 ? standardPort : uri.getPort();
        return (isSecure() ? "wss" : "ws") + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port + feed.path();
    }

    @Override
    public String toString() {
        return name();
    }
}
