// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The next generation of a queue on its way: asked for ahead of need, created on the maintenance thread, taken when the
 * current one is full. Guarded by the writer's caller.
 */
final class Preparation {
    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final GenerationStore store;
    private final Executor maintenance;
    private @Nullable FutureTask<@Nullable WritableGeneration> task;
    private @Nullable WritableGeneration ready;
    private long retryAtNs = System.nanoTime();
    private long aheadAtNs = retryAtNs;
    private boolean failing;

    /** When the last creation ended; written by it, read after {@link #task} was collected. */
    private long endedNs;

    Preparation(GenerationStore store, Executor maintenance) {
        this.store = store;
        this.maintenance = maintenance;
    }

    /** True from {@link #request} until the generation is taken or turns out not to come. */
    boolean isRequested() {
        return task != null || ready != null;
    }

    /** True while a generation that was requested is being created, or is queued for that, or was not looked at since. */
    boolean isUnderWay() {
        return task != null;
    }

    /** Notices, without waiting, what has become of the generation that was requested: a failure calls for a new request. */
    void collect() {
        FutureTask<@Nullable WritableGeneration> creation = task;
        if (creation != null && creation.isDone()) {
            ready = result(creation, 0);
        }
    }

    /**
     * Asks for a generation, none being on its way; after a failure not sooner than a moment later.
     *
     * @param needed false if there is room yet: then not sooner than a moment after readers had to release one, either
     */
    void request(long current, int capacityBytes, boolean needed) {
        if (System.nanoTime() - (needed ? retryAtNs : aheadAtNs) >= 0) {
            FutureTask<@Nullable WritableGeneration> creation = new UrgentTask<>(() -> create(current, capacityBytes));
            task = creation;
            maintenance.execute(creation);
        }
    }

    private @Nullable WritableGeneration create(long current, int capacityBytes) throws IOException {
        try {
            return store.create(current, capacityBytes);
        } finally {
            endedNs = System.nanoTime();
        }
    }

    /**
     * The generation that was requested, which stays here until it is {@linkplain #taken() taken}.
     *
     * @return null if it is not ready in time, cannot be created, or readers must release one first
     */
    @Nullable
    WritableGeneration await(long waitNs) {
        FutureTask<@Nullable WritableGeneration> creation = task;
        if (ready == null && creation != null && (waitNs > 0 || creation.isDone())) {
            ready = result(creation, waitNs);
        }
        return ready;
    }

    void taken() {
        ready = null;
    }

    private @Nullable WritableGeneration result(FutureTask<@Nullable WritableGeneration> creation, long waitNs) {
        try {
            WritableGeneration generation = creation.get(waitNs, TimeUnit.NANOSECONDS);
            task = null;
            if (generation == null) {
                aheadAtNs = endedNs + RETRY_NS;
            }
            recovered();
            return generation;
        } catch (TimeoutException e) {
            refusing("the next generation was not ready after " + TimeUnit.NANOSECONDS.toMillis(waitNs) + " ms");
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            task = null;
            retryAtNs = endedNs + RETRY_NS;
            aheadAtNs = retryAtNs;
            refusing(String.valueOf(e.getCause()));
            return null;
        }
    }

    private void refusing(String why) {
        if (!failing) {
            LOG.warn("A queue cannot grow and refuses messages when it is full: {}", why);
        }
        failing = true;
    }

    private void recovered() {
        if (failing) {
            LOG.info("A queue that could not grow can grow again");
        }
        failing = false;
    }

    /** Whether a generation that was asked for could not be created, or not in time, and none has come since. */
    boolean isFailing() {
        return failing;
    }

    /** Unmaps what was prepared and never taken. */
    void close() {
        FutureTask<@Nullable WritableGeneration> creation = task;
        if (creation != null) {
            maintenance.execute(() -> discard(creation));
        }
        WritableGeneration untaken = ready;
        if (untaken != null) {
            maintenance.execute(untaken::close);
        }
    }

    private void discard(FutureTask<@Nullable WritableGeneration> creation) {
        WritableGeneration generation = result(creation, 0);
        if (generation != null) {
            generation.close();
        }
    }
}
