// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Writes msgpack: times as timestamps (extension -1), whole numbers as integers, other numbers as doubles. */
final class MsgpackWriter extends MessageWriter {
    private static final double[] SCALES = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

    private interface Step {
        void run() throws IOException;
    }

    private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();

    MsgpackWriter() {
        super(Encoding.MSGPACK);
    }

    /** Nothing can fail: the packer writes to memory. */
    private static void run(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void clear() {
        packer.clear();
    }

    @Override
    byte[] copy() {
        return packer.toByteArray();
    }

    @Override
    void copyTo(ByteBuilder out) {
        out.put(packer.toByteArray());
    }

    @Override
    void putBytes(byte[] encoded) {
        run(() -> packer.writePayload(encoded));
    }

    @Override
    void putMap(Map<?, ?> members) {
        run(() -> packer.packMapHeader(members.size()));
        members.forEach((name, value) -> {
            value(name);
            value(value);
        });
    }

    @Override
    void putList(Collection<?> elements) {
        run(() -> packer.packArrayHeader(elements.size()));
        elements.forEach(this::value);
    }

    @Override
    void putLong(long value) {
        run(() -> packer.packLong(value));
    }

    @Override
    void putDecimal(long value, int places) {
        if (places == 0) {
            putLong(value);
        } else {
            putDouble(value / SCALES[places]);
        }
    }

    @Override
    void putDouble(double value) {
        run(() -> packer.packDouble(value));
    }

    @Override
    void putText(String value) {
        run(() -> packer.packString(value));
    }

    @Override
    void putTime(Instant value) {
        run(() -> packer.packTimestamp(value));
    }

    @Override
    void putFlag(boolean value) {
        run(() -> packer.packBoolean(value));
    }

    @Override
    void putNothing() {
        run(packer::packNil);
    }
}
