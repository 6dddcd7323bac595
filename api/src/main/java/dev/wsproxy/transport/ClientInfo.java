// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Who a client is, as its transport found out.
 *
 * @param name chosen by the application; need not be unique
 * @param process gives the pid of its process, 0 when the transport cannot know it; asked by any thread when somebody wants to
 *     see it, and may read files
 */
public record ClientInfo(String name, LongSupplier process) {
    public ClientInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(process, "process");
    }

    /** A client that has said what its process is. */
    public ClientInfo(String name, long pid) {
        this(name, () -> pid);
    }

    /** The pid of its process; 0 when it cannot be known. May read files. */
    public long pid() {
        return process.getAsLong();
    }
}
