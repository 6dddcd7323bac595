// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps copies of whole messages, put together from their pieces, and of the gaps. */
final class Received implements RecordHandler {
    record Message(RecordKind kind, int flags, long sequence, long receivedNs, long receivedEpochNs, byte[] payload) {
        long number() {
            return ByteBuffer.wrap(payload).getLong();
        }
    }

    final List<Message> messages = new ArrayList<>();
    final List<Gap> gaps = new ArrayList<>();
    int records;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();

    @Override
    public void onRecord(DataRecord record) {
        records++;
        if (record.isFirstOfMessage() != (pieces.size() == 0)) {
            throw new AssertionError("torn message at sequence " + record.sequence());
        }
        byte[] bytes = new byte[record.payload().remaining()];
        record.payload().get(bytes);
        pieces.writeBytes(bytes);
        if (record.remaining() == 0) {
            messages.add(new Message(
                    record.kind(),
                    record.flags(),
                    record.sequence(),
                    record.receivedNs(),
                    record.receivedEpochNs(),
                    pieces.toByteArray()));
            pieces.reset();
        }
    }

    @Override
    public void onGap(Gap gap) {
        gaps.add(gap);
        pieces.reset();
    }

    long missed() {
        return gaps.stream().mapToLong(Gap::messages).sum();
    }

    /** Reads until nothing more is there. */
    Received drain(GenerationReader reader) {
        while (reader.poll(this, 1000) > 0) {
            // until empty
        }
        return this;
    }
}
