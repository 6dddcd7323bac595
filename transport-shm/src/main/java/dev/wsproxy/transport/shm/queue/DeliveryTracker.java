// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import dev.wsproxy.transport.shm.DamagedMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * What one reader has received so far, compared with what was addressed to it: tells which records it gets and, where
 * a generation starts or its writer found no room, what it has missed.
 */
final class DeliveryTracker {
    private final int slot;
    private long nextSequence;
    private long messages;
    private long events;
    private long lostMessages;
    private long lostEvents;

    /** Kind of the message whose next pieces are expected, null between messages. */
    private @Nullable RecordKind open;

    DeliveryTracker(int slot, JoinPosition joined) {
        this.slot = slot;
        nextSequence = joined.sequence();
        messages = joined.messages();
        events = joined.events();
        lostMessages = joined.lostMessages();
        lostEvents = joined.lostEvents();
    }

    long nextSequence() {
        return nextSequence;
    }

    long accounted() {
        return messages + events;
    }

    /** True if the record is for this reader; a piece of a message whose beginning was missed is not. */
    boolean accept(DataRecord record) {
        if (record.sequence() != nextSequence) {
            throw new DamagedMemoryException(
                    "a record has sequence number " + record.sequence() + " where " + nextSequence + " is due");
        }
        nextSequence++;
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
        giveUpOpen();
        long missedMessages = DeliveryCounts.messages(start, slot) - messages;
        long missedEvents = DeliveryCounts.events(start, slot) - events;
        long missedLostMessages = DeliveryCounts.lostMessages(start, slot) - lostMessages;
        long missedLostEvents = DeliveryCounts.lostEvents(start, slot) - lostEvents;
        nextSequence = start.sequence();
        messages += missedMessages;
        events += missedEvents;
        lostMessages += missedLostMessages;
        lostEvents += missedLostEvents;
        return missedMessages + missedEvents == 0
                ? null
                : new Gap(
                        missedMessages,
                        missedEvents,
                        missedLostMessages,
                        missedLostEvents,
                        firstMissed,
                        nextSequence - 1);
    }

    /**
     * Compares with how many found no room so far, everything that did having been read; null if all of those are known. What
     * is told now is not told again where the next generation starts.
     */
    @Nullable
    Gap lost(long lostMessagesNow, long lostEventsNow) {
        long newMessages = Math.max(0, lostMessagesNow - lostMessages);
        long newEvents = Math.max(0, lostEventsNow - lostEvents);
        if (newMessages + newEvents == 0) {
            return null;
        }
        giveUpOpen();
        messages += newMessages;
        events += newEvents;
        lostMessages += newMessages;
        lostEvents += newEvents;
        return new Gap(newMessages, newEvents, newMessages, newEvents, nextSequence, Gap.UNKNOWN);
    }

    /** A message whose end does not come was counted when it began, but is one of the missed. */
    private void giveUpOpen() {
        if (open != null && open.isMessage()) {
            messages--;
        } else if (open != null) {
            events--;
        }
        open = null;
    }
}
