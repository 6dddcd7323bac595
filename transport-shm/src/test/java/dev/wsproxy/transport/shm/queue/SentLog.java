// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a test has appended, and whether a reader's account of it is exact. */
final class SentLog {
    /** Sequence numbers are those of its first and last record, or of the hole it left. */
    record Sent(long number, int length, RecordKind kind, long[] recipients, long firstSequence, long lastSequence) {
        boolean isFor(int slot) {
            return slot >>> 6 < recipients.length && (recipients[slot >>> 6] & 1L << slot) != 0;
        }

        boolean touches(Gap gap) {
            return firstSequence <= gap.lastSequence() && lastSequence >= gap.firstSequence();
        }
    }

    private final GenerationWriter writer;
    private final List<Sent> sent = new ArrayList<>();

    SentLog(GenerationWriter writer) {
        this.writer = writer;
    }

    /** Appends a message of this length, 8 or more, that begins with its number. */
    AppendResult append(RecordKind kind, int length, long... recipients) {
        ByteBuffer payload = ByteBuffer.allocate(length).putLong(0, sent.size());
        for (int i = Long.BYTES; i < length; i++) {
            payload.put(i, (byte) (sent.size() + i));
        }
        long first = writer.position(0).sequence();
        AppendResult result = QueueFixture.append(writer, kind, recipients, payload);
        long last = writer.position(0).sequence() - 1;
        sent.add(new Sent(sent.size(), length, kind, recipients.clone(), first, last));
        return result;
    }

    long count(int slot) {
        return sent.stream().filter(each -> each.isFor(slot)).count();
    }

    /** Everything for the slot was received once, whole and in order, or is counted in the gap where it belongs. */
    void assertAccountedFor(int slot, Received received) {
        long lastNumber = -1;
        for (Received.Message message : received.messages) {
            assertThat(message.number()).isGreaterThan(lastNumber);
            lastNumber = message.number();
            assertIntact(sent.get((int) lastNumber), message, slot);
        }
        List<Sent> missing =
                new ArrayList<>(sent.stream().filter(each -> each.isFor(slot)).toList());
        received.messages.forEach(message -> missing.removeIf(each -> each.number() == message.number()));
        for (Gap gap : received.gaps) {
            List<Sent> inGap =
                    missing.stream().filter(each -> each.touches(gap)).toList();
            assertThat(gap.messages())
                    .as("messages of %s", gap)
                    .isEqualTo(inGap.stream()
                            .filter(each -> each.kind() != RecordKind.EVENT)
                            .count());
            assertThat(gap.events())
                    .as("events of %s", gap)
                    .isEqualTo(inGap.stream()
                            .filter(each -> each.kind() == RecordKind.EVENT)
                            .count());
            missing.removeAll(inGap);
        }
        assertThat(missing).as("neither received nor in a gap").isEmpty();
    }

    private static void assertIntact(Sent sent, Received.Message message, int slot) {
        assertThat(sent.isFor(slot)).isTrue();
        assertThat(message.kind()).isEqualTo(sent.kind());
        assertThat(message.sequence()).isEqualTo(sent.lastSequence());
        assertThat(message.payload()).hasSize(sent.length());
        for (int i = Long.BYTES; i < sent.length(); i++) {
            if (message.payload()[i] != (byte) (sent.number() + i)) {
                throw new AssertionError("message " + sent.number() + " is damaged at byte " + i);
            }
        }
    }
}
