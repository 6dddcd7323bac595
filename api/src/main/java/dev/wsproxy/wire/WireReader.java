// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the elements of a message, trusting nothing: every length is checked against what is there. */
public final class WireReader {
    private final ByteBuffer buffer;
    private final String message;

    /**
     * Reads from position to limit; the position of the source stays unchanged.
     *
     * @param message what it is, for errors
     */
    public WireReader(String message, ByteBuffer source) {
        this.message = message;
        this.buffer = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    public int u8() {
        return need(1, "a byte").get() & 0xff;
    }

    public boolean bool() {
        return u8() != 0;
    }

    public int i32() {
        return need(4, "a 4-byte number").getInt();
    }

    public long i64() {
        return need(8, "an 8-byte number").getLong();
    }

    public String string() {
        int length = count("a string", 1);
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A string that is a path. */
    public Path path() {
        String path = string();
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw malformed("no path: " + e.getReason());
        }
    }

    public List<String> strings() {
        int count = count("a list of strings", 4);
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(string());
        }
        return values;
    }

    public Map<String, String> map() {
        int count = count("a map", 8);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            values.put(string(), string());
        }
        return values;
    }

    /** A count of elements that take at least so many bytes each. */
    public int count(String what, int leastBytes) {
        int count = i32();
        if (count < 0 || (long) count * leastBytes > buffer.remaining()) {
            throw malformed(what + " of length " + count + " in " + buffer.remaining() + " remaining bytes");
        }
        return count;
    }

    /** The element of an enum with this ordinal. */
    public <E extends Enum<E>> E ordinal(E[] values) {
        int ordinal = u8();
        if (ordinal >= values.length) {
            throw malformed("no element " + ordinal + " among " + values.length);
        }
        return values[ordinal];
    }

    /** The rest of the message, as a view. */
    public ByteBuffer rest() {
        ByteBuffer rest = buffer.slice();
        buffer.position(buffer.limit());
        return rest;
    }

    /** The first byte of the message names nothing that this version knows. */
    public UnknownMessageException unknown(int id) {
        return new UnknownMessageException(place() + "unknown id " + id, id);
    }

    public WireException malformed(String what) {
        return new WireException(place() + what);
    }

    private String place() {
        return "malformed " + message + " message at byte " + buffer.position() + ": ";
    }

    private ByteBuffer need(int bytes, String what) {
        if (buffer.remaining() < bytes) {
            throw malformed(what + " is missing, " + buffer.remaining() + " bytes remain");
        }
        return buffer;
    }
}
