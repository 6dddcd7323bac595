// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** A plain WebSocket, and its messages in one piece each. */
abstract class WholeMessages implements WebSocket.Listener, AutoCloseable {
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private volatile String end = "";
    private WebSocket socket;

    /** @param headers names and values in turn */
    final void open(HttpClient http, URI uri, String... headers) {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(uri, this).join();
    }

    abstract void received(String message);

    abstract void received(byte[] message);

    /** It was closed by the server, or broke. */
    void ended() {}

    final void send(String message) {
        socket.sendText(message, true).join();
    }

    final void sendFrame(byte[] payload, boolean last) {
        socket.sendBinary(ByteBuffer.wrap(payload), last).join();
    }

    @Override
    public final CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            received(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public final CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            received(binary.toByteArray());
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public final CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end = code + " " + reason;
        ended();
        return null;
    }

    @Override
    public final void onError(WebSocket from, Throwable error) {
        end = error.toString();
        ended();
    }

    /** Close code and reason; empty while it is open. */
    final String end() {
        return end;
    }

    @Override
    public final void close() {
        socket.abort();
    }
}
