// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock under which things are done one after the other, never one inside the other. What is asked for by a thread that
 * is inside a turn already, because a plugin called back, is done at the end of that turn.
 */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> next = new ArrayDeque<>();
    private boolean busy;

    /**
     * Begins a turn, to be ended with {@link #end}. Blocks until the turn of another thread is over.
     *
     * @return false when this thread is inside a turn: nothing has begun
     */
    boolean begin() {
        lock.lock();
        if (busy) {
            lock.unlock();
            return false;
        }
        busy = true;
        return true;
    }

    /** Does what was asked for meanwhile, and ends the turn. */
    void end() {
        try {
            for (Runnable action = next.poll(); action != null; action = next.poll()) {
                perform(action);
            }
        } finally {
            busy = false;
            lock.unlock();
        }
    }

    /** Does something in a turn of its own, now or at the end of this thread's turn. */
    void run(Runnable action) {
        lock.lock();
        try {
            next.add(action);
            if (begin()) {
                end();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void perform(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("a shared connection could not do what was asked of it; it goes on with the next", e);
        }
    }
}
