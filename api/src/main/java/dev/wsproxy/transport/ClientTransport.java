// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.wire.Hello;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The client's end of a transport: it carries encoded messages of {@code dev.wsproxy.wire} between the client library
 * and the transport's end in the proxy. Found through {@link java.util.ServiceLoader} or as an OSGi service; called by
 * the client library.
 */
@ConsumerType
public interface ClientTransport {
    /** The same name as the {@link Transport} at the other end. */
    String name();

    /**
     * Registers with the proxy that serves a directory. Blocks until it has answered: usually some milliseconds, at most
     * about ten seconds when it hangs.
     *
     * @throws dev.wsproxy.FailureException {@code NOT_RUNNING} when no proxy accepts, {@code TIMEOUT} when it does not
     *     answer, {@code VERSION_MISMATCH}, {@code BAD_DIRECTORY}, or what the proxy refused the registration with
     */
    ClientLink connect(Path directory, Hello hello);
}
