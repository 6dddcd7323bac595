// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.transport.ClientEvent;
import java.util.Set;

/**
 * One call that a session made to its port. Texts are the bytes read as UTF-8, or as ISO 8859-1 where the frame is binary, so
 * that each of its characters is a byte.
 */
public sealed interface PortCall {
    /** Sent upstream. */
    record Sent(FrameType type, String text) implements PortCall {}

    /** A message to the clients in these slots. */
    record Delivered(FrameType type, String text, Set<Integer> slots) implements PortCall {}

    /** An event to one client. */
    record Told(ClientEvent event, int slot) implements PortCall {}

    /** The upstream's message makes no sense. */
    record Malformed() implements PortCall {}

    /** A client's open succeeds. */
    record Opened(int slot) implements PortCall {}

    /** A client's open fails, or its connection is closed. */
    record Refused(int slot, Failure failure) implements PortCall {}

    /** The upstream is ready. */
    record Ready() implements PortCall {}

    /** The upstream refused the session. */
    record Failed(Failure failure, Retry retry) implements PortCall {}
}
