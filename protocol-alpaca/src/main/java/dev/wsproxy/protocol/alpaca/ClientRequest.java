// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import java.util.OptionalLong;

/** What a client asks for, whether by a message of its own or through the client library. */
sealed interface ClientRequest {
    record Authenticate(Credentials credentials) implements ClientRequest {}

    /**
     * A change of the client's subscriptions.
     *
     * @param add whether to subscribe; otherwise to unsubscribe
     * @param symbols at least one
     * @param correlationId of a request through the client library, which is answered by an event too
     */
    record Change(boolean add, ChannelSet symbols, OptionalLong correlationId) implements ClientRequest {}

    /**
     * A message that cannot be carried out.
     *
     * @param error what it is answered with
     * @param needsAuthentication whether that answer is for authenticated clients only
     */
    record Invalid(AlpacaError error, boolean needsAuthentication) implements ClientRequest {}
}
