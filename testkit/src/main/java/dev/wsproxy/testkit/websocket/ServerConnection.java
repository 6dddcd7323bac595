// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit.websocket;

import dev.wsproxy.testkit.Deadlines;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The server's end of one connection. Its methods block, reading at most {@link Deadlines#GENEROUS}; used by one thread at
 * a time, but one may read while another writes.
 */
public final class ServerConnection implements AutoCloseable {
    private static final byte[] ACCEPT_SUFFIX =
            "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final HandshakeRequest request;

    ServerConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) Deadlines.GENEROUS.toMillis());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        request = HandshakeRequest.read(in);
    }

    /** What the client asked for. */
    public HandshakeRequest request() {
        return request;
    }

    /** Accepts the WebSocket. @param headers whole lines, for instance {@code Sec-WebSocket-Protocol: a} */
    public ServerConnection upgrade(String... headers) {
        return answer("101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + accept() + lines(headers));
    }

    /** Answers with another status, for instance {@code 401 Unauthorized}, and no body. */
    public ServerConnection refuse(String status, String... headers) {
        return answer(status + "\r\nContent-Length: 0" + lines(headers));
    }

    public ServerConnection send(RawFrame frame) {
        try {
            frame.write(out);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends anything at all. */
    public ServerConnection sendBytes(byte... bytes) {
        try {
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame that the client sent. @throws UncheckedIOException at its end, or when none comes in time */
    public RawFrame read() {
        try {
            return RawFrame.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the client ends the TCP connection. @return whether the last frame before that was a close frame */
    public boolean readsToTheEnd() {
        boolean closeFrame = false;
        try {
            while (true) {
                closeFrame = RawFrame.read(in).opcode() == RawFrame.CLOSE;
            }
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException("The client did not close the connection", e);
        } catch (IOException e) {
            return closeFrame;
        }
    }

    /** Ends the TCP connection in order, without a close frame. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks the TCP connection: the client gets a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerConnection answer(String text) {
        return sendBytes(("HTTP/1.1 " + text + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : "\r\n" + String.join("\r\n", headers);
    }

    private String accept() {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(request.key());
            return Base64.getEncoder().encodeToString(sha1.digest(ACCEPT_SUFFIX));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
