// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

/** Resolves the escapes of a JSON string (RFC 8259, section 7) into UTF-8. */
final class JsonEscapes {
    private static final String SHORT = "\"\\/bfnrt";
    private static final String MEANING = "\"\\/\b\f\n\r\t";

    private static final int REPLACEMENT = 0xFFFD;

    private JsonEscapes() {}

    /**
     * Writes what the bytes between two quotes mean. The result is never longer than the source.
     *
     * @return the number of bytes written, or -1 when an escape is malformed
     */
    static int resolve(byte[] source, int from, int to, byte[] target) {
        int length = 0;
        int i = from;
        while (i < to) {
            byte b = source[i++];
            if (b != '\\') {
                target[length++] = b;
                continue;
            }
            if (i == to) {
                return -1;
            }
            byte kind = source[i++];
            if (kind == 'u') {
                int codePoint = codePoint(source, i, to);
                if (codePoint < 0) {
                    return -1;
                }
                i += codePoint > Character.MAX_VALUE ? 10 : 4;
                length = utf8(codePoint, target, length);
            } else {
                int index = SHORT.indexOf(kind);
                if (index < 0) {
                    return -1;
                }
                target[length++] = (byte) MEANING.charAt(index);
            }
        }
        return length;
    }

    /**
     * The code point whose four digits, or surrogate pair, begin here; -1 when they are no digits. JSON allows half a
     * pair, which UTF-8 cannot express: it becomes the replacement character.
     */
    private static int codePoint(byte[] source, int from, int to) {
        int unit = hex(source, from, to);
        if (unit < 0 || !Character.isSurrogate((char) unit)) {
            return unit;
        }
        boolean pair = Character.isHighSurrogate((char) unit)
                && from + 5 < to
                && source[from + 4] == '\\'
                && source[from + 5] == 'u';
        int low = pair ? hex(source, from + 6, to) : -1;
        return low >= 0 && Character.isLowSurrogate((char) low)
                ? Character.toCodePoint((char) unit, (char) low)
                : REPLACEMENT;
    }

    private static int hex(byte[] source, int from, int to) {
        if (from + 4 > to) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(source[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int utf8(int codePoint, byte[] target, int at) {
        int next = at;
        if (codePoint < 0x80) {
            target[next++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            target[next++] = (byte) (0xC0 | codePoint >> 6);
            target[next++] = continuation(codePoint);
        } else if (codePoint < 0x10000) {
            target[next++] = (byte) (0xE0 | codePoint >> 12);
            target[next++] = continuation(codePoint >> 6);
            target[next++] = continuation(codePoint);
        } else {
            target[next++] = (byte) (0xF0 | codePoint >> 18);
            target[next++] = continuation(codePoint >> 12);
            target[next++] = continuation(codePoint >> 6);
            target[next++] = continuation(codePoint);
        }
        return next;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | bits & 0x3F);
    }
}
