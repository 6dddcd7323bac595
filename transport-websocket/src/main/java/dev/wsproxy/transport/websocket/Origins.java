// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which web pages may connect: those that are configured. A browser names a page's origin and cannot be made to lie (RFC 6455,
 * section 10.2). The endpoint has no pages, so whoever names its own address as the origin is no page: some libraries, such
 * as {@code websocket-client} for Python, do so of themselves.
 *
 * @param configured such as {@code http://localhost:3000}
 */
record Origins(Set<String> configured) {
    private static final List<String> OWN_NAMES = List.of("127.0.0.1", "localhost", "[::1]");

    Origins {
        configured = Set.copyOf(configured);
    }

    /**
     * Whether a request with these origins may be served.
     *
     * @param named each one that it names, as there is no telling which another reader would believe
     * @param local the address that it came to
     */
    boolean allow(List<String> named, SocketAddress local) {
        return named.stream().allMatch(origin -> configured.contains(origin) || isOwn(origin, local));
    }

    /** The web page among these origins, which may be served; empty when it is a program. */
    Optional<String> page(List<String> named) {
        return named.stream().filter(configured::contains).findFirst();
    }

    private static boolean isOwn(String origin, SocketAddress local) {
        return local instanceof InetSocketAddress address
                && OWN_NAMES.stream()
                        .map(name -> "://" + name + ":" + address.getPort())
                        .anyMatch(own -> origin.equals("http" + own) || origin.equals("https" + own));
    }
}
