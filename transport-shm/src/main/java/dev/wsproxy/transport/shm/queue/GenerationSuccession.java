// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the generation that a reader goes on with, opened ahead on the maintenance thread where possible. */
final class GenerationSuccession {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationSuccession.class);

    private final GenerationDirectory directory;
    private final ReadableGeneration.Access access;
    private final Executor maintenance;
    private @Nullable FutureTask<@Nullable ReadableGeneration> ahead;
    private long aheadNumber;

    GenerationSuccession(GenerationDirectory directory, ReadableGeneration.Access access, Executor maintenance) {
        this.directory = directory;
        this.access = access;
        this.maintenance = maintenance;
    }

    /** Opens a generation in the background if it has been announced, unless that was done or is under way. */
    void prefetch(long number) {
        if (ahead != null && (!ahead.isDone() || aheadNumber == number && result(ahead) != null)) {
            return;
        }
        FutureTask<@Nullable ReadableGeneration> opening =
                new UrgentTask<>(() -> ReadableGeneration.open(directory, number, access));
        ahead = opening;
        aheadNumber = number;
        maintenance.execute(opening);
    }

    /**
     * The generation of this number, or the oldest after it if it is gone; null if there is none at all. Opens it here and
     * now if that has not been done ahead.
     */
    @Nullable
    ReadableGeneration from(long number) throws IOException {
        ReadableGeneration next = prefetched(number);
        OptionalLong candidate = OptionalLong.of(number);
        while (next == null && candidate.isPresent()) {
            next = ReadableGeneration.open(directory, candidate.getAsLong(), access);
            if (next == null) {
                candidate = directory.oldestAfter(number - 1);
            }
        }
        return next;
    }

    /** Whether the queue's directory is still there. */
    boolean exists() {
        return Files.exists(directory.path());
    }

    private @Nullable ReadableGeneration prefetched(long number) {
        FutureTask<@Nullable ReadableGeneration> opening = ahead;
        ahead = null;
        if (opening == null) {
            return null;
        }
        opening.run(); // at once if the maintenance thread has not come to it, else no effect
        ReadableGeneration generation = result(opening);
        if (generation != null && generation.number() != number) {
            generation.close();
            return null;
        }
        return generation;
    }

    /** Waits for the task if it is running; a failure is not final, the generation will be opened again when needed. */
    private @Nullable ReadableGeneration result(FutureTask<@Nullable ReadableGeneration> opening) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return opening.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            LOG.debug("Could not open generation {} ahead", aheadNumber, e.getCause());
            return null;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Unmaps what was opened ahead. */
    void close() {
        FutureTask<@Nullable ReadableGeneration> opening = ahead;
        ahead = null;
        if (opening != null) {
            maintenance.execute(() -> closeResult(opening));
        }
    }

    private void closeResult(FutureTask<@Nullable ReadableGeneration> opening) {
        ReadableGeneration generation = result(opening);
        if (generation != null) {
            generation.close();
        }
    }
}
