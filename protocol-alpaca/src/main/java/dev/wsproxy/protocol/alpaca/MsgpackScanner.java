// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

/** Scans msgpack (github.com/msgpack/msgpack, spec.md): lengths are followed, no other value is looked at. */
final class MsgpackScanner extends ElementScanner {
    private static final int FIX_MAP = 0x80;
    private static final int FIX_ARRAY = 0x90;
    private static final int FIX_STR = 0xA0;
    private static final int BIN_8 = 0xC4;
    private static final int EXT_8 = 0xC7;
    private static final int FLOAT_32 = 0xCA;
    private static final int UINT_8 = 0xCC;
    private static final int INT_8 = 0xD0;
    private static final int FIX_EXT_1 = 0xD4;
    private static final int STR_8 = 0xD9;
    private static final int ARRAY_16 = 0xDC;
    private static final int ARRAY_32 = 0xDD;
    private static final int MAP_16 = 0xDE;
    private static final int NEGATIVE_FIX_INT = 0xE0;

    private long remaining;

    @Override
    String format() {
        return "msgpack";
    }

    @Override
    int next() {
        if (!begun) {
            begun = true;
            remaining = size(FIX_ARRAY, ARRAY_16);
            if (remaining < 0) {
                return MALFORMED;
            }
        }
        if (remaining == 0) {
            return position == limit ? END : MALFORMED;
        }
        remaining--;
        start = position;
        if (!element()) {
            return MALFORMED;
        }
        end = position;
        return ELEMENT;
    }

    /** No header is longer than the one of the whole array, or than an element. */
    @Override
    int open(int from, int count) {
        if (count < 16) {
            bytes[from - 1] = (byte) (FIX_ARRAY | count);
            return from - 1;
        }
        int width = count < 1 << Short.SIZE ? Short.BYTES : Integer.BYTES;
        for (int i = 1, rest = count; i <= width; i++, rest >>>= Byte.SIZE) {
            bytes[from - i] = (byte) rest;
        }
        bytes[from - width - 1] = (byte) (width == Short.BYTES ? ARRAY_16 : ARRAY_32);
        return from - width - 1;
    }

    @Override
    int close(int to) {
        return to;
    }

    private boolean element() {
        type.clear();
        symbol.clear();
        long members = size(FIX_MAP, MAP_16);
        for (long i = 0; i < members; i++) {
            int key = peek();
            if (!skip()) {
                return false;
            }
            byte name = key == (FIX_STR | 1) ? bytes[position - 1] : 0;
            if (name == 'T' ? !text(type) : name == 'S' ? !text(symbol) : !skip()) {
                return false;
            }
        }
        return members >= 0;
    }

    /** Passes a value, and keeps it if it is a string. */
    private boolean text(Text value) {
        int format = peek();
        int from = position;
        if (!skip()) {
            return false;
        }
        if ((format & NEGATIVE_FIX_INT) == FIX_STR) {
            value.set(bytes, from + 1, position);
        } else if (format >= STR_8 && format < ARRAY_16) {
            value.set(bytes, from + 1 + (1 << format - STR_8), position);
        }
        return true;
    }

    /** Reads the header of an array or map; -1 when there is none. */
    private long size(int fix, int sixteen) {
        int format = peek();
        if (format < 0) {
            return -1;
        }
        position++;
        if ((format & 0xF0) == fix) {
            return format & 0x0F;
        }
        return format == sixteen ? number(Short.BYTES) : format == sixteen + 1 ? number(Integer.BYTES) : -1;
    }

    /** Passes a value with all that is in it. */
    private boolean skip() {
        for (long values = 1; values > 0; values--) {
            int format = peek();
            if (format < 0) {
                return false;
            }
            position++;
            long inside = inside(format);
            long length = inside >= 0 ? 0 : length(format);
            if (length < 0 || length > limit - position) {
                return false;
            }
            position += (int) length;
            values += Math.max(0, inside);
        }
        return true;
    }

    /** How many values follow in an array or map; -1 when it is neither. */
    private long inside(int format) {
        if ((format & 0xF0) == FIX_MAP) {
            return 2L * (format & 0x0F);
        }
        if ((format & 0xF0) == FIX_ARRAY) {
            return format & 0x0F;
        }
        if (format < ARRAY_16 || format >= NEGATIVE_FIX_INT) {
            return -1;
        }
        long size = number((format & 1) == 0 ? Short.BYTES : Integer.BYTES);
        return format < MAP_16 ? size : 2 * size;
    }

    /** How many bytes follow the first one of a value that is neither array nor map; -1 when there is no such value. */
    private long length(int format) {
        if (format < FIX_STR || format >= NEGATIVE_FIX_INT) {
            return 0;
        }
        if (format < BIN_8 - 4) {
            return format & 0x1F;
        }
        if (format < BIN_8) {
            return format == 0xC1 ? -1 : 0;
        }
        if (format < EXT_8) {
            return number(1 << format - BIN_8);
        }
        if (format < FLOAT_32) {
            return number(1 << format - EXT_8) + 1;
        }
        if (format < UINT_8) {
            return 4L << format - FLOAT_32;
        }
        if (format < FIX_EXT_1) {
            return 1L << (format - (format < INT_8 ? UINT_8 : INT_8));
        }
        return format < STR_8 ? 1 + (1L << format - FIX_EXT_1) : number(1 << format - STR_8);
    }

    /** Reads a big-endian number; more than any message has when it is cut off. */
    private long number(int width) {
        if (width > limit - position) {
            return Integer.MAX_VALUE;
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << Byte.SIZE | bytes[position++] & 0xFF;
        }
        return value;
    }

    private int peek() {
        return position < limit ? bytes[position] & 0xFF : -1;
    }
}
