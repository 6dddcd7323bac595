// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

import dev.wsproxy.FrameType;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives one client until it is known which shared connection it belongs to: welcome, authentication message,
 * time-out. Called by the broker, one call at a time. After {@link GreeterPort#admit} or {@link GreeterPort#refuse}
 * nothing is called any more.
 */
@ConsumerType
public interface Greeter {
    /** A greeter that has admitted its client at once. */
    Greeter DONE = new Greeter() {
        @Override
        public void frame(FrameType type, ByteBuffer frame) {}

        @Override
        public void tick(long nowNs) {}
    };

    /**
     * A message from the client.
     *
     * @param frame from position to limit; valid only during the call
     */
    void frame(FrameType type, ByteBuffer frame);

    /** Time has passed; called a few times a second. */
    void tick(long nowNs);
}
