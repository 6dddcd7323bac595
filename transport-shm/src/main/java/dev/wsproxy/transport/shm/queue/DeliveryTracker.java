// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import org.jspecify.annotations.Nullable;

/**
 * What one reader has received so far, compared with what was addressed to it: tells which records it gets and, where
 * a generation starts, what it has missed.
 */
final class DeliveryTracker {
    private final int slot;
    private long nextSequence;
    private long messages;
    private long events;

    /** Kind of the message whose next pieces are expected, null between messages. */
    private @Nullable RecordKind open;

    DeliveryTracker(int slot, JoinPosition joined) {
        this.slot = slot;
        nextSequence = joined.sequence();
        messages = joined.messages();
        events = joined.events();
    }

    long nextSequence() {
        return nextSequence;
    }

    /** True if the record is for this reader; a piece of a message whose beginning was missed is not. */
    boolean accept(DataRecord record) {
        nextSequence = record.sequence() + 1;
        if (!record.isFor(slot)) {
            return false;
        }
        if (record.isFirstOfMessage()) {
            begin(record.kind());
        } else if (open == null) {
            return false;
        }
        if (record.remaining() == 0) {
            open = null;
        }
        return true;
    }

    private void begin(RecordKind kind) {
        open = kind;
        if (kind.isMessage()) {
            messages++;
        } else {
            events++;
        }
    }

    /** Compares with the counts of a START record; null if nothing for this reader was missed before it. */
    @Nullable
    Gap start(DataRecord start) {
        long firstMissed = nextSequence;
        if (start.sequence() == firstMissed) {
            return null;
        }
        long missedMessages = DeliveryCounts.messages(start, slot) - messages;
        long missedEvents = DeliveryCounts.events(start, slot) - events;
        if (open != null && open.isMessage()) {
            missedMessages++; // counted when it began, but its end does not come
        } else if (open != null) {
            missedEvents++;
        }
        nextSequence = start.sequence();
        messages = DeliveryCounts.messages(start, slot);
        events = DeliveryCounts.events(start, slot);
        open = null;
        return missedMessages + missedEvents == 0
                ? null
                : new Gap(missedMessages, missedEvents, firstMissed, nextSequence - 1);
    }
}
