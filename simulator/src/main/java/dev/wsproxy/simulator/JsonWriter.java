// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes JSON: times as RFC 3339, numbers in their shortest form. */
final class JsonWriter extends MessageWriter {
    private final ByteBuilder out = new ByteBuilder();
    private final TimeStamps timeStamps = new TimeStamps();

    JsonWriter() {
        super(Encoding.JSON);
    }

    @Override
    void clear() {
        out.clear();
    }

    @Override
    byte[] copy() {
        return out.copy();
    }

    @Override
    void copyTo(ByteBuilder target) {
        target.put(out);
    }

    @Override
    void putBytes(byte[] encoded) {
        out.put(encoded);
    }

    @Override
    void putMap(Map<?, ?> members) {
        char separator = '{';
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.put(separator);
            value(member.getKey());
            out.put(':');
            value(member.getValue());
            separator = ',';
        }
        if (members.isEmpty()) {
            out.put('{');
        }
        out.put('}');
    }

    @Override
    void putList(Collection<?> elements) {
        char separator = '[';
        for (Object element : elements) {
            out.put(separator);
            value(element);
            separator = ',';
        }
        if (elements.isEmpty()) {
            out.put('[');
        }
        out.put(']');
    }

    @Override
    void putLong(long value) {
        if (value < 0) {
            ascii(Long.toString(value));
        } else {
            out.putLong(value);
        }
    }

    @Override
    void putDecimal(long value, int places) {
        out.putDecimal(value, places);
    }

    @Override
    void putDouble(double value) {
        ascii(Double.toString(value));
    }

    @Override
    void putText(String value) {
        out.put('"');
        out.put(JsonStringEncoder.getInstance().quoteAsUTF8(value));
        out.put('"');
    }

    @Override
    void putTime(Instant value) {
        timeStamps.put(value, out);
    }

    @Override
    void putFlag(boolean value) {
        ascii(Boolean.toString(value));
    }

    @Override
    void putNothing() {
        ascii("null");
    }

    private void ascii(String text) {
        out.put(text.getBytes(StandardCharsets.US_ASCII));
    }
}
