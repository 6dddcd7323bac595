// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.ClientFiles;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.OwnerOnly;
import dev.wsproxy.transport.shm.queue.AppendResult;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.transport.shm.queue.QueueOptions;
import dev.wsproxy.transport.shm.queue.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one client, as the proxy has them: the flags page and the reply queue. Any thread. */
final class ClientMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientMemory.class);
    private static final long[] READER = {1};

    private final ClientFiles files;
    private final FlagsPage flags;
    private final Executor maintenance;
    private final GenerationWriter replies;
    private final BitSet cells = new BitSet();
    private boolean closed;

    private ClientMemory(ClientFiles files, FlagsPage flags, GenerationWriter replies, Executor maintenance) {
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
        return new ClientMemory(files, flags, replies, maintenance);
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
        flags.clear(cell);
        return cell;
    }

    /** The client no longer uses a cell. */
    synchronized void freeCell(int cell) {
        if (cell != FlagsPage.NO_CELL) {
            cells.clear(cell);
        }
    }

    /** Where the client begins to read its replies. */
    synchronized JoinPosition position() {
        return replies.position(0);
    }

    /** Appends to the reply queue; false if there is no room, or never will be. */
    synchronized boolean reply(RecordKind kind, int recordFlags, ByteBuffer payload) {
        return closed
                || replies.append(kind, recordFlags, System.nanoTime(), epochNs(), READER, 1, payload)
                        == AppendResult.OK;
    }

    /** Whether it is the file system that leaves no room for replies, and not the client. */
    synchronized boolean isStarved() {
        return replies.isStarved();
    }

    private static long epochNs() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
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
