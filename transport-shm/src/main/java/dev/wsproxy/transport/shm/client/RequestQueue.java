// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.SendResult;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.RecordFlags;
import dev.wsproxy.transport.shm.control.TransportMessage.QueueReady;
import dev.wsproxy.transport.shm.control.TransportMessage.Ring;
import dev.wsproxy.transport.shm.queue.AppendResult;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.QueueOptions;
import dev.wsproxy.transport.shm.queue.RecordKind;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** What a client asks of the proxy: the queue that only it writes. Any thread. */
final class RequestQueue implements AutoCloseable {
    /** The longest message: 16 MiB of payload and the fields before it. */
    static final int MAX_MESSAGE_BYTES = (16 << 20) + 64;

    private static final long BOUND_BYTES = 64L << 20;
    private static final ByteBuffer RING = new Ring().encode().asReadOnlyBuffer();
    private static final long[] READER = {1};

    private final GenerationWriter writer;
    private final FlagsPage flags;
    private final ControlSocket socket;
    private final SendWindows windows;
    private boolean closed;

    private RequestQueue(GenerationWriter writer, FlagsPage flags, ControlSocket socket) {
        this.writer = writer;
        this.flags = flags;
        this.socket = socket;
        windows = new SendWindows(flags);
    }

    /** Makes the queue and tells the proxy; takes some milliseconds. */
    static RequestQueue create(Path directory, FlagsPage flags, ControlSocket socket, Executor maintenance)
            throws IOException {
        GenerationWriter writer = GenerationWriter.create(
                directory,
                QueueOptions.request(BOUND_BYTES),
                () -> Math.max(1, flags.requestGeneration()),
                maintenance);
        try {
            socket.sendUncounted(new QueueReady(writer.position(0)).encode());
            return new RequestQueue(writer, flags, socket);
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    /**
     * Appends a message, stamped with its window and the number of socket messages before it, and rings the proxy if it
     * sleeps.
     */
    SendResult append(ByteBuffer message) {
        if (message.remaining() > MAX_MESSAGE_BYTES) {
            return SendResult.TOO_LARGE;
        }
        AppendResult result = write(message);
        if (result != AppendResult.OK) {
            return result == AppendResult.FAILED ? SendResult.NOT_CONNECTED : SendResult.BACKPRESSURE;
        }
        VarHandle.fullFence();
        if (flags.takeProxyWake()) {
            socket.sendIfRoom(RING);
        }
        return SendResult.OK;
    }

    private synchronized AppendResult write(ByteBuffer message) {
        if (closed) {
            return AppendResult.FAILED;
        }
        int window = windows.of(message);
        if (!windows.admits(window, message.remaining())) {
            return AppendResult.BACKPRESSURED;
        }
        AppendResult result =
                writer.append(RecordKind.BINARY, RecordFlags.NONE, window, socket.sent(), READER, 1, message);
        if (result == AppendResult.OK) {
            windows.sent(window, message.remaining());
        }
        return result;
    }

    /** Nothing more is sent on a connection. */
    synchronized void release(int handle) {
        windows.release(handle);
    }

    /** Unmaps the queue; the proxy reads on and deletes it. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            writer.close();
        }
    }
}
