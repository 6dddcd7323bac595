// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.websocket.RawFrame;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket client on a plain socket, which can do what a well-behaved one would not. */
final class RawClient implements AutoCloseable {
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final String head;

    private RawClient(Socket socket, String path, String... headers) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) Deadlines.GENEROUS.toMillis());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        head = readHead();
    }

    /** Asks for a WebSocket; {@link #status} tells whether there is one. */
    static RawClient connect(Socket socket, String path, String... headers) throws IOException {
        String[] all = new String[headers.length + 4];
        all[0] = "Connection: Upgrade";
        all[1] = "Upgrade: websocket";
        all[2] = "Sec-WebSocket-Version: 13";
        all[3] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
        System.arraycopy(headers, 0, all, 4, headers.length);
        return new RawClient(socket, path, all);
    }

    /** A request that is no upgrade. */
    static RawClient get(Socket socket, String path) throws IOException {
        return new RawClient(socket, path);
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            bytes.write(in.readUnsignedByte());
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    int localPort() {
        return socket.getLocalPort();
    }

    int status() {
        return Integer.parseInt(head.split(" ")[1]);
    }

    /** The head of the answer. */
    String head() {
        return head;
    }

    /** The body of an answer that is no upgrade. */
    String body() throws IOException {
        String length = head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .findFirst()
                .orElseThrow();
        return new String(in.readNBytes(Integer.parseInt(length.split(":")[1].strip())), StandardCharsets.UTF_8);
    }

    void send(RawFrame frame) throws IOException {
        byte[] payload = frame.payload();
        out.writeByte(frame.firstByte());
        if (payload.length < 126) {
            out.writeByte(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            out.writeByte(0x80 | 126);
            out.writeShort(payload.length);
        } else {
            out.writeByte(0x80 | 127);
            out.writeLong(payload.length);
        }
        out.write(MASK);
        byte[] masked = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            masked[i] = (byte) (payload[i] ^ MASK[i & 3]);
        }
        out.write(masked);
        out.flush();
    }

    void send(String text) throws IOException {
        send(RawFrame.text(text));
    }

    /** The next frame, whatever it is. */
    RawFrame read() throws IOException {
        int firstByte = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new RawFrame(firstByte, in.readNBytes(Math.toIntExact(length)));
    }

    String readText() throws IOException {
        RawFrame frame = read();
        if (frame.firstByte() != (RawFrame.FIN | RawFrame.TEXT)) {
            throw new AssertionError("expected a whole text, got " + Integer.toHexString(frame.firstByte()) + " "
                    + frame.closeCode() + " " + frame.closeReason());
        }
        return frame.text();
    }

    /** The close frame, after whatever other frames. */
    RawFrame readClose() throws IOException {
        RawFrame frame = read();
        while (frame.opcode() != RawFrame.CLOSE) {
            frame = read();
        }
        return frame;
    }

    /** Whether the server has closed the socket. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
