// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.protocol.alpaca.ClientRequest.Authenticate;
import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import dev.wsproxy.protocol.alpaca.ClientRequest.Invalid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what clients send, and answers as Alpaca does what makes no sense. */
final class ClientRequestReader {
    private static final String ACTION = "action";
    private static final int LONGEST_SYMBOL = 64;

    private static final Invalid NO_REQUEST = new Invalid(AlpacaError.INVALID_SYNTAX, false);
    private static final Invalid BAD_SYNTAX = new Invalid(AlpacaError.INVALID_SYNTAX, true);
    private static final Invalid OTHER_FEED = new Invalid(AlpacaError.INVALID_SUBSCRIBE_ACTION, true);

    private final Feed feed;

    ClientRequestReader(Feed feed) {
        this.feed = feed;
    }

    /** Reads a message from position to limit, in either encoding whatever the client's is; nothing of it is kept. */
    ClientRequest read(ByteBuffer frame) {
        ByteBuffer json;
        try {
            json = isMsgpackMap(frame) ? MsgpackToJson.convert(frame) : frame;
        } catch (IllegalArgumentException malformed) {
            return NO_REQUEST;
        }
        byte[] bytes = new byte[json.remaining()];
        json.get(json.position(), bytes);
        return JsonObject.read(bytes, 0, bytes.length).map(this::read).orElse(NO_REQUEST);
    }

    /** Fixmap, map 16 or map 32: no JSON text begins with such a byte. */
    private static boolean isMsgpackMap(ByteBuffer frame) {
        int first = frame.hasRemaining() ? Byte.toUnsignedInt(frame.get(frame.position())) : 0;
        return (first & 0xF0) == 0x80 || first == 0xDE || first == 0xDF;
    }

    private ClientRequest read(JsonObject message) {
        return switch (message.text(ACTION)) {
            case "auth" -> authenticate(message);
            case "subscribe" -> change(true, message);
            case "unsubscribe" -> change(false, message);
            default -> NO_REQUEST;
        };
    }

    private static ClientRequest authenticate(JsonObject message) {
        String key = message.text("key");
        String secret = message.text("secret");
        return key.isEmpty() || secret.isEmpty()
                ? new Invalid(AlpacaError.AUTH_FAILED, false)
                : new Authenticate(new Credentials(key, secret));
    }

    private ClientRequest change(boolean add, JsonObject message) {
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
        return symbols.isEmpty() ? BAD_SYNTAX : new Change(add, symbols, OptionalLong.empty());
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
        if (!added.stream().allMatch(ClientRequestReader::isSymbol)) {
            return Optional.of(BAD_SYNTAX);
        }
        if (!channel.get().isMirror()) {
            symbols.addAll(channel.get(), added);
        }
        return Optional.empty();
    }

    /** Refuses only what no feed could mean by a symbol; the upstream knows better. */
    static boolean isSymbol(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_SYMBOL
                && text.chars().allMatch(c -> c > ' ' && c <= '~');
    }
}
