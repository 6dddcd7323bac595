// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the writer one generation after the other: has the next one prepared in time, links them by their START and CONTINUE
 * records, and has the old ones closed and deleted. Guarded by the writer's caller.
 */
final class GenerationSupply {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationSupply.class);

    /** A tenth of a second per MiB: memory is prepared for one queue after the other, and many may want much at once. */
    private static final long WAIT_NS_PER_BYTE = 100;

    private final GenerationDirectory directory;
    private final GenerationStore store;
    private final GenerationSizing sizing;
    private final Preparation preparation;
    private final Executor maintenance;
    private final long waitNs;
    private final DeliveryCounts counts;

    private final RecordDraft link = new RecordDraft();
    private final ByteBuffer successor = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    private final FillRate rate = new FillRate(System.nanoTime());

    private WritableGeneration current;

    /** For {@link #reclaim} by other threads. */
    private volatile long currentNumber;

    private int prepareAtBytes;
    private boolean waitedInVain;
    private boolean full;
    private boolean switched;

    GenerationSupply(
            GenerationDirectory directory,
            QueueOptions options,
            DeliveryCounts counts,
            ReaderPositions readers,
            Executor maintenance)
            throws IOException {
        this.directory = directory;
        this.counts = counts;
        this.maintenance = maintenance;
        waitNs = options.switchWait().toNanos();
        sizing = new GenerationSizing(options);
        store = new GenerationStore(directory, options, sizing, readers);
        preparation = new Preparation(store, maintenance);
        current = Objects.requireNonNull(store.create(0, sizing.first()));
        currentNumber = current.number();
        start(current, 1);
    }

    WritableGeneration current() {
        return current;
    }

    /** Bytes of all files. Any thread; waits for nobody. */
    long memoryBytes() {
        return store.existingBytes();
    }

    int maxRecipientWords() {
        return sizing.maxRecipientWords();
    }

    /** Whether the next generation is being created. */
    boolean isGrowing() {
        return preparation.isUnderWay();
    }

    /** Whether the next generation cannot be created, or not in time. */
    boolean isStarved() {
        return preparation.isFailing();
    }

    /** Whether the last attempt to move to the next generation was in vain. */
    boolean isFull() {
        return full;
    }

    /**
     * True if the record fits the current generation. Once one did not, and could not move to the next, no smaller one does
     * either: sequence numbers may have holes between generations only, where readers look for them.
     */
    boolean fits(RecordDraft record) {
        return !full && current.fits(record);
    }

    /**
     * Asks for the next generation if it is time to, and for the last one to be closed. Only now: the message is visible to
     * readers, and waking the maintenance thread, once for both, takes its time.
     */
    void afterAppend() {
        if (current.usedBytes() >= prepareAtBytes) {
            request(0, false);
        } else if (switched) {
            reclaim();
        }
        switched = false;
    }

    /**
     * Moves to the next generation if it is ready or becomes so in time.
     *
     * @param nextSequence of the record that comes first there
     * @param pendingBytes known to be written next
     */
    boolean advance(long nextSequence, long pendingBytes) {
        WritableGeneration next = await(pendingBytes);
        full = next == null;
        if (next == null) {
            return false;
        }
        preparation.taken();
        start(next, nextSequence);
        current.append(link.own(RecordKind.CONTINUE, nextSequence, successor.putLong(0, next.number())));
        rate.switched(current.usedBytes(), System.nanoTime());
        store.leave(current);
        current = next;
        currentNumber = next.number();
        switched = true;
        return true;
    }

    private void start(WritableGeneration generation, long nextSequence) {
        prepareAtBytes = sizing.prepareAtBytes(generation.capacityBytes());
        link.own(RecordKind.START, nextSequence, counts.encode());
        if (!generation.fits(link)) {
            throw new IllegalStateException("the delivery counts do not fit a generation of "
                    + generation.capacityBytes() + " bytes: use lower slots or raise the bound");
        }
        generation.append(link);
    }

    /** Waits for the next generation, but not again after a wait that was in vain. */
    private @Nullable WritableGeneration await(long pendingBytes) {
        request(pendingBytes, true);
        WritableGeneration next = preparation.await(waitedInVain ? 0 : waitNs + pendingBytes * WAIT_NS_PER_BYTE);
        waitedInVain = next == null && preparation.isRequested();
        return next;
    }

    private void request(long pendingBytes, boolean needed) {
        preparation.collect();
        if (preparation.isRequested()) {
            return;
        }
        // A message in pieces may waste the end of a generation, and the counts come first.
        long neededBytes = pendingBytes + pendingBytes / 4 + 4L * counts.encodedBytes();
        double bytesPerSecond = rate.bytesPerSecond(current.usedBytes(), System.nanoTime());
        int capacityBytes = sizing.next(current.capacityBytes(), bytesPerSecond, neededBytes);
        preparation.request(current.number(), capacityBytes, needed);
    }

    /** True if so much finds room in the next generation and in those that can follow without further deletions. */
    boolean hasRoomFor(int length) {
        preparation.collect();
        if (!preparation.isRequested() && !sizing.isEnough(store.availableBytes(current.number()))) {
            return false;
        }
        WritableGeneration next = await(length);
        if (next == null) {
            return false;
        }
        long roomBytes = (long) current.freeBytes() + next.freeBytes();
        long neededBytes = neededBytes(length);
        return length <= next.maxPieceBytes()
                || neededBytes <= roomBytes
                || neededBytes <= roomBytes + store.availableBytes(current.number());
    }

    /** An upper estimate: a piece that does not fit wastes up to an eighth of a generation. */
    static long neededBytes(int length) {
        return length + length / 3L + GenerationSizing.UNIT_BYTES;
    }

    void reclaim() {
        maintenance.execute(this::reclaimNow);
    }

    private void reclaimNow() {
        try {
            store.reclaim(currentNumber);
        } catch (IOException e) {
            LOG.warn("Could not delete what readers have left in {}: {}", directory.path(), e.toString());
        }
    }

    void close() {
        preparation.close();
        store.leave(current);
        maintenance.execute(store::closeLeft);
    }
}
