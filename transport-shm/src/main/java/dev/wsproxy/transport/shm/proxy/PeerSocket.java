// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.control.ControlChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/** A peer's control socket in the loop's selector: read while there is room, written when there is. On the loop's thread. */
final class PeerSocket {
    private final ControlLoop loop;
    private final ControlChannel channel;
    private final SelectionKey key;
    private boolean endOfFile;
    private boolean paused;

    PeerSocket(ControlLoop loop, ControlChannel channel, ControlLoop.Ready owner) throws IOException {
        this.loop = loop;
        this.channel = channel;
        key = loop.register(channel.socket(), SelectionKey.OP_READ, owner);
    }

    /** Does what the socket is ready for. */
    void ready(SelectionKey ready) {
        if (ready.isReadable()) {
            receive();
        }
        if (ready.isWritable()) {
            interest(SelectionKey.OP_WRITE, false);
            flush();
        }
    }

    private void receive() {
        endOfFile |= !channel.receive();
        paused = endOfFile || channel.isFull();
        if (paused) {
            interest(SelectionKey.OP_READ, false);
        }
    }

    /** Reads on if there is room again. */
    void resume() {
        if (paused && !endOfFile && !channel.isFull()) {
            paused = false;
            interest(SelectionKey.OP_READ, true);
        }
    }

    /** Whether nothing more can arrive. */
    boolean isAtEnd() {
        return endOfFile;
    }

    private void interest(int operation, boolean wanted) {
        if (key.isValid()) {
            key.interestOps(wanted ? key.interestOps() | operation : key.interestOps() & ~operation);
        }
    }

    /** Sends a message, from any thread, without waiting; false if too much waits to be sent already. */
    boolean send(ByteBuffer message) {
        boolean taken = channel.offer(message);
        if (taken) {
            flush();
        }
        return taken;
    }

    private void flush() {
        try {
            if (!channel.flush()) {
                loop.execute(() -> interest(SelectionKey.OP_WRITE, true));
            }
        } catch (IOException e) {
            // The other end has gone; the loop sees the end of the stream.
        }
    }
}
