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
 * @param needsToken whether it may open only what it has the local token of an account for, because it need not be on this
 *     machine; the broker sees to that, see {@link dev.wsproxy.protocol.CredentialResolver}
 */
public record ClientInfo(String name, LongSupplier process, boolean needsToken) {
    public ClientInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(process, "process");
    }

    /** A client of this machine. */
    public ClientInfo(String name, LongSupplier process) {
        this(name, process, false);
    }

    /** A client of this machine that has said what its process is. */
    public ClientInfo(String name, long pid) {
        this(name, () -> pid);
    }

    /** The pid of its process; 0 when it cannot be known. May read files. */
    public long pid() {
        return process.getAsLong();
    }
}
