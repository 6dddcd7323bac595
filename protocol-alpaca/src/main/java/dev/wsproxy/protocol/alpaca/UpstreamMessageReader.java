// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.protocol.alpaca.UpstreamMessage.Authenticated;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Connected;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Subscribed;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Unknown;
import java.nio.ByteBuffer;

/** Reads the control messages of the upstream. */
final class UpstreamMessageReader {
    private static final String MESSAGE = "msg";
    private static final UpstreamMessage MALFORMED = new Unknown("malformed");

    private final Feed feed;

    UpstreamMessageReader(Feed feed) {
        this.feed = feed;
    }

    UpstreamMessage read(byte[] bytes, int from, int to) {
        try {
            ByteBuffer json = feed.encoding().decode(ByteBuffer.wrap(bytes, from, to - from));
            int start = json.arrayOffset() + json.position();
            return JsonObject.read(json.array(), start, start + json.remaining())
                    .map(this::read)
                    .orElse(MALFORMED);
        } catch (IllegalArgumentException malformed) {
            return MALFORMED;
        }
    }

    private UpstreamMessage read(JsonObject message) {
        return switch (message.text("T")) {
            case "success" -> success(message.text(MESSAGE));
            case "error" -> new Refused(message.number("code"), message.text(MESSAGE));
            case "subscription" -> subscribed(message);
            default -> new Unknown(message.text("T"));
        };
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
}
