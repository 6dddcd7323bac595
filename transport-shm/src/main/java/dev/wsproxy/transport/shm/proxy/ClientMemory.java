// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.ClientFiles;
import dev.wsproxy.transport.shm.FileTree;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.JoinPosition;
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
    private final ClientFlags flags;
    private final Executor maintenance;
    private final ReplyQueue replies;
    private final BitSet cells = new BitSet();
    private long generationReclaimed;
    private boolean closed;

    private ClientMemory(ClientFiles files, ClientFlags flags, ReplyQueue replies, Executor maintenance) {
        this.files = files;
        this.flags = flags;
        this.replies = replies;
        this.maintenance = maintenance;
    }

    /** Makes the files, all or none; takes some milliseconds. */
    static ClientMemory create(ClientFiles files, long replyBytes, Executor maintenance) throws IOException {
        try {
            return createFiles(files, replyBytes, maintenance);
        } catch (IOException | RuntimeException | Error e) {
            delete(files);
            throw e;
        }
    }

    private static ClientMemory createFiles(ClientFiles files, long replyBytes, Executor maintenance)
            throws IOException {
        ClientFlags flags = ClientFlags.create(files.flags());
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

    ClientFlags flags() {
        return flags;
    }

    /** A cell of the flags page for a queue that the client is to read, or {@link FlagsPage#NO_CELL}. */
    synchronized int claimCell() {
        int cell = cells.nextClearBit(0);
        if (cell >= FlagsPage.CELLS) {
            return FlagsPage.NO_CELL;
        }
        cells.set(cell);
        flags.clear(cell);
        return cell;
    }

    /** Neither end uses a cell any more. */
    synchronized void freeCell(int cell) {
        if (cell != FlagsPage.NO_CELL) {
            cells.clear(cell);
        }
    }

    /** Where the client's requests begin; files of the client's, read as such. */
    GenerationReader openRequests(JoinPosition position) throws IOException {
        return GenerationReader.openCopying(files.requests(), position, 0, flags::requestGeneration, maintenance);
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
            maintenance.execute(() -> delete(files));
        }
    }

    private static void delete(ClientFiles files) {
        try {
            FileTree.delete(files.directory());
        } catch (IOException e) {
            LOG.warn("Could not delete {}: {}", files.directory(), e.toString());
        }
    }
}
