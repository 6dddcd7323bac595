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
     * @param symbols at least one, unless they replace others
     * @param correlationId of a request through the client library, which is answered by an event too
     */
    record Change(Kind kind, ChannelSet symbols, OptionalLong correlationId) implements ClientRequest {
        enum Kind {
            ADD,
            REMOVE,
            /** From now on these and no others. */
            REPLACE
        }

        /** The same for fewer symbols. */
        Change without(ChannelSet others) {
            return new Change(kind, symbols.minus(others), correlationId);
        }
    }

    /**
     * A message that cannot be carried out.
     *
     * @param error what it is answered with
     * @param needsAuthentication whether that answer is for authenticated clients only
     */
    record Invalid(AlpacaError error, boolean needsAuthentication) implements ClientRequest {
        /** Nothing that anybody could mean. */
        static final Invalid NO_REQUEST = new Invalid(AlpacaError.INVALID_SYNTAX, false);
    }
}
