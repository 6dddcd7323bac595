// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import dev.wsproxy.transport.shm.DamagedMemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The payload of a HEADER record, in the machine's byte order.
 *
 * <pre>
 *  offset  size  field
 *  0       4     layoutVersion  must stay the first field in every version
 *  4       4     capacityBytes  every page below this offset of the file is present
 *  8       8     generation     its number
 * </pre>
 */
record GenerationHeader(int layoutVersion, int capacityBytes, long generation) {
    private static final int LAYOUT_VERSION = 0;
    private static final int CAPACITY_BYTES = LAYOUT_VERSION + Integer.BYTES;
    private static final int GENERATION = CAPACITY_BYTES + Integer.BYTES;
    private static final int BYTES = GENERATION + Long.BYTES;

    ByteBuffer encode() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(LAYOUT_VERSION, layoutVersion)
                .putInt(CAPACITY_BYTES, capacityBytes)
                .putLong(GENERATION, generation);
    }

    /** Reads the payload of a record; throws {@link DamagedMemoryException} if it is of another layout, or none. */
    static GenerationHeader decode(DataRecord record) {
        ByteBuffer payload = record.payload().slice().order(ByteOrder.nativeOrder());
        if (record.kind() != RecordKind.HEADER || payload.limit() < Integer.BYTES) {
            throw new DamagedMemoryException("the queue does not begin with its header");
        }
        int version = payload.getInt(LAYOUT_VERSION);
        if (version != DataRecord.LAYOUT_VERSION) {
            throw new DamagedMemoryException("the queue has record layout " + version + ", this library reads "
                    + DataRecord.LAYOUT_VERSION + ": the client and the proxy must be of the same version");
        }
        if (payload.limit() < BYTES || payload.getInt(CAPACITY_BYTES) <= 0) {
            throw new DamagedMemoryException("the header of the queue is damaged");
        }
        return new GenerationHeader(version, payload.getInt(CAPACITY_BYTES), payload.getLong(GENERATION));
    }
}
