// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * The language of a stream: what its messages mean and how they are written, as JSON. Who is let in, who holds what, and
 * what the upstream is asked for is the same in each.
 */
sealed interface Dialect permits MarketDialect, AccountDialect {
    static Dialect of(Feed feed) {
        return feed.isAccount() ? new AccountDialect(feed) : new MarketDialect(feed);
    }

    Feed feed();

    /** In which frames a client gets the messages of its encoding. */
    FrameType frameType(Encoding encoding);

    /** Whether a client that is authenticated may authenticate again; otherwise it is told that it is. */
    boolean authenticatesAgain();

    /** What a message of a client means. */
    ClientRequest clientRequest(JsonObject message);

    /** What a control message of the upstream means. */
    UpstreamMessage upstreamMessage(JsonObject message);

    /** Why a request through the client library cannot be carried out; empty when it can be. */
    Optional<Failure> check(SubscriptionRequest request, Failures failures);

    /** What a request that has been checked is about. */
    ChannelSet symbols(SubscriptionRequest request);

    /** Symbols of this dialect, as the client library names them. */
    Set<String> librarySymbols(Set<String> symbols);

    /** What the server says before anything else; empty when it waits to be spoken to. */
    Optional<ByteBuffer> welcome();

    ByteBuffer authenticated();

    /** Empty when the dialect has no words for it. */
    Optional<ByteBuffer> error(Refused refusal);

    /** Tells a client all that it is subscribed to. */
    ByteBuffer subscriptions(ChannelSet state);

    /** Authenticates the upstream. */
    ByteBuffer auth(Credentials credentials);

    /**
     * Changes what the upstream sends.
     *
     * @param add whether to subscribe; otherwise to unsubscribe
     * @param symbols at least one
     * @param held what the upstream sends until then
     */
    ByteBuffer change(boolean add, ChannelSet symbols, ChannelSet held);

    /** Takes the upstream's messages to those who subscribed. */
    FrameRouter router(Routes routes, Delivery delivery, OrderBooks books, FrameRouter.Control control);
}
