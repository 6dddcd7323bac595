// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * All that can be set of an endpoint.
 *
 * @param host the address to listen on; with one that the network reaches, all clients need TLS and a local token
 * @param port 0 for any free one
 * @param origins which web pages may connect; none by default
 * @param otherUsers whether programs of other users of this machine may connect
 * @param compress whether clients that offer permessage-deflate get compressed messages; they may always send some
 * @param tls the certificate and key for clients that begin with TLS; empty to serve none of them
 * @param abruptClients how the {@code User-Agent} of programs begins whose connection ends without a close frame
 */
record EndpointOptions(
        String host,
        int port,
        Routes routes,
        Origins origins,
        boolean otherUsers,
        Optional<ServerKeys> tls,
        boolean compress,
        Set<String> abruptClients,
        Limits limits,
        Timing timing) {
    private static final int LAST_PORT = 65535;
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|::1|localhost");

    EndpointOptions {
        abruptClients = Set.copyOf(abruptClients);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host: must be an address of this machine, such as 127.0.0.1");
        }
        if (!LOOPBACK.matcher(host).matches() && tls.isEmpty()) {
            throw new IllegalArgumentException("host=" + host
                    + ": the network reaches it, so clients need TLS: set tls=on, or use 127.0.0.1, ::1 or localhost");
        }
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("port=" + port + ": must be 0 to " + LAST_PORT);
        }
    }

    /** Whether others than this machine may reach it, or nobody can tell. */
    boolean isOpenToNetwork() {
        return !LOOPBACK.matcher(host).matches();
    }

    /** For messages to people. */
    String url(int actualPort) {
        return (isOpenToNetwork() ? "wss://" : "ws://") + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":"
                + actualPort;
    }

    EndpointOptions withHost(String value) {
        return new EndpointOptions(
                value, port, routes, origins, otherUsers, tls, compress, abruptClients, limits, timing);
    }

    EndpointOptions withLimits(Limits value) {
        return new EndpointOptions(
                host, port, routes, origins, otherUsers, tls, compress, abruptClients, value, timing);
    }

    EndpointOptions withTiming(Timing value) {
        return new EndpointOptions(
                host, port, routes, origins, otherUsers, tls, compress, abruptClients, limits, value);
    }

    EndpointOptions withPort(int value) {
        return new EndpointOptions(
                host, value, routes, origins, otherUsers, tls, compress, abruptClients, limits, timing);
    }

    EndpointOptions withOrigins(Origins value) {
        return new EndpointOptions(host, port, routes, value, otherUsers, tls, compress, abruptClients, limits, timing);
    }

    EndpointOptions withOtherUsers(boolean value) {
        return new EndpointOptions(host, port, routes, origins, value, tls, compress, abruptClients, limits, timing);
    }

    EndpointOptions withCompress(boolean value) {
        return new EndpointOptions(host, port, routes, origins, otherUsers, tls, value, abruptClients, limits, timing);
    }

    EndpointOptions withTls(Optional<ServerKeys> value) {
        return new EndpointOptions(
                host, port, routes, origins, otherUsers, value, compress, abruptClients, limits, timing);
    }
}
