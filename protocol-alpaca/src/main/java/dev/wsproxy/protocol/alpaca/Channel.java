// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

/**
 * One kind of data of a feed.
 *
 * @param name the key in subscribe messages and acknowledgements, for instance {@code trades}
 * @param type the value of {@code T} in its elements
 * @param index its place in the feed's acknowledgements
 * @param source the index of the channel whose subscription it follows: its own, or that of {@code trades} for what
 *     Alpaca sends along with trades
 * @param content what its elements are
 */
record Channel(String name, char type, int index, int source, Content content) {
    enum Content {
        /** Complete in themselves, about the symbol {@code S}. */
        TICK,
        /** Changes of the order book of the symbol {@code S}. */
        ORDER_BOOK,
        /** Complete in themselves, about a list of {@code symbols}, which may be empty. */
        ARTICLE
    }

    private static final int LONGEST_SYMBOL = 64;

    /** Whether it cannot be subscribed to by itself, because it comes with another channel. */
    boolean isMirror() {
        return source != index;
    }

    /** Refuses only what no feed could mean by a symbol; the upstream knows better. */
    static boolean isSymbol(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_SYMBOL
                && text.chars().allMatch(c -> c > ' ' && c <= '~');
    }
}
