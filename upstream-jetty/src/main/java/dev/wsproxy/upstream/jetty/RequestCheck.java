// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.upstream.UpstreamRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Refuses what cannot be asked of a server, before any connection is made. Never repeats a header's value. */
final class RequestCheck {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Set<String> OF_THE_HANDSHAKE =
            Set.of("connection", "upgrade", "content-length", "transfer-encoding");

    private RequestCheck() {}

    /** @throws FailureException {@code BAD_URL} or {@code INVALID_REQUEST} */
    static void check(UpstreamRequest request) {
        checkUri(request.uri());
        request.headers().forEach(RequestCheck::checkHeader);
        for (String subprotocol : request.subprotocols()) {
            if (!TOKEN.matcher(subprotocol).matches()) {
                throw invalid("The subprotocol \"" + Text.printable(subprotocol)
                        + "\" is not valid: use letters, digits and .-_ only");
            }
        }
    }

    private static void checkUri(URI uri) {
        String scheme = uri.getScheme();
        if (!"ws".equalsIgnoreCase(scheme) && !"wss".equalsIgnoreCase(scheme)) {
            throw badUrl("it must begin with ws:// or wss://");
        }
        if (uri.getHost() == null) {
            throw badUrl(
                    "it names no valid host: letters, digits, dots and hyphens are allowed, and a port from 1 to 65535");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            throw badUrl("its port is " + uri.getPort() + ", which must be 1 to 65535");
        }
        if (uri.getRawUserInfo() != null) {
            throw badUrl("it holds a user name; give credentials separately");
        }
        if (uri.getRawFragment() != null) {
            throw badUrl("a WebSocket URL has no part after #");
        }
    }

    private static void checkHeader(String name, String value) {
        if (!TOKEN.matcher(name).matches()) {
            throw invalid("The header name \"" + Text.printable(name) + "\" is not valid");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (OF_THE_HANDSHAKE.contains(lower) || lower.startsWith("sec-websocket-")) {
            throw invalid("The header " + name + " belongs to the WebSocket handshake and cannot be set");
        }
        if (value.chars().anyMatch(c -> c != '\t' && c < ' ' || c == 0x7f)) {
            throw invalid("The value of the header " + name + " holds a control character");
        }
    }

    private static FailureException badUrl(String why) {
        return new FailureException(Failure.of(ErrorCode.BAD_URL, "The URL cannot be used: " + why));
    }

    private static FailureException invalid(String why) {
        return new FailureException(Failure.of(ErrorCode.INVALID_REQUEST, why));
    }
}
