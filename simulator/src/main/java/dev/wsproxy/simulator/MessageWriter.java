// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages of one encoding, one after the other: what is sent often from a {@link Template}, whose holes are filled
 * in their order; anything else as a {@link #value}. Used by one thread at a time.
 */
abstract sealed class MessageWriter permits JsonWriter, MsgpackWriter {
    private final Encoding encoding;
    private final List<byte[]> cuts = new ArrayList<>();
    private byte[][] parts = {};
    private int next;

    MessageWriter(Encoding encoding) {
        this.encoding = encoding;
    }

    final Encoding encoding() {
        return encoding;
    }

    /** Begins a message in place of the one before. */
    final MessageWriter begin(Template template) {
        clear();
        parts = template.parts(encoding);
        next = 0;
        return goOn();
    }

    private MessageWriter goOn() {
        putBytes(parts[next++]);
        return this;
    }

    /** Fills a hole. */
    final MessageWriter integer(long value) {
        putLong(value);
        return goOn();
    }

    /** Fills a hole with {@code value / 10^places}, which is not negative; a whole number if there are no places. */
    final MessageWriter decimal(long value, int places) {
        putDecimal(value, places);
        return goOn();
    }

    /** Fills a hole. */
    final MessageWriter text(String value) {
        putText(value);
        return goOn();
    }

    /** Fills a hole. */
    final MessageWriter time(Instant value) {
        putTime(value);
        return goOn();
    }

    /** Fills a hole of the kind {@link Template.Hole#MSGPACK_VALUE}, if this is msgpack. */
    final MessageWriter received(Instant value) {
        return encoding == Encoding.JSON ? this : time(value);
    }

    /** Writes a map in its order, a collection, a text, a number, a flag, a time, or nothing. */
    final void value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            putMap(map);
        } else if (value instanceof Collection<?> elements) {
            putList(elements);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Instant time) {
            putTime(time);
        } else if (value instanceof Boolean flag) {
            putFlag(flag);
        } else if (value instanceof Template.Hole) {
            cut();
        } else if (value == null) {
            putNothing();
        } else {
            putText(value.toString());
        }
    }

    private void number(Number value) {
        if (value instanceof BigDecimal decimal) {
            putDecimal(decimal.unscaledValue().longValueExact(), decimal.scale());
        } else if (value instanceof Long || value instanceof Integer) {
            putLong(value.longValue());
        } else {
            putDouble(value.doubleValue());
        }
    }

    /** Writes a value that has holes, and returns what is around them. */
    final byte[][] parts(Object value) {
        value(value);
        cut();
        return cuts.toArray(byte[][]::new);
    }

    private void cut() {
        cuts.add(copy());
        clear();
    }

    abstract void clear();

    abstract byte[] copy();

    abstract void copyTo(ByteBuilder out);

    abstract void putBytes(byte[] encoded);

    abstract void putMap(Map<?, ?> members);

    abstract void putList(Collection<?> elements);

    abstract void putLong(long value);

    abstract void putDecimal(long value, int places);

    abstract void putDouble(double value);

    abstract void putText(String value);

    abstract void putTime(Instant value);

    abstract void putFlag(boolean value);

    abstract void putNothing();
}
