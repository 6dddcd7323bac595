// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import dev.wsproxy.transport.shm.DamagedMemoryException;

/** What a record holds; the first three are appended by callers, the others by the writer itself. */
public enum RecordKind {
    /** A text message, or a piece of one: UTF-8. */
    TEXT(1),
    /** A binary message, or a piece of one. */
    BINARY(2),
    /** An encoded event of the broker, in order with the messages; counted apart from them. */
    EVENT(3),
    /** The last record of a generation; its payload is the number of the generation that follows (8 bytes). */
    CONTINUE(4),
    /** The first record of a generation, written while it is prepared: layout version, capacity, generation number. */
    HEADER(5),
    /** The second record of a generation, written when the writer moves there: delivery counts per slot so far. */
    START(6);

    private static final RecordKind[] BY_CODE = {null, TEXT, BINARY, EVENT, CONTINUE, HEADER, START};

    private final byte code;

    RecordKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    boolean isMessage() {
        return this == TEXT || this == BINARY;
    }

    boolean isAppendable() {
        return code <= EVENT.code;
    }

    static RecordKind of(byte code) {
        if (code <= 0 || code >= BY_CODE.length) {
            throw new DamagedMemoryException(
                    "unknown record kind " + code + ": the queue is damaged or of another version");
        }
        return BY_CODE[code];
    }
}
