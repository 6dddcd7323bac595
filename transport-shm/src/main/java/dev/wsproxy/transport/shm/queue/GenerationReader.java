// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import dev.wsproxy.transport.shm.DamagedMemoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of a queue, for one slot. Not thread-safe: one thread at a time, which may change.
 *
 * <p>Records for others are skipped without touching their payload, records of this slot are handed out in place; nothing is
 * allocated for either. A reader that was overtaken reads what it still has mapped to the end, goes on with the oldest
 * generation that exists, and reports exactly what it missed between. A reader whose writer died reads what is there, and
 * then finds nothing more; {@link #isCutShort()} tells whether there had been more.
 */
public final class GenerationReader implements AutoCloseable {
    /** What {@link #poll} returns when everything that is left was read and the queue's directory is gone. */
    public static final int ENDED = -1;

    private static final long NONE = 0;

    private final LongConsumer position;
    private final Executor maintenance;
    private final GenerationSuccession succession;
    private final DeliveryTracker tracker;

    private ReadableGeneration current;
    private long prefetchAtBytes;
    private long successor = NONE;
    private boolean cutShort;
    private boolean closed;

    private GenerationReader(
            ReadableGeneration first,
            GenerationSuccession succession,
            DeliveryTracker tracker,
            LongConsumer position,
            Executor maintenance) {
        this.position = position;
        this.maintenance = maintenance;
        this.succession = succession;
        this.tracker = tracker;
        current = first;
        enter(first);
    }

    /**
     * Opens a queue where the writer said; takes some milliseconds, and the better part of a second in a JVM that has not
     * used Chronicle before. If that generation is gone, the first {@link #poll} reports the gap.
     *
     * @param directory the writer's directory
     * @param joined from {@link GenerationWriter#position}
     * @param slot the slot that position was taken for
     * @param position given the number of each generation when this reader has entered it, on the thread that opens or polls;
     *     carries it to the writer's {@link ReaderPositions}
     * @param maintenance runs one task after the other, usually a {@link MaintenanceThread}
     * @throws IOException if there is no such queue ({@link NoSuchFileException}), it has another layout version or cannot be
     *     opened
     * @throws IllegalStateException if this JVM refuses what Chronicle needs; the message names the flags
     */
    public static GenerationReader open(
            Path directory, JoinPosition joined, int slot, LongConsumer position, Executor maintenance)
            throws IOException {
        ModuleAccess.open();
        return open(directory, joined, slot, position, maintenance, MappedDocuments::open);
    }

    /**
     * As {@link #open}, for a queue whose writer is not trusted: each record is copied before it is looked at, so that nothing
     * the writer does to its files is more than a {@link DamagedMemoryException} or an {@link UncheckedIOException}.
     */
    public static GenerationReader openCopying(
            Path directory, JoinPosition joined, int slot, LongConsumer position, Executor maintenance)
            throws IOException {
        return open(directory, joined, slot, position, maintenance, CopiedDocuments::open);
    }

    private static GenerationReader open(
            Path directory,
            JoinPosition joined,
            int slot,
            LongConsumer position,
            Executor maintenance,
            ReadableGeneration.Access access)
            throws IOException {
        GenerationSuccession succession =
                new GenerationSuccession(new GenerationDirectory(directory), access, maintenance);
        ReadableGeneration first = succession.from(joined.generation());
        if (first == null) {
            throw new NoSuchFileException(directory.toString(), null, "there is no queue (any more)");
        }
        if (first.number() == joined.generation()) {
            skip(first, joined.index());
        }
        return new GenerationReader(first, succession, new DeliveryTracker(slot, joined), position, maintenance);
    }

    private static void skip(ReadableGeneration generation, long index) {
        try {
            generation.skipTo(index);
        } catch (RuntimeException e) {
            generation.close();
            throw e;
        }
    }

    /**
     * Reads on and calls the handler for what is addressed to this reader. Does not wait, except some milliseconds for a
     * next generation that could not be opened ahead.
     *
     * @param limit most records to look at, those for others included
     * @return number of records looked at, 0 if there is none at present, {@link #ENDED} if none can come
     * @throws UncheckedIOException if a generation exists but cannot be opened; the next call tries again
     * @throws DamagedMemoryException if the queue holds what no writer can have written: of no use any more
     * @throws IllegalStateException after {@link #close()}
     */
    public int poll(RecordHandler handler, int limit) {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        int examined = 0;
        while (examined < limit && (successor == NONE ? readNext(handler) : moveOn())) {
            examined++;
        }
        return examined == 0 && isCutShort() && !succession.exists() ? ENDED : examined;
    }

    private boolean readNext(RecordHandler handler) {
        if (!current.next()) {
            return false;
        }
        dispatch(current.record(), handler);
        if (current.readBytes() > prefetchAtBytes) {
            succession.prefetch(current.number() + 1);
            prefetchAtBytes += current.capacityBytes() / 16;
        }
        return true;
    }

    private void dispatch(DataRecord record, RecordHandler handler) {
        switch (record.kind()) {
            case TEXT, BINARY, EVENT -> {
                if (tracker.accept(record)) {
                    handler.onRecord(record);
                }
            }
            case START -> {
                Gap gap = tracker.start(record);
                if (gap != null) {
                    handler.onGap(gap);
                }
            }
            case CONTINUE -> successor = successor(record);
            case HEADER -> {}
        }
    }

    /** Numbers grow, or a reader could go round in circles. */
    private long successor(DataRecord record) {
        long number = record.payloadLong(0);
        if (number <= current.number()) {
            throw new DamagedMemoryException("generation " + current.number() + " continues in " + number);
        }
        return number;
    }

    private boolean moveOn() {
        ReadableGeneration next = open(successor);
        cutShort = next == null;
        if (next == null) {
            return false;
        }
        maintenance.execute(current::close);
        successor = NONE;
        enter(next);
        return true;
    }

    private @Nullable ReadableGeneration open(long number) {
        try {
            return succession.from(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void enter(ReadableGeneration generation) {
        current = generation;
        prefetchAtBytes = generation.capacityBytes() / 2;
        position.accept(generation.number());
    }

    /**
     * Reports what the writer found no room for, as far as that is not known yet, without waiting for the next generation
     * to say so. To be called when a {@link #poll} that began after the counts were taken has found nothing: what is lost
     * comes after everything that is there.
     *
     * @param messages from {@link GenerationWriter#lostMessages(int)}
     * @param events from {@link GenerationWriter#lostEvents(int)}
     */
    public void lost(RecordHandler handler, long messages, long events) {
        Gap gap = closed || successor != NONE ? null : tracker.lost(messages, events);
        if (gap != null) {
            handler.onGap(gap);
        }
    }

    /** Whether {@link #poll} would find a record, whoever it is for; reads nothing. */
    public boolean hasMore() {
        return !closed && (successor == NONE ? current.hasNext() : !cutShort);
    }

    /**
     * Whether the stream went on in a generation that the last {@link #poll} did not find, nor any after it: what was written
     * there was deleted unread. Final once the writer has ended.
     */
    public boolean isCutShort() {
        return cutShort;
    }

    /** Sequence number of the record that comes next, whoever it is for. */
    public long nextSequence() {
        return tracker.nextSequence();
    }

    /**
     * How many messages and events for this reader's slot, its earlier owners' included, were handed out or reported as
     * missed: what {@link GenerationWriter#addressed} has more is the lag.
     */
    public long accounted() {
        return tracker.accounted();
    }

    /** Unmaps the queue, in the background; buffers that were handed out must not be used any more. No-op when repeated. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            succession.close();
            maintenance.execute(current::close);
        }
    }
}
