// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.OpenRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What a client's HTTP request says about it.
 *
 * @param info its name is the program's, if it says one, and its port
 * @param request for the broker; may hold secrets
 * @param program as its {@code User-Agent} says; may be empty
 * @param wantsEvents whether it asked for {@link EventMessages}
 */
record Handshake(ClientInfo info, OpenRequest request, String program, boolean wantsEvents) {
    private static final int LONGEST_NAME = 48;

    /** Belong to this connection, to the program, or to a browser; all others are the upstream's to see. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "connection",
            "content-length",
            "cookie",
            "dnt",
            "forwarded",
            "host",
            "keep-alive",
            "origin",
            "pragma",
            "priority",
            "referer",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "via");

    private static final List<String> NOT_PASSED_ON_PREFIXES =
            List.of("proxy-", "sec-", "wsproxy-", "x-forwarded-", "access-control-");

    /**
     * Of a request.
     *
     * @param subprotocols those that the client was answered: none or one
     * @param peer the client's address
     * @param local the address that it connected to
     * @param needsToken as {@link ClientInfo} has it
     */
    static Handshake of(
            String url,
            HttpFields headers,
            List<String> subprotocols,
            SocketAddress peer,
            SocketAddress local,
            boolean needsToken) {
        OpenRequest request = new OpenRequest(url, "", "", passedOn(headers), subprotocols, List.of(), "");
        boolean events = EventMessages.JSON.equalsIgnoreCase(headers.get(EventMessages.HEADER));
        String program = program(headers);
        return new Handshake(
                new ClientInfo(name(program, peer), new PeerProcess(peer, local), needsToken),
                request,
                program,
                events);
    }

    private static Map<String, String> passedOn(HttpFields headers) {
        Map<String, String> passed = new LinkedHashMap<>();
        for (HttpField field : headers) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (!NOT_PASSED_ON.contains(name) && NOT_PASSED_ON_PREFIXES.stream().noneMatch(name::startsWith)) {
                passed.merge(field.getName(), String.valueOf(field.getValue()), (one, two) -> one + ", " + two);
            }
        }
        return passed;
    }

    private static String program(HttpFields headers) {
        String agent = headers.get(HttpHeader.USER_AGENT);
        String program = agent == null ? "" : agent.replaceAll("[^!-~ ]", "").strip();
        return program.length() > LONGEST_NAME ? program.substring(0, LONGEST_NAME) : program;
    }

    private static String name(String program, SocketAddress peer) {
        int port = peer instanceof InetSocketAddress address ? address.getPort() : 0;
        return (program.isEmpty() ? "websocket" : program) + " @" + port;
    }
}
