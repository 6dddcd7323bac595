// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.nio.file.Path;
import java.util.function.Supplier;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.SparseRollCycles;

/** Builds the Chronicle queue of a generation: one file, one mapping, no rolls. */
final class ChronicleQueues {
    private static final int INDEX_COUNT = 256;
    private static final int INDEX_SPACING = 1024;
    private static final long LOCK_TIMEOUT_MS = 1_000;

    private ChronicleQueues() {}

    static SingleChronicleQueue create(Path directory, int capacityBytes) {
        return build(() -> builder(directory).blockSize(capacityBytes).build());
    }

    /** Waits until what was closed is unmapped, which Chronicle does later; only then is the memory of deleted files free. */
    static void unmapClosed() {
        BackgroundResourceReleaser.releasePendingResources();
    }

    private static SingleChronicleQueueBuilder builder(Path directory) {
        return SingleChronicleQueueBuilder.single(directory.toFile())
                .rollCycle(SparseRollCycles.LARGE_HOURLY_XSPARSE)
                .indexCount(INDEX_COUNT)
                .indexSpacing(INDEX_SPACING)
                .timeProvider(() -> 0L)
                .timeoutMS(LOCK_TIMEOUT_MS)
                .doubleBuffer(false)
                .checkInterrupts(false);
    }

    /** Chronicle looks for its services through the context class loader, which in OSGi is somebody else's. */
    private static SingleChronicleQueue build(Supplier<SingleChronicleQueue> builder) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ChronicleQueue.class.getClassLoader());
        try {
            return builder.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
