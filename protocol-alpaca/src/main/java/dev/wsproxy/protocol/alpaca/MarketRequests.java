// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.protocol.alpaca.ClientRequest.Authenticate;
import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import dev.wsproxy.protocol.alpaca.ClientRequest.Invalid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Understands what clients of market data send, and answers as Alpaca does what makes no sense. */
final class MarketRequests {
    private static final String ACTION = "action";

    private static final Invalid BAD_SYNTAX = new Invalid(AlpacaError.INVALID_SYNTAX, true);
    private static final Invalid OTHER_FEED = new Invalid(AlpacaError.INVALID_SUBSCRIBE_ACTION, true);

    private final Feed feed;

    MarketRequests(Feed feed) {
        this.feed = feed;
    }

    ClientRequest read(JsonObject message) {
        return switch (message.text(ACTION)) {
            case "auth" -> authenticate(message);
            case "subscribe" -> change(Change.Kind.ADD, message);
            case "unsubscribe" -> change(Change.Kind.REMOVE, message);
            default -> Invalid.NO_REQUEST;
        };
    }

    private static ClientRequest authenticate(JsonObject message) {
        String key = message.text("key");
        String secret = message.text("secret");
        return key.isEmpty() || secret.isEmpty()
                ? new Invalid(AlpacaError.AUTH_FAILED, false)
                : new Authenticate(new Credentials(key, secret));
    }

    private ClientRequest change(Change.Kind kind, JsonObject message) {
        ChannelSet symbols = new ChannelSet(feed);
        for (Map.Entry<String, Object> member : message.members().entrySet()) {
            String name = member.getKey();
            if (name.equals(ACTION)) {
                continue;
            }
            if (!(member.getValue() instanceof List<?>)) {
                return BAD_SYNTAX;
            }
            Optional<Invalid> refusal = add(symbols, name, message.list(name));
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return symbols.isEmpty() ? BAD_SYNTAX : new Change(kind, symbols, OptionalLong.empty());
    }

    /** Mirrors follow their source, whatever the client says about them. */
    private Optional<Invalid> add(ChannelSet symbols, String name, List<String> added) {
        Optional<Channel> channel = feed.channel(name);
        if (channel.isEmpty()) {
            if (!Feed.isChannelSomewhere(name)) {
                return Optional.of(BAD_SYNTAX);
            }
            return added.isEmpty() ? Optional.empty() : Optional.of(OTHER_FEED);
        }
        if (!added.stream().allMatch(Channel::isSymbol)) {
            return Optional.of(BAD_SYNTAX);
        }
        if (!channel.get().isMirror()) {
            symbols.addAll(channel.get(), added);
        }
        return Optional.empty();
    }
}
