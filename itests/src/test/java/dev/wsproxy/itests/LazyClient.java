// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program that subscribes to trades of AAPL and then reads nothing until it is told to; its socket takes in little. */
final class LazyClient implements AutoCloseable {
    private static final int CLOSE = 0x88;
    private static final int TEXT = 0x81;

    private final Socket socket = new Socket();

    LazyClient(URI uri) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(Math.toIntExact(Playground.DEADLINE.toMillis()));
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.getOutputStream().write(subscribing(uri.getPath()));
    }

    /** A handshake and, without waiting for anything, the messages after it. */
    private static byte[] subscribing(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(frame("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}"));
        bytes.writeBytes(frame("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}"));
        return bytes.toByteArray();
    }

    /** A whole text of less than 126 bytes, masked with zeros. */
    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(6 + payload.length)
                .put((byte) TEXT)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .array();
    }

    /** Reads all there is: the messages, and at last the code and the reason of the close frame. */
    List<String> readToTheEnd() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        skipHead(in);
        List<String> messages = new ArrayList<>();
        while (true) {
            int first = in.readUnsignedByte();
            ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(readLength(in)));
            if (first == CLOSE) {
                messages.add(payload.getShort() + " " + StandardCharsets.UTF_8.decode(payload));
                return messages;
            } else if (first == TEXT) {
                messages.add(StandardCharsets.UTF_8.decode(payload).toString());
            }
        }
    }

    private static void skipHead(DataInputStream in) throws IOException {
        int lineEnds = 0;
        while (lineEnds < 4) {
            int next = in.readUnsignedByte();
            lineEnds = next == '\r' || next == '\n' ? lineEnds + 1 : 0;
        }
    }

    private static int readLength(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte();
        return length == 126 ? in.readUnsignedShort() : length == 127 ? Math.toIntExact(in.readLong()) : length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
