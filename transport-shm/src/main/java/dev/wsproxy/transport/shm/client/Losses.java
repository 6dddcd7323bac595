// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.transport.shm.QueueCells;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.RecordHandler;
import java.util.concurrent.TimeUnit;

/**
 * What the proxy says in the flags page to have found no room for, until the queue itself can say so: told at once, and then
 * at most once a second. On the polling thread.
 */
final class Losses {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final QueueCells cells;
    private final int cell;
    private final Interval sinceTold = new Interval(INTERVAL_NS);
    private long messages;
    private long events;
    private long told;

    Losses(QueueCells cells, int cell) {
        this.cells = cells;
        this.cell = cell;
        sinceTold.cutShort();
    }

    /** Notes what is lost now: to be called before everything that is there is read, because it comes after that. */
    void look() {
        messages = cells.lostMessages(cell);
        events = cells.lostEvents(cell);
    }

    /** Whether it is time to tell what the last {@link #look} has seen. */
    boolean isDue() {
        return messages + events != told && sinceTold.hasPassed(System.nanoTime());
    }

    /** Whether a {@link #look} now would see something to tell. */
    boolean areDue() {
        look();
        return isDue();
    }

    /** Tells what the last {@link #look} has seen, unless the queue has done so. */
    void tell(GenerationReader reader, RecordHandler handler) {
        told = messages + events;
        sinceTold.begin();
        reader.lost(handler, messages, events);
    }
}
