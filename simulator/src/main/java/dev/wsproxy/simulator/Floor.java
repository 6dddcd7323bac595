// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Who is connected to the feeds of one kind, and the lock that orders messages and subscriptions. It is fair: the
 * generator, which asks for it again at once, must not keep a subscriber waiting. Safe for use by several threads; nothing
 * blocks for longer than a turn takes.
 */
final class Floor {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Consumer<List<Subscriber>> onChange;
    private volatile List<Subscriber> subscribers = List.of();
    private volatile boolean visited;

    /** @param onChange told, in the lock, who there is when someone has come, gone, or wants something else */
    Floor(Consumer<List<Subscriber>> onChange) {
        this.onChange = onChange;
    }

    void join(Subscriber subscriber) {
        visited = true;
        change(everyone -> everyone.add(subscriber));
    }

    void leave(Subscriber subscriber) {
        change(everyone -> everyone.remove(subscriber));
    }

    /** Runs what changes the wishes of a subscriber: no message is made meanwhile. */
    void resubscribe(Runnable change) {
        change(everyone -> change.run());
    }

    private void change(Consumer<List<Subscriber>> change) {
        exclusively(() -> {
            List<Subscriber> everyone = new ArrayList<>(subscribers);
            change.accept(everyone);
            subscribers = List.copyOf(everyone);
            onChange.accept(subscribers);
        });
    }

    /** Runs what makes messages, and sends them. */
    void exclusively(Runnable turn) {
        lock.lock();
        try {
            turn.run();
            subscribers.forEach(Subscriber::flush);
        } finally {
            lock.unlock();
        }
    }

    List<Subscriber> subscribers() {
        return subscribers;
    }

    /** Whether anyone was ever here; until then there is nobody who could miss a message. */
    boolean wasVisited() {
        return visited;
    }

    boolean isBacklogged() {
        return subscribers.stream().anyMatch(Subscriber::isBacklogged);
    }
}
