// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.runtime.RuntimeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What proxies that died left behind. It is kept for a while, so that those of their clients that live can read on, unless
 * memory is short; then it is deleted, in the background.
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /** @param ageNs how long ago its proxy had died when it was found */
    private record Leftover(IncarnationDirectory directory, long ageNs, long foundNs, long bytes) {
        /** By the wall clock before it was found, which may have been set meanwhile; monotonic since then. */
        boolean isOlderThan(Duration age, long nowNs) {
            return ageNs + (nowNs - foundNs) >= age.toNanos();
        }
    }

    private final RuntimeDirectory runtime;
    private final Executor maintenance;
    private final List<Leftover> leftovers = new ArrayList<>();
    private final List<IncarnationDirectory> others;

    /** Finds them; {@link #check} deletes them in time. */
    Leftovers(RuntimeDirectory runtime, Executor maintenance) throws IOException {
        this.runtime = runtime;
        this.maintenance = maintenance;
        others = IncarnationDirectory.all(runtime);
        findDead();
    }

    private void findDead() {
        others.removeIf(other -> {
            boolean dead = !other.isAlive();
            Leftover found = dead ? leftover(other) : null;
            if (found != null) {
                leftovers.add(found);
                LOG.info("A proxy died and left {} behind; it will be deleted", other.path());
            }
            return dead;
        });
    }

    /** Null if it has gone as well: its process ended in order after all. */
    private static @Nullable Leftover leftover(IncarnationDirectory dead) {
        try {
            long ageMs = Math.max(0, System.currentTimeMillis() - dead.diedMs());
            return new Leftover(dead, TimeUnit.MILLISECONDS.toNanos(ageMs), System.nanoTime(), dead.bytes());
        } catch (IOException | UncheckedIOException e) {
            if (!dead.exists()) {
                return null;
            }
            LOG.warn("Not keeping {} for its clients: {}", dead.path(), e.toString());
            return new Leftover(dead, Long.MAX_VALUE / 2, System.nanoTime(), 0);
        }
    }

    /** Has those deleted whose time is over, and all of them when they take more than what is free; once a second. */
    synchronized void check(long nowNs, Duration kept) {
        findDead();
        boolean scarce = isMemoryScarce();
        leftovers.removeIf(leftover -> {
            boolean due = scarce || leftover.isOlderThan(kept, nowNs);
            if (due) {
                maintenance.execute(leftover.directory()::delete);
            }
            return due;
        });
    }

    private boolean isMemoryScarce() {
        if (leftovers.isEmpty()) {
            return false;
        }
        long bytes = leftovers.stream().mapToLong(Leftover::bytes).sum();
        try {
            return Files.getFileStore(runtime.path()).getUsableSpace() < bytes;
        } catch (IOException e) {
            return true;
        }
    }

    /** Deletes them now. */
    synchronized void delete() {
        findDead();
        leftovers.forEach(leftover -> leftover.directory().delete());
        leftovers.clear();
    }
}
