// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.transport.shm.DamagedMemoryException;
import dev.wsproxy.transport.shm.queue.DataRecord;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts events that came in pieces together; one that came whole is not copied. */
final class PieceCollector {
    private static final int MAX_EVENT_BYTES = 64 << 20;

    private @Nullable ByteBuffer collected;

    /** The whole payload, valid as long as the record, or null if more pieces follow. */
    @Nullable
    ByteBuffer add(DataRecord record) {
        ByteBuffer piece = record.payload();
        if (record.isFirstOfMessage()) {
            collected = null;
            if (record.remaining() == 0) {
                return piece;
            }
            collected = ByteBuffer.allocate(length(piece, record));
        }
        if (collected == null) {
            return null;
        }
        if (collected.remaining() != (long) piece.remaining() + record.remaining()) {
            throw new DamagedMemoryException("the pieces of an event do not add up");
        }
        collected.put(piece);
        return record.remaining() == 0 ? collected.flip().asReadOnlyBuffer() : null;
    }

    private static int length(ByteBuffer piece, DataRecord record) {
        long length = (long) piece.remaining() + record.remaining();
        if (record.remaining() < 0 || length > MAX_EVENT_BYTES) {
            throw new DamagedMemoryException("an event has at most " + MAX_EVENT_BYTES + " bytes, not " + length);
        }
        return (int) length;
    }
}
