// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.ClientFiles;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.OwnerOnly;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.QueueOptions;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one client, as the proxy has them: the flags page and the reply queue. Any thread. */
final class ClientMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientMemory.class);

    private final ClientFiles files;
    private final FlagsPage flags;
    private final Executor maintenance;
    private final ReplyQueue replies;
    private final BitSet cells = new BitSet();
    private long generationReclaimed;
    private boolean closed;

    private ClientMemory(ClientFiles files, FlagsPage flags, ReplyQueue replies, Executor maintenance) {
        this.files = files;
        this.flags = flags;
        this.replies = replies;
        this.maintenance = maintenance;
    }

    /** Makes the files; takes some milliseconds. */
    static ClientMemory create(ClientFiles files, long replyBytes, Executor maintenance) throws IOException {
        FlagsPage flags = FlagsPage.create(files.flags());
        GenerationWriter replies = GenerationWriter.create(
                files.replies(),
                QueueOptions.request(replyBytes),
                () -> Math.max(1, flags.replyGeneration()),
                maintenance);
        return new ClientMemory(files, flags, new ReplyQueue(replies, replyBytes), maintenance);
    }

    ClientFiles files() {
        return files;
    }

    FlagsPage flags() {
        return flags;
    }

    /** A cell of the flags page for a queue that the client is to read, or {@link FlagsPage#NO_CELL}. */
    synchronized int claimCell() {
        int cell = cells.nextClearBit(0);
        if (cell >= FlagsPage.CELLS) {
            return FlagsPage.NO_CELL;
        }
        cells.set(cell);
        flags.cells().clear(cell);
        return cell;
    }

    /** Neither end uses a cell any more. */
    synchronized void freeCell(int cell) {
        if (cell != FlagsPage.NO_CELL) {
            cells.clear(cell);
        }
    }

    ReplyQueue replies() {
        return replies;
    }

    /** Has what the client has read deleted, if that is more than before. Once a second. */
    void reclaim() {
        long generation = flags.replyGeneration();
        if (generation != generationReclaimed) {
            generationReclaimed = generation;
            replies.reclaim();
        }
    }

    /** Unmaps and deletes everything, in the background. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            replies.close();
            maintenance.execute(this::delete);
        }
    }

    private void delete() {
        try {
            OwnerOnly.deleteTree(files.directory());
        } catch (IOException e) {
            LOG.warn("Could not delete {}: {}", files.directory(), e.toString());
        }
    }
}
