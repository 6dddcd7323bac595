// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit.websocket;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The HTTP request with which a client asks for a WebSocket.
 *
 * @param requestLine the first line, for instance {@code GET /path?query HTTP/1.1}
 * @param headers by lower-case name; the values of a repeated header joined by a comma
 */
public record HandshakeRequest(String requestLine, Map<String, String> headers) {
    public HandshakeRequest {
        headers = Map.copyOf(headers);
    }

    /** The path and query exactly as they were sent. */
    public String target() {
        return requestLine.split(" ")[1];
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    static HandshakeRequest read(DataInputStream in) throws IOException {
        String requestLine = readLine(in);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        return new HandshakeRequest(requestLine, headers);
    }

    private static String readLine(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The client closed the connection within its HTTP request");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** The key that the answer must be derived from. */
    byte[] key() {
        return header("Sec-WebSocket-Key").orElseThrow().getBytes(StandardCharsets.US_ASCII);
    }
}
