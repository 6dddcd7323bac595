// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.DamagedMemoryException;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.MemoryFaults;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A client's flags page as the proxy has it. The client can shorten the file and write anything into it, so every look at it
 * comes to an end here: the page is given up, the client with it, and no thread of the proxy notices. Any thread.
 */
final class ClientFlags {
    private static final long NEVER = Long.MAX_VALUE;

    private final FlagsPage page;
    private volatile boolean givenUp;
    private volatile Consumer<String> onDamage = what -> {};

    private ClientFlags(FlagsPage page) {
        this.page = page;
    }

    static ClientFlags create(Path file) throws IOException {
        return new ClientFlags(FlagsPage.create(file));
    }

    /** Is told once, on any thread, what is wrong with the page. */
    void onDamage(Consumer<String> listener) {
        onDamage = listener;
    }

    /** As {@link FlagsPage#takeClientWake()}; for every message, so that a fault is told by the value that is found. */
    boolean takeClientWake() {
        if (givenUp) {
            return false;
        }
        try {
            return page.takeClientWake();
        } catch (DamagedMemoryException | InternalError e) {
            giveUp(e);
            return false;
        }
    }

    /** The caller has {@link #verify} look for faults when it has told all clients. */
    void proxySleeps(boolean sleeps) {
        if (givenUp) {
            return;
        }
        try {
            page.proxySleeps(sleeps);
        } catch (InternalError e) {
            giveUp(e);
        }
    }

    void verify() {
        write(page::verify);
    }

    void proxyBeats(long epochMs) {
        write(() -> page.proxyBeats(epochMs));
    }

    long clientHeartbeat() {
        return read(page::clientHeartbeat);
    }

    void requestGeneration(long generation) {
        write(() -> page.requestGeneration(generation));
    }

    /** {@link Long#MAX_VALUE}, as {@link #generation}, when nobody will read on. */
    long replyGeneration() {
        return read(page::replyGeneration);
    }

    void take(int window, long cost) {
        write(() -> page.take(window, cost));
    }

    void clear(int cell) {
        write(() -> page.cells().clear(cell));
    }

    long generation(int cell) {
        return read(() -> page.cells().generation(cell));
    }

    long accounted(int cell) {
        return read(() -> page.cells().accounted(cell));
    }

    void lost(int cell, long messages, long events) {
        write(() -> page.cells().lost(cell, messages, events));
    }

    void end(int cell, JoinPosition position) {
        write(() -> page.cells().end(cell, position));
    }

    long gaps() {
        return read(page::gaps, 0);
    }

    long missed() {
        return read(page::missed, 0);
    }

    private long read(LongSupplier word) {
        return read(word, NEVER);
    }

    private long read(LongSupplier word, long otherwise) {
        if (givenUp) {
            return otherwise;
        }
        try {
            long value = word.getAsLong();
            MemoryFaults.surface();
            return value;
        } catch (InternalError e) {
            giveUp(e);
            return otherwise;
        }
    }

    private void write(Runnable words) {
        if (givenUp) {
            return;
        }
        try {
            words.run();
            MemoryFaults.surface();
        } catch (DamagedMemoryException | InternalError e) {
            giveUp(e);
        }
    }

    private synchronized void giveUp(Throwable cause) {
        MemoryFaults.absorb();
        if (!givenUp) {
            givenUp = true;
            onDamage.accept(
                    cause instanceof DamagedMemoryException
                            ? String.valueOf(cause.getMessage())
                            : "the file of its flags was shortened");
        }
    }
}
