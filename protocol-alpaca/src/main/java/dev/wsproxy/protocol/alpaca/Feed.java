// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.protocol.alpaca.Channel.Content;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one endpoint of Alpaca offers: its channels, in the order of its acknowledgements. */
final class Feed {
    private static final String TRADES = "trades";
    private static final Set<String> COME_WITH_TRADES = Set.of("corrections", "cancelErrors");
    private static final Map<String, Content> CONTENTS =
            Map.of("orderbooks", Content.ORDER_BOOK, "news", Content.ARTICLE);

    /** Channels and the {@code T} of their elements. */
    private static final String TEST = "trades=t quotes=q bars=b";

    private static final String STOCKS =
            TEST + " updatedBars=u dailyBars=d statuses=s lulds=l corrections=c cancelErrors=x imbalances=i";
    private static final String CRYPTO = "trades=t quotes=q orderbooks=o bars=b updatedBars=u dailyBars=d";
    private static final String NEWS = "news=n";
    private static final String OPTIONS = "trades=t quotes=q";

    private static final List<Feed> ALL = List.of(
            new Feed("/v2/iex", STOCKS),
            new Feed("/v2/sip", STOCKS),
            new Feed("/v2/delayed_sip", STOCKS),
            new Feed("/v2/test", TEST),
            new Feed("/v1beta1/boats", STOCKS),
            new Feed("/v1beta1/overnight", STOCKS),
            new Feed("/v1beta1/news", NEWS),
            new Feed("/v1beta1/indicative", OPTIONS, Encoding.MSGPACK),
            new Feed("/v1beta1/opra", OPTIONS, Encoding.MSGPACK),
            new Feed("/v1beta1/crypto-perps/global", CRYPTO + " pricing=p"),
            new Feed("/v1beta3/crypto/us", CRYPTO),
            new Feed("/v1beta3/crypto/us-1", CRYPTO),
            new Feed("/v1beta3/crypto/us-2", CRYPTO),
            new Feed("/v1beta3/crypto/eu-1", CRYPTO),
            new Feed("/v1beta3/crypto/bs-1", CRYPTO));

    /** Orders of one account. Its streams are the symbols of one channel, which no message names. */
    private static final Feed ACCOUNT = new Feed("/stream", "streams=s");

    private final String path;
    private final Encoding encoding;
    private final List<Channel> channels = new ArrayList<>();
    private final @Nullable Channel[] byType = new Channel[128];

    private Feed(String path, String types) {
        this(path, types, Encoding.JSON);
    }

    private Feed(String path, String types, Encoding encoding) {
        this.path = path;
        this.encoding = encoding;
        for (String entry : types.split(" ")) {
            String name = entry.substring(0, entry.indexOf('='));
            int index = channels.size();
            int source = COME_WITH_TRADES.contains(name)
                    ? channel(TRADES).orElseThrow().index()
                    : index;
            Content content = CONTENTS.getOrDefault(name, Content.TICK);
            Channel channel = new Channel(name, entry.charAt(entry.length() - 1), index, source, content);
            channels.add(channel);
            byType[channel.type()] = channel;
        }
    }

    /** The feed that a URL's path names; a trailing slash does not matter. */
    static Optional<Feed> of(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return Stream.concat(ALL.stream(), Stream.of(ACCOUNT))
                .filter(feed -> feed.path.equals(trimmed))
                .findFirst();
    }

    /** For people: the paths of all feeds. */
    static String paths() {
        return ALL.stream().map(Feed::path).collect(Collectors.joining(", ")) + ", " + ACCOUNT.path;
    }

    /** Whether any of Alpaca's feeds of market data has such a channel. */
    static boolean isChannelSomewhere(String name) {
        return ALL.stream().anyMatch(feed -> feed.channel(name).isPresent());
    }

    /** Whether it is the stream of an account, and not one of market data. */
    boolean isAccount() {
        return this == ACCOUNT;
    }

    String path() {
        return path;
    }

    /** What the upstream is asked for; options come in msgpack only. */
    Encoding encoding() {
        return encoding;
    }

    /** In the order of acknowledgements. */
    List<Channel> channels() {
        return channels;
    }

    Optional<Channel> channel(String name) {
        return channels.stream().filter(channel -> channel.name().equals(name)).findFirst();
    }

    /** The channel of order books; empty for a feed without them. */
    Optional<Channel> orderBooks() {
        return channels.stream()
                .filter(channel -> channel.content() == Content.ORDER_BOOK)
                .findFirst();
    }

    /** The channel of an element whose {@code T} is this; null for a type that this feed does not know. Hot path. */
    @Nullable
    Channel channelOfType(Text type) {
        if (type.length() != 1) {
            return null;
        }
        int first = type.first();
        return first < 0 ? null : byType[first];
    }

    /** For people: the channels that can be subscribed to. */
    String channelNames() {
        return channels.stream()
                .filter(channel -> !channel.isMirror())
                .map(Channel::name)
                .collect(Collectors.joining(", "));
    }
}
