// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import java.io.Serial;

/** Shared memory holds what the other end cannot have written there in order; the message says what, and where. */
public final class DamagedMemoryException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    public DamagedMemoryException(String message) {
        super(message);
    }
}
