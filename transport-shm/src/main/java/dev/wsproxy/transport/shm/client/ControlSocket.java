// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.SendResult;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.shm.control.ControlAddress;
import dev.wsproxy.transport.shm.control.ControlChannel;
import dev.wsproxy.transport.shm.control.PeerCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A client's control socket, and where its polling thread sleeps. */
final class ControlSocket implements AutoCloseable {
    private static final long WRITE_RETRY_MS = 100;

    private final ControlChannel channel;
    private final Selector selector;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private volatile long sent;
    private volatile boolean woken;

    private ControlSocket(ControlChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /**
     * Connects.
     *
     * @throws FailureException {@code NOT_RUNNING} when nobody listens; {@code BAD_DIRECTORY} when another user does, or when
     *     it cannot be found out, for instance because this process has too many files open
     */
    static ControlSocket connect(RuntimeDirectory directory) {
        SocketChannel socket = open(directory);
        try {
            return of(socket, directory);
        } catch (IOException e) {
            ControlChannel.hangUp(socket);
            throw unusable(directory, e);
        } catch (RuntimeException e) {
            ControlChannel.hangUp(socket);
            throw e;
        }
    }

    private static ControlSocket of(SocketChannel socket, RuntimeDirectory directory) throws IOException {
        if (!new PeerCheck(directory.path()).isOwner(socket)) {
            throw new FailureException(Failure.of(
                    ErrorCode.BAD_DIRECTORY,
                    "another user listens on " + directory.socket() + "; nothing was sent to it"));
        }
        ControlChannel channel = ControlChannel.ofClient(socket);
        Selector selector = Selector.open();
        socket.register(selector, SelectionKey.OP_READ);
        return new ControlSocket(channel, selector);
    }

    private static SocketChannel open(RuntimeDirectory directory) {
        UnixDomainSocketAddress path = UnixDomainSocketAddress.of(new ControlAddress(directory).toConnect());
        SocketChannel socket = unconnected(directory);
        try {
            socket.connect(path);
            return socket;
        } catch (IOException e) {
            ControlChannel.hangUp(socket);
            throw failure(ErrorCode.NOT_RUNNING, "no proxy listens on " + directory.socket(), e);
        }
    }

    private static SocketChannel unconnected(RuntimeDirectory directory) {
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static FailureException unusable(RuntimeDirectory directory, IOException cause) {
        return failure(ErrorCode.BAD_DIRECTORY, "the socket " + directory.socket() + " cannot be used", cause);
    }

    private static FailureException failure(ErrorCode code, String what, IOException cause) {
        return new FailureException(Failure.of(code, what + ": " + cause.getMessage()), cause);
    }

    /** Reads what has arrived; false when the proxy has gone. By one thread at a time, as {@link #peek} and {@link #remove}. */
    boolean receive() {
        return channel.receive();
    }

    /** The first whole message, or null. */
    @Nullable
    ByteBuffer peek() {
        return channel.peek();
    }

    void remove() {
        channel.remove();
    }

    /** Sends a message that is counted; blocks while the socket's buffer is full. Any thread. */
    synchronized SendResult send(ByteBuffer message) {
        if (message.remaining() > ControlChannel.MAX_REQUEST_BYTES) {
            return SendResult.TOO_LARGE;
        }
        try {
            sendUncounted(message);
            sent++;
            return SendResult.OK;
        } catch (IOException e) {
            return SendResult.NOT_CONNECTED;
        }
    }

    /** Sends a message of the transport's own; blocks while the socket's buffer is full. */
    synchronized void sendUncounted(ByteBuffer message) throws IOException {
        while (!channel.offer(message)) {
            channel.flush();
            awaitRoom();
        }
        while (!channel.flush()) {
            awaitRoom();
        }
    }

    private void awaitRoom() throws IOException {
        try (Selector writable = Selector.open()) {
            channel.socket().register(writable, SelectionKey.OP_WRITE);
            writable.select(WRITE_RETRY_MS);
        }
    }

    /** Sends a message if there is room for it; else the proxy has so much to read that it need not be rung. Any thread. */
    void sendIfRoom(ByteBuffer message) {
        channel.offer(message);
        flushChannel();
    }

    /** Sends a message that must arrive, as soon as there is room for it. By the polling thread, as {@link #flush}. */
    void sendSoon(ByteBuffer message) {
        waiting.add(message);
        flush();
    }

    /** Sends what waits to be sent, as far as that goes without waiting. */
    void flush() {
        while (!waiting.isEmpty() && channel.offer(waiting.element())) {
            waiting.remove();
        }
        flushChannel();
    }

    private void flushChannel() {
        try {
            if (!channel.isFlushed()) {
                channel.flush();
            }
        } catch (IOException e) {
            // The proxy has gone; the polling thread sees the end of the stream.
        }
    }

    /** How many messages {@link #send} has sent. */
    long sent() {
        return sent;
    }

    /** Sleeps until something has arrived, {@link #wake}, or the time is over; false in the last case. */
    boolean await(long timeoutMs) {
        try {
            int ready = woken ? 0 : selector.select(Math.max(1, timeoutMs));
            selector.selectedKeys().clear();
            boolean result = ready > 0 || woken;
            woken = false;
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends an {@link #await}, or the next one. Any thread. */
    void wake() {
        woken = true;
        selector.wakeup();
    }

    /** Closes the socket; one can still sleep here. */
    void disconnect() {
        channel.close();
    }

    @Override
    public void close() {
        channel.close();
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
