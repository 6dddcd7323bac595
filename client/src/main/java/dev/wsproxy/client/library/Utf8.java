// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The encoding of text messages. A wrong one would make the upstream close the connection that everybody shares. */
final class Utf8 {
    private static final long ABOVE_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** @throws IllegalArgumentException when the text holds half a surrogate pair */
    static ByteBuffer encode(CharSequence text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the text holds half a surrogate pair, which UTF-8 cannot express: length=" + text.length(), e);
        }
    }

    /**
     * Checks a whole message, without allocating.
     *
     * @param text from position to limit, position unchanged
     * @throws IllegalArgumentException when it is not UTF-8
     */
    static void check(ByteBuffer text) {
        int end = text.limit();
        int at = text.position();
        while (at < end) {
            if (end - at >= Long.BYTES && (text.getLong(at) & ABOVE_ASCII) == 0) {
                at += Long.BYTES;
                continue;
            }
            int length = characterBytes(text, at, end);
            if (length == 0) {
                throw new IllegalArgumentException("the text is not UTF-8 from byte " + (at - text.position()) + " of "
                        + text.remaining() + " on: encode it, or send it as BINARY");
            }
            at += length;
        }
    }

    /** The length of the character at a place as table 3-7 of the Unicode standard allows it; 0 when it does not. */
    private static int characterBytes(ByteBuffer text, int at, int end) {
        int first = text.get(at) & 0xff;
        if (first < 0x80) {
            return 1;
        }
        if (first >= 0xc2 && first <= 0xdf) {
            return isBetween(text, at + 1, end, 0x80, 0xbf) ? 2 : 0;
        }
        if (first >= 0xe0 && first <= 0xef) {
            boolean second = isBetween(text, at + 1, end, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
            return second && isBetween(text, at + 2, end, 0x80, 0xbf) ? 3 : 0;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            boolean second = isBetween(text, at + 1, end, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
            return second && isBetween(text, at + 2, end, 0x80, 0xbf) && isBetween(text, at + 3, end, 0x80, 0xbf)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean isBetween(ByteBuffer text, int at, int end, int low, int high) {
        if (at >= end) {
            return false;
        }
        int next = text.get(at) & 0xff;
        return next >= low && next <= high;
    }
}
