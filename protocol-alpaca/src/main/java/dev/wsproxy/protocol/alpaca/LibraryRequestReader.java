// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Failure;
import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import dev.wsproxy.transport.SubscriptionRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what clients ask for through the client library. A text that comes with a request is not needed: this protocol
 * knows what to send.
 */
final class LibraryRequestReader {
    private final Feed feed;
    private final Failures failures;

    LibraryRequestReader(Feed feed, Failures failures) {
        this.feed = feed;
        this.failures = failures;
    }

    /** Why a request cannot be carried out; empty when it can be {@link #read}. */
    Optional<Failure> check(SubscriptionRequest request) {
        Optional<Channel> channel = feed.channel(request.channel());
        if (channel.isEmpty()) {
            return Optional.of(failures.unknownChannel(feed, request.channel()));
        }
        if (channel.get().isMirror()) {
            return Optional.of(failures.mirror(channel.get()));
        }
        return request.symbols().stream()
                .filter(symbol -> !ClientRequestReader.isSymbol(symbol))
                .findFirst()
                .map(failures::badSymbol);
    }

    Change read(boolean add, long correlationId, SubscriptionRequest request) {
        ChannelSet symbols = new ChannelSet(feed);
        symbols.addAll(feed.channel(request.channel()).orElseThrow(), request.symbols());
        return new Change(add, symbols, OptionalLong.of(correlationId));
    }
}
