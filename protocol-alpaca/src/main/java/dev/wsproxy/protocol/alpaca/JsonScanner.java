// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

/**
 * Scans JSON: strings and nesting are followed, numbers and literals are not checked. It reads no further than it needs to
 * find where an element ends.
 */
final class JsonScanner extends ElementScanner {
    private static final int DEEPEST = Long.SIZE;

    private final Text key = new Text();

    private boolean escaped;

    @Override
    int next() {
        skipSpace();
        if (!begun) {
            begun = true;
            if (!take('[')) {
                return MALFORMED;
            }
            skipSpace();
            if (take(']')) {
                return atEnd();
            }
        } else if (take(']')) {
            return atEnd();
        } else if (!take(',')) {
            return MALFORMED;
        }
        skipSpace();
        start = position;
        if (!object()) {
            return MALFORMED;
        }
        end = position;
        return ELEMENT;
    }

    @Override
    void forget() {
        super.forget();
        key.clear();
    }

    @Override
    String format() {
        return "JSON";
    }

    /** A separator, or the beginning of the array, precedes every element. */
    @Override
    int open(int from, int count) {
        bytes[from - 1] = '[';
        return from - 1;
    }

    @Override
    int close(int to) {
        bytes[to] = ']';
        return to + 1;
    }

    private int atEnd() {
        skipSpace();
        return position == limit ? END : MALFORMED;
    }

    private boolean object() {
        type.clear();
        symbol.clear();
        if (!take('{')) {
            return false;
        }
        skipSpace();
        if (take('}')) {
            return true;
        }
        while (member()) {
            skipSpace();
            if (take('}')) {
                return true;
            }
            if (!take(',')) {
                return false;
            }
            skipSpace();
        }
        return false;
    }

    private boolean member() {
        int from = position + 1;
        if (!string() || !set(key, from)) {
            return false;
        }
        skipSpace();
        if (!take(':')) {
            return false;
        }
        skipSpace();
        int valueFrom = position + 1;
        return switch (peek()) {
            case '"' -> string() && keep(valueFrom);
            case '{', '[' -> nested();
            default -> scalar();
        };
    }

    /** Keeps the string that was just read if it is the value of one of the two keys. */
    private boolean keep(int from) {
        if (key.length() == 1) {
            byte name = key.first();
            if (name == 'T') {
                return set(type, from);
            }
            if (name == 'S') {
                return set(symbol, from);
            }
        }
        return true;
    }

    private boolean set(Text text, int from) {
        if (escaped) {
            return text.setUnescaped(bytes, from, position - 1);
        }
        text.set(bytes, from, position - 1);
        return true;
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        escaped = false;
        byte[] source = bytes;
        int i = position;
        while (i < limit) {
            byte b = source[i++];
            if (b == '"') {
                position = i;
                return true;
            }
            if (b == '\\') {
                escaped = true;
                i++;
            }
        }
        position = limit;
        return false;
    }

    /** Passes an object or array inside the element; {@code kinds} is a stack of one bit per level: 1 for an object. */
    private boolean nested() {
        long kinds = 0;
        int depth = 0;
        while (position < limit) {
            byte b = bytes[position];
            if (b == '"') {
                if (!string()) {
                    return false;
                }
                continue;
            }
            position++;
            if (b == '{' || b == '[') {
                if (depth++ == DEEPEST) {
                    return false;
                }
                kinds = kinds << 1 | (b == '{' ? 1 : 0);
            } else if (b == '}' || b == ']') {
                if ((kinds & 1) != (b == '}' ? 1 : 0)) {
                    return false;
                }
                kinds >>>= 1;
                if (--depth == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean scalar() {
        byte[] source = bytes;
        int from = position;
        int i = from;
        while (i < limit && !endsScalar(source[i])) {
            i++;
        }
        position = i;
        return i > from;
    }

    private static boolean endsScalar(byte b) {
        return b == ',' || b == '}' || b == ']' || b <= ' ' || b == '{' || b == '[' || b == '"' || b == ':';
    }

    private void skipSpace() {
        while (position < limit) {
            byte b = bytes[position];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            position++;
        }
    }

    private int peek() {
        return position < limit ? bytes[position] : -1;
    }

    private boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        position++;
        return true;
    }
}
