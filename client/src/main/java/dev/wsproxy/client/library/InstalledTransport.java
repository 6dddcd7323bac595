// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.ClientTransport;
import java.util.ServiceLoader;

/** The transport on the class path. */
final class InstalledTransport {
    private InstalledTransport() {}

    static ClientTransport find() {
        return ServiceLoader.load(ClientTransport.class, InstalledTransport.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new FailureException(Failure.of(
                        ErrorCode.UNSUPPORTED,
                        "there is no transport on the class path: add dev.wsproxy:wsproxy-transport-shm to the"
                                + " application")));
    }
}
