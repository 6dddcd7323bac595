// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Authenticated;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Connected;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Subscribed;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Unknown;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/** The language of the market data streams: arrays of elements, a welcome, errors with a number. */
final class MarketDialect implements Dialect {
    private static final String MESSAGE = "msg";

    private final Feed feed;
    private final MarketRequests requests;

    MarketDialect(Feed feed) {
        this.feed = feed;
        requests = new MarketRequests(feed);
    }

    @Override
    public Feed feed() {
        return feed;
    }

    @Override
    public FrameType frameType(Encoding encoding) {
        return encoding.frameType();
    }

    @Override
    public boolean authenticatesAgain() {
        return false;
    }

    @Override
    public ClientRequest clientRequest(JsonObject message) {
        return requests.read(message);
    }

    @Override
    public UpstreamMessage upstreamMessage(JsonObject message) {
        return switch (message.text("T")) {
            case "success" -> success(message.text(MESSAGE));
            case "error" -> error(message.number("code"), message.text(MESSAGE));
            case "subscription" -> subscribed(message);
            default -> new Unknown(message.text("T"));
        };
    }

    private static UpstreamMessage error(int code, String text) {
        return code == 0 ? new Unknown("error without a code") : new Refused(code, text);
    }

    private static UpstreamMessage success(String text) {
        return switch (text) {
            case "connected" -> new Connected();
            case "authenticated" -> new Authenticated();
            default -> new Unknown(text);
        };
    }

    /** Keys of empty channels may be absent. */
    private Subscribed subscribed(JsonObject message) {
        ChannelSet state = new ChannelSet(feed);
        for (Channel channel : feed.channels()) {
            if (!channel.isMirror()) {
                state.addAll(channel, message.list(channel.name()));
            }
        }
        return new Subscribed(state);
    }

    @Override
    public Optional<Failure> check(SubscriptionRequest request, Failures failures) {
        Optional<Channel> channel = feed.channel(request.channel());
        if (channel.isEmpty()) {
            return Optional.of(failures.unknownChannel(feed, request.channel()));
        }
        if (channel.get().isMirror()) {
            return Optional.of(failures.mirror(channel.get()));
        }
        return request.symbols().stream()
                .filter(symbol -> !Channel.isSymbol(symbol))
                .findFirst()
                .map(failures::badSymbol);
    }

    @Override
    public ChannelSet symbols(SubscriptionRequest request) {
        ChannelSet symbols = new ChannelSet(feed);
        symbols.addAll(feed.channel(request.channel()).orElseThrow(), request.symbols());
        return symbols;
    }

    @Override
    public Set<String> librarySymbols(Set<String> symbols) {
        return symbols;
    }

    @Override
    public Optional<ByteBuffer> welcome() {
        return Optional.of(MarketMessages.connected());
    }

    @Override
    public ByteBuffer authenticated() {
        return MarketMessages.authenticated();
    }

    @Override
    public Optional<ByteBuffer> error(Refused refusal) {
        return Optional.of(MarketMessages.error(refusal.code(), refusal.text()));
    }

    @Override
    public ByteBuffer subscriptions(ChannelSet state) {
        return MarketMessages.subscription(state);
    }

    @Override
    public ByteBuffer auth(Credentials credentials) {
        return MarketMessages.auth(credentials);
    }

    @Override
    public ByteBuffer change(boolean add, ChannelSet symbols, ChannelSet held) {
        return MarketMessages.change(add, symbols);
    }

    @Override
    public FrameRouter router(Routes routes, Delivery delivery, OrderBooks books, FrameRouter.Control control) {
        return new Router(feed, routes, delivery, books, control);
    }
}
