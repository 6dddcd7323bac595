// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Reads what a client gave as URL. What it complains about it does not repeat: a URL may hold secrets. */
final class WebSocketUrl {
    private static final String ADVICE = "; write ws://HOST[:PORT]/PATH or wss://HOST[:PORT]/PATH";

    private WebSocketUrl() {}

    /** @throws FailureException {@code BAD_URL}, when it is none that a WebSocket can be opened to */
    static URI parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw bad("the URL is malformed at character " + (e.getIndex() + 1) + ": " + e.getReason());
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("ws") && !scheme.equals("wss")) {
            throw bad(scheme.isEmpty() ? "the URL has no scheme" : "the URL's scheme is " + scheme);
        }
        if (url.getHost() == null) {
            throw bad("the URL names no host, or one with characters that host names do not have");
        }
        if (url.getPort() == 0 || url.getPort() > 65535) {
            throw bad("the URL's port is " + url.getPort() + ", ports are 1 to 65535");
        }
        if (url.getFragment() != null) {
            throw bad("the URL has a fragment (#…), which a WebSocket URL cannot have");
        }
        return url;
    }

    private static FailureException bad(String what) {
        return new FailureException(Failure.of(ErrorCode.BAD_URL, what + ADVICE));
    }
}
