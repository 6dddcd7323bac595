// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;

/**
 * Puts the fragments of a message together, in a buffer that grows and is used again for the next message. Used by one
 * thread at a time, but for its end.
 */
final class MessageAssembly {
    private static final int FIRST_BYTES = 64 * 1024;
    private static final int KEPT_BYTES = 1 << 20;

    private final int maxBytes;
    private final AssemblyMemory.Share memory;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private ByteBuffer view = buffer.duplicate();

    MessageAssembly(int maxBytes, AssemblyMemory.Share memory) {
        this.maxBytes = maxBytes;
        this.memory = memory;
    }

    /**
     * Appends one fragment; false, with nothing appended, when the message would become larger than allowed.
     *
     * @throws MessageTooLargeException when the long messages of other connections have left no memory for it
     */
    boolean append(ByteBuffer fragment) {
        int size = buffer.position() + fragment.remaining();
        if (size < 0 || size > maxBytes) {
            return false;
        }
        if (size > buffer.capacity()) {
            growTo(size);
        }
        buffer.put(fragment);
        return true;
    }

    /** From where the last reader of this view stopped to the end of what has been appended; always the same object. */
    ByteBuffer unread() {
        return view.limit(buffer.position());
    }

    /** The whole message; always the same object, and valid until the next fragment is appended. */
    ByteBuffer message() {
        return view.limit(buffer.position()).position(0);
    }

    /** Begins anew, and forgets the memory that a very long message took. */
    void clear() {
        if (buffer.capacity() > KEPT_BYTES) {
            buffer = ByteBuffer.allocate(0);
            view = buffer.duplicate();
            memory.hold(0);
        } else {
            buffer.clear();
            view.limit(0);
        }
    }

    /** Gives its memory back and takes no long message any more. Any thread. */
    void end() {
        memory.end();
    }

    private void growTo(int size) {
        long doubled = Math.max(Math.max(FIRST_BYTES, size), 2L * buffer.capacity());
        int capacity = (int) Math.min(doubled, maxBytes);
        if (capacity > KEPT_BYTES && !memory.hold(capacity)) {
            throw new MessageTooLargeException("There is no memory for a message of more than " + buffer.capacity()
                    + " bytes besides the long messages of other connections");
        }
        ByteBuffer larger = ByteBuffer.allocate(capacity);
        larger.put(buffer.flip());
        view = larger.duplicate().limit(larger.position()).position(view.position());
        buffer = larger;
    }
}
