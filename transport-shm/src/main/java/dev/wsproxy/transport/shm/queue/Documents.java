// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import dev.wsproxy.transport.shm.DamagedMemoryException;
import java.nio.file.Path;

/**
 * The documents of a generation's file, in order, as Chronicle lays them out, in the machine's byte order. Whatever the file
 * holds, reading it ends in a {@link DamagedMemoryException} at worst. Used by one thread at a time.
 *
 * <pre>
 *  size  field
 *  4     word   bits 0-29: length of the data; bit 30: Chronicle's own; bit 31: not complete yet; all 0: nothing yet
 *  n     data   of ours a {@link DataRecord}
 *        then up to the next multiple of 4 bytes
 * </pre>
 */
interface Documents extends AutoCloseable {
    int WORD_BYTES = Integer.BYTES;

    /** Moves to the next record; false if there is none yet. */
    boolean next();

    /** Whether there is a next record, which stays the next. */
    boolean hasNext();

    /** The record that {@link #next} has moved to. */
    DataRecord record();

    /** Offset in the file up to which records have been read. */
    long readBytes();

    /** Makes the first bytes of the file present, so that reading them does not. */
    void touch(int bytes);

    @Override
    void close();

    static boolean isComplete(int word) {
        return word > 0;
    }

    static boolean isChronicles(int word) {
        return (word & 1 << 30) != 0;
    }

    static int length(int word) {
        return word & (1 << 30) - 1;
    }

    static long align(long offset) {
        return offset + WORD_BYTES - 1 & -WORD_BYTES;
    }

    static DamagedMemoryException damaged(Path file, long offset, String what) {
        return new DamagedMemoryException(file + " is damaged at byte " + offset + ": " + what);
    }
}
