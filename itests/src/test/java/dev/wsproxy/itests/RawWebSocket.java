// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A WebSocket client that has logged in and then only writes. Closing it cuts it off without a close frame. */
final class RawWebSocket implements AutoCloseable {
    private static final int TEXT = 0x81;
    private static final int FRAMES = 500;

    private final SocketChannel channel;

    private RawWebSocket(SocketChannel channel) {
        this.channel = channel;
    }

    /** Returns when the handshake was answered. */
    static RawWebSocket connect(URI uri) throws IOException {
        RawWebSocket socket = new RawWebSocket(SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort())));
        String head =
                "GET " + uri.getPath() + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        if (socket.channel.read(ByteBuffer.allocate(12)) < 0) {
            throw new IOException("the handshake was not answered");
        }
        socket.write(frame("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}"));
        return socket;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Masked with zeros. */
    private static ByteBuffer frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(6 + payload.length)
                .put((byte) TEXT)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .flip();
    }

    /** Writes the same text as often as the socket takes it in; says how often that was, and for how long it was not read. */
    String flood(String text, Duration duration) throws IOException {
        ByteBuffer frame = frame(text);
        ByteBuffer many = ByteBuffer.allocate(FRAMES * frame.remaining());
        while (many.hasRemaining()) {
            many.put(frame.duplicate());
        }
        channel.configureBlocking(false);
        long written = 0;
        long heldNs = 0;
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            many.flip();
            for (long sinceNs = System.nanoTime(); System.nanoTime() - sinceNs < duration.toNanos(); ) {
                long beganNs = System.nanoTime();
                selector.select(100);
                heldNs += System.nanoTime() - beganNs;
                selector.selectedKeys().clear();
                written += channel.write(many);
                many.position(many.hasRemaining() ? many.position() : 0);
            }
        } catch (IOException e) {
            return "written=" + written + " and cut off: " + e.getMessage();
        }
        return "requests=" + written / frame.remaining() + " held_up_ms=" + heldNs / 1_000_000;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
