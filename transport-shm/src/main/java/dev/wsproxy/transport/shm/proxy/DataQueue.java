// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.FileTree;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.ReaderPositions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who reads the queue of a shared connection, and how far its writer is. Its files are deleted when it has ended and its last
 * reader has read it to the end. Any thread.
 */
final class DataQueue implements ReaderPositions {
    private static final Logger LOG = LoggerFactory.getLogger(DataQueue.class);

    private final Path directory;
    private final Executor maintenance;
    private final List<Attachment> readers = new CopyOnWriteArrayList<>();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean ended;
    private long lowestReclaimed;

    DataQueue(Path directory, Executor maintenance) {
        this.directory = directory;
        this.maintenance = maintenance;
    }

    Path directory() {
        return directory;
    }

    void add(Attachment reader) {
        readers.add(reader);
    }

    void forget(Attachment reader) {
        readers.remove(reader);
        deleteIfUnused();
    }

    /** The connection has ended; nothing is appended any more. */
    void end() {
        ended = true;
        deleteIfUnused();
    }

    /** Whether its files are deleted, or soon will be. */
    boolean isUnused() {
        return ended && readers.isEmpty();
    }

    /** Has what its readers have left deleted, if that is more than before: the writer may have nothing more to write. */
    void reclaim(GenerationWriter writer) {
        long lowest = lowestGeneration();
        if (lowest != lowestReclaimed) {
            lowestReclaimed = lowest;
            writer.reclaim();
        }
    }

    private void deleteIfUnused() {
        if (isUnused()) {
            maintenance.execute(this::delete);
        }
    }

    private void delete() {
        try {
            FileTree.delete(directory);
        } catch (IOException e) {
            LOG.warn("Could not delete {}: {}", directory, e.toString());
        }
    }

    @Override
    public long lowestGeneration() {
        long lowest = NO_READER;
        for (Attachment reader : readers) {
            lowest = Math.min(lowest, reader.generation());
        }
        return lowest;
    }

    /** Notes an append; under the connection's lock. */
    void appended(int payloadBytes) {
        bytes.lazySet(bytes.getPlain() + payloadBytes);
        messages.lazySet(messages.getPlain() + 1);
    }

    /** Mean size of a message or event so far; what the appending thread had written before is visible afterwards. */
    double meanBytes() {
        long count = messages.get();
        return count == 0 ? 0 : (double) bytes.get() / count;
    }
}
