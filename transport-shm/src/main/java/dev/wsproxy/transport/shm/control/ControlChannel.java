// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.control;

import dev.wsproxy.wire.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One end of a control socket: messages in both directions, never blocking. One thread at a time receives; any thread sends.
 */
public final class ControlChannel implements AutoCloseable {
    /** The longest message that a client may send; what is longer goes through its request queue. */
    public static final int MAX_REQUEST_BYTES = Request.MAX_CONTROL_BYTES;

    /** The longest message that a proxy may send: a status with very many connections. */
    public static final int MAX_REPLY_BYTES = 16 << 20;

    private final SocketChannel socket;
    private final FrameReader reader;
    private final FrameWriter writer;

    private ControlChannel(SocketChannel socket, int maxInBytes, int maxOutBytes) throws IOException {
        this.socket = socket;
        socket.configureBlocking(false);
        reader = new FrameReader(maxInBytes);
        writer = new FrameWriter(maxOutBytes + Integer.BYTES);
    }

    /** The proxy's end of an accepted socket. */
    public static ControlChannel ofProxy(SocketChannel socket) throws IOException {
        return new ControlChannel(socket, MAX_REQUEST_BYTES, MAX_REPLY_BYTES);
    }

    /** The client's end of a connected socket. */
    public static ControlChannel ofClient(SocketChannel socket) throws IOException {
        return new ControlChannel(socket, MAX_REPLY_BYTES, MAX_REQUEST_BYTES);
    }

    /** For registration with a selector. */
    public SocketChannel socket() {
        return socket;
    }

    /** Reads what has arrived; false when the other end has gone. What came before is still there to {@link #peek}. */
    public boolean receive() {
        try {
            return reader.receive(socket);
        } catch (IOException e) {
            // A reset, or closed by another thread: for a control socket that is its end of file.
            return false;
        }
    }

    /**
     * The first whole message, or null; a view that is valid until the next {@link #receive}.
     *
     * @throws dev.wsproxy.wire.WireException if what arrived is no message
     */
    public @Nullable ByteBuffer peek() {
        return reader.peek();
    }

    /** Removes the message that {@link #peek} has shown. */
    public void remove() {
        reader.remove();
    }

    /** Whether nothing can be received before a message is removed. */
    public boolean isFull() {
        return reader.isFull();
    }

    /** Takes a copy of a message to send; false if too much waits to be sent already. {@link #flush} sends it. */
    public boolean offer(ByteBuffer message) {
        return writer.offer(message);
    }

    /**
     * Sends what the socket takes.
     *
     * @return true when nothing is left to send
     * @throws IOException when the other end has gone
     */
    public boolean flush() throws IOException {
        return writer.flush(socket);
    }

    /** Whether everything that was offered has been sent. */
    public boolean isFlushed() {
        return writer.isEmpty();
    }

    /** Closes the socket; the other end sees the end of the stream. No-op when repeated. */
    @Override
    public void close() {
        hangUp(socket);
    }

    /** Closes a socket, come what may. */
    public static void hangUp(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }
}
