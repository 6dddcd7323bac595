// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.transport.shm.queue.DataRecord;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts events that came in pieces together; one that came whole is not copied. */
final class PieceCollector {
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
            collected = ByteBuffer.allocate(piece.remaining() + record.remaining());
        }
        if (collected == null || collected.remaining() < piece.remaining()) {
            return null;
        }
        collected.put(piece);
        return record.remaining() == 0 ? collected.flip().asReadOnlyBuffer() : null;
    }
}
