// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Arrays;
import java.util.stream.Collectors;

/** An endpoint: what clients connect to, each with its own limit of connections per account. */
public enum Feed {
    IEX("/v2/iex", Kind.STOCKS),
    SIP("/v2/sip", Kind.STOCKS),
    DELAYED_SIP("/v2/delayed_sip", Kind.STOCKS),
    /** Has one symbol, {@value Simulator#TEST_SYMBOL}. */
    TEST("/v2/test", Kind.TEST),
    BOATS("/v1beta1/boats", Kind.STOCKS),
    OVERNIGHT("/v1beta1/overnight", Kind.STOCKS),
    CRYPTO_US("/v1beta3/crypto/us", Kind.CRYPTO),
    CRYPTO_US_1("/v1beta3/crypto/us-1", Kind.CRYPTO),
    CRYPTO_US_2("/v1beta3/crypto/us-2", Kind.CRYPTO),
    CRYPTO_EU_1("/v1beta3/crypto/eu-1", Kind.CRYPTO),
    CRYPTO_BS_1("/v1beta3/crypto/bs-1", Kind.CRYPTO),
    /** Options; speaks msgpack only. */
    INDICATIVE("/v1beta1/indicative", Kind.OPTIONS),
    /** Options; speaks msgpack only. */
    OPRA("/v1beta1/opra", Kind.OPTIONS),
    NEWS("/v1beta1/news", Kind.ARTICLES),
    /** The account stream. */
    ACCOUNT("/stream", Kind.ORDERS);

    private final String path;
    private final Kind kind;

    Feed(String path, Kind kind) {
        this.path = path;
        this.kind = kind;
    }

    /** The path of the URL, such as {@code "/v2/iex"}. */
    public String path() {
        return path;
    }

    Kind kind() {
        return kind;
    }

    boolean has(Channel channel) {
        return kind.channels().contains(channel);
    }

    /** @param path a slash at its end does not matter */
    static Feed of(String path) {
        return Arrays.stream(values())
                .filter(feed -> path.equals(feed.path) || path.equals(feed.path + "/"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such feed: path=" + path + ", known=" + paths()));
    }

    private static String paths() {
        return Arrays.stream(values()).map(Feed::path).collect(Collectors.joining(" "));
    }
}
