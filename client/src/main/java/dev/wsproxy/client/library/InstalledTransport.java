// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.ClientTransport;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The transport on the class path; one for all clients of the JVM, because it has threads of its own. */
final class InstalledTransport {
    private static @Nullable ClientTransport found;

    private InstalledTransport() {}

    /** @throws FailureException {@code UNSUPPORTED} when there is none */
    static synchronized ClientTransport find() {
        ClientTransport transport = found;
        if (transport == null) {
            transport = ServiceLoader.load(ClientTransport.class, InstalledTransport.class.getClassLoader())
                    .findFirst()
                    .orElseThrow(() -> new FailureException(Failure.of(
                            ErrorCode.UNSUPPORTED,
                            "there is no transport on the class path: add dev.wsproxy:wsproxy-transport-shm to the"
                                    + " application")));
            found = transport;
        }
        return transport;
    }
}
