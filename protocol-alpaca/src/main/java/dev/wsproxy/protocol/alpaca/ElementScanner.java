// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

/**
 * Finds the elements of an array of objects, and in each of them the values of {@code T} and {@code S}, without allocating;
 * and makes a message of some of them that follow each other, in place.
 *
 * <pre>
 *   scanner.reset(bytes, length);
 *   while ((step = scanner.next()) == ELEMENT) { … scanner.start(), scanner.end(), scanner.type(), scanner.symbol() … }
 * </pre>
 *
 * <p>Why it exists: docs/adr/0003-element-scanner.md.
 */
abstract sealed class ElementScanner permits JsonScanner, MsgpackScanner {
    /** {@link #next()} stands on an element. */
    static final int ELEMENT = 1;
    /** The array is complete, and nothing follows it. */
    static final int END = 0;
    /** The input is not an array of objects, from {@link #offset()} on. */
    static final int MALFORMED = -1;

    final Text type = new Text();
    final Text symbol = new Text();

    private static final byte[] NOTHING = {};

    byte[] bytes = NOTHING;
    int limit;
    int position;
    boolean begun;
    int start;
    int end;

    /** Begins with a new message, which lies at the beginning of an array that is longer than it. */
    final void reset(byte[] message, int length) {
        bytes = message;
        limit = length;
        position = 0;
        begun = false;
    }

    /** Lets go of the message, which may be large. */
    void forget() {
        reset(NOTHING, 0);
        type.clear();
        symbol.clear();
    }

    /** For people: what it scans. */
    abstract String format();

    /** Goes to the next element: {@link #ELEMENT}, {@link #END} or {@link #MALFORMED}; the latter two are final. */
    abstract int next();

    /**
     * Writes what a message of elements begins with before the first of them, over what stands there.
     *
     * @param from where the first element begins
     * @param count how many there are
     * @return where the message begins
     */
    abstract int open(int from, int count);

    /**
     * Writes what a message of elements ends with after the last of them, over what stands there.
     *
     * @param to the position after the last element
     * @return the position after the message
     */
    abstract int close(int to);

    /** Where the element begins. */
    final int start() {
        return start;
    }

    /** The position after the element. */
    final int end() {
        return end;
    }

    /** How far the scanner has come: after {@link #MALFORMED}, where it failed. */
    final int offset() {
        return position;
    }

    /** The value of {@code T}; empty when the element has none, or it is not a string. Valid until {@link #next()}. */
    final Text type() {
        return type;
    }

    /** The value of {@code S}; empty when the element has none, or it is not a string. Valid until {@link #next()}. */
    final Text symbol() {
        return symbol;
    }
}
