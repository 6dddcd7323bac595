// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@link Greeter} may do. Implemented by the broker. */
@ProviderType
public interface GreeterPort extends CredentialResolver {
    /** Sends a message to the client. */
    void deliver(FrameType type, ByteBuffer frame);

    /**
     * The client can be told that its connection is open, although it is not known yet which one: it authenticates by
     * message, and its {@code open} must return so that it can. Once it is admitted it is told the connection's id,
     * without any further call of {@link SessionPort#opened}.
     */
    void opened();

    /** The client belongs to the shared connection with this key. */
    void admit(ConnectionKey key, Admission admission);

    /** The client's connection is closed. */
    void refuse(Failure failure);
}
