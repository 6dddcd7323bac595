// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.alpaca.ClientRequest.Authenticate;
import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import dev.wsproxy.protocol.alpaca.ClientRequest.Invalid;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Authenticated;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Subscribed;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Unknown;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The language of the account stream: objects, no welcome, a set of streams that each {@code listen} replaces. Inside,
 * the streams are the symbols of its only channel; to the client library each is a channel with the symbol {@code *}.
 * A message that makes no sense is passed over, since there are no words to answer it with.
 */
final class AccountDialect implements Dialect {
    private static final Invalid NO_CREDENTIALS = new Invalid(AlpacaError.AUTH_FAILED, false);
    private static final Invalid NO_STREAMS = new Invalid(AlpacaError.INVALID_SYNTAX, true);
    private static final List<String> ALL = List.of(Routes.ALL_SYMBOLS);

    private final Feed feed;
    private final Channel streams;

    AccountDialect(Feed feed) {
        this.feed = feed;
        streams = feed.channels().get(0);
    }

    @Override
    public Feed feed() {
        return feed;
    }

    /** The server sends JSON in binary frames too. */
    @Override
    public FrameType frameType(Encoding encoding) {
        return FrameType.BINARY;
    }

    @Override
    public boolean authenticatesAgain() {
        return true;
    }

    @Override
    public ClientRequest clientRequest(JsonObject message) {
        JsonObject data = message.object("data");
        return switch (message.text("action")) {
            case "auth" -> authenticate(message.text("key"), message.text("secret"));
            case AccountMessages.AUTHENTICATE ->
                data.text(AccountMessages.TOKEN).isEmpty()
                        ? authenticate(data.text("key_id"), data.text("secret_key"))
                        : authenticate(AccountMessages.TOKEN_KEY, data.text(AccountMessages.TOKEN));
            case AccountMessages.LISTEN -> listen(data);
            default -> Invalid.NO_REQUEST;
        };
    }

    private static ClientRequest authenticate(String key, String secret) {
        return key.isEmpty() || secret.isEmpty() ? NO_CREDENTIALS : new Authenticate(new Credentials(key, secret));
    }

    /** A name that no stream can have is left out, as is any other that is not available. */
    private ClientRequest listen(JsonObject data) {
        if (!(data.members().get(AccountMessages.STREAMS) instanceof List<?>)) {
            return NO_STREAMS;
        }
        ChannelSet wanted = new ChannelSet(feed);
        data.list(AccountMessages.STREAMS).stream()
                .filter(Channel::isSymbol)
                .forEach(stream -> wanted.add(streams, stream));
        return new Change(Change.Kind.REPLACE, wanted, OptionalLong.empty());
    }

    @Override
    public UpstreamMessage upstreamMessage(JsonObject message) {
        JsonObject data = message.object("data");
        return switch (message.text(AccountMessages.STREAM)) {
            case AccountMessages.AUTHORIZATION -> authorization(data.text("status"), data.text("action"));
            case AccountMessages.LISTENING -> {
                ChannelSet state = new ChannelSet(feed);
                state.addAll(streams, data.list(AccountMessages.STREAMS));
                yield new Subscribed(state);
            }
            default -> new Unknown(message.text(AccountMessages.STREAM));
        };
    }

    private static UpstreamMessage authorization(String status, String action) {
        return switch (status) {
            case AccountMessages.AUTHORIZED -> new Authenticated();
            case AccountMessages.UNAUTHORIZED ->
                Refused.of(
                        action.equals(AccountMessages.LISTEN)
                                ? AlpacaError.NOT_AUTHENTICATED
                                : AlpacaError.AUTH_FAILED);
            default -> new Unknown(AccountMessages.AUTHORIZATION + " " + status);
        };
    }

    @Override
    public Optional<Failure> check(SubscriptionRequest request, Failures failures) {
        if (!Channel.isSymbol(request.channel()) || AccountMessages.isControl(request.channel())) {
            return Optional.of(failures.noStream(request.channel()));
        }
        return request.symbols().equals(ALL) ? Optional.empty() : Optional.of(failures.noSymbols(request.channel()));
    }

    @Override
    public ChannelSet symbols(SubscriptionRequest request) {
        ChannelSet stream = new ChannelSet(feed);
        stream.add(streams, request.channel());
        return stream;
    }

    @Override
    public Set<String> librarySymbols(Set<String> symbols) {
        return symbols.isEmpty() ? symbols : Set.of(Routes.ALL_SYMBOLS);
    }

    @Override
    public Optional<ByteBuffer> welcome() {
        return Optional.empty();
    }

    @Override
    public ByteBuffer authenticated() {
        return AccountMessages.authorization(AccountMessages.AUTHORIZED, AccountMessages.AUTHENTICATE);
    }

    @Override
    public Optional<ByteBuffer> error(Refused refusal) {
        if (refusal.is(AlpacaError.AUTH_FAILED)) {
            return Optional.of(
                    AccountMessages.authorization(AccountMessages.UNAUTHORIZED, AccountMessages.AUTHENTICATE));
        }
        return refusal.is(AlpacaError.NOT_AUTHENTICATED)
                ? Optional.of(AccountMessages.authorization(AccountMessages.UNAUTHORIZED, AccountMessages.LISTEN))
                : Optional.empty();
    }

    @Override
    public ByteBuffer subscriptions(ChannelSet state) {
        return AccountMessages.listening(state.symbols(streams));
    }

    @Override
    public ByteBuffer auth(Credentials credentials) {
        return AccountMessages.auth(credentials);
    }

    @Override
    public ByteBuffer change(boolean add, ChannelSet symbols, ChannelSet held) {
        ChannelSet wanted = held.copy();
        if (add) {
            wanted.addAll(symbols);
        } else {
            wanted.removeAll(symbols);
        }
        return AccountMessages.listen(wanted.symbols(streams));
    }

    @Override
    public FrameRouter router(Routes routes, Delivery delivery, OrderBooks books, FrameRouter.Control control) {
        return new AccountRouter(streams, routes, delivery, control);
    }
}
