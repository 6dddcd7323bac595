// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing end of a queue, one per directory. Not thread-safe: every call is guarded by a lock of the caller's, the
 * threads that hold it may change.
 *
 * <p>Appending copies the message once, into mapped memory that is already touched, and allocates nothing. It does not
 * wait, except for the next generation if that is not ready when the current one is full: up to
 * {@link QueueOptions#switchWait()}, longer for a long message, once per generation.
 *
 * <p>To wake a reader that sleeps, put a full fence ({@link java.lang.invoke.VarHandle#fullFence()}) between
 * {@link #append} and the look at the flag that the reader sets before it looks at the queue a last time.
 */
public final class GenerationWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationWriter.class);

    private final GenerationDirectory directory;
    private final QueueOptions options;
    private final GenerationSupply generations;
    private final DeliveryCounts counts = new DeliveryCounts();
    private final RecordDraft message = new RecordDraft();

    private long nextSequence = 1;
    private boolean closed;
    private @Nullable String failure;

    private GenerationWriter(
            GenerationDirectory directory, QueueOptions options, ReaderPositions readers, Executor maintenance)
            throws IOException {
        this.directory = directory;
        this.options = options;
        generations = new GenerationSupply(directory, options, counts, readers, maintenance);
    }

    /**
     * Creates a queue with its first generation; takes some milliseconds, and the better part of a second in a JVM that
     * has not used Chronicle before.
     *
     * @param directory the queue's own directory; created with mode 0700, or existing and without generations
     * @param readers asked which generations may go
     * @param maintenance runs one task after the other, usually a {@link MaintenanceThread}
     * @throws IOException if the directory is in use or the space is not there; the message names both
     * @throws IllegalStateException if this JVM refuses what Chronicle needs; the message names the flags
     */
    public static GenerationWriter create(
            Path directory, QueueOptions options, ReaderPositions readers, Executor maintenance) throws IOException {
        ModuleAccess.open();
        GenerationDirectory files = new GenerationDirectory(directory);
        files.create();
        return new GenerationWriter(files, options, readers, maintenance);
    }

    /**
     * Appends one message, in pieces if it is long; visible to readers when this returns.
     *
     * @param kind {@link RecordKind#TEXT}, {@link RecordKind#BINARY} or {@link RecordKind#EVENT}
     * @param flags the caller's own, 0 to 127
     * @param receivedNs {@link System#nanoTime()} when it was received
     * @param receivedEpochNs the same instant in ns since 1970-01-01T00:00Z
     * @param recipients bit set of slots: slot {@code s} is bit {@code s % 64} of word {@code s / 64}; not kept
     * @param wordCount number of words to use, from 0 (nobody)
     * @param payload from position to limit, which do not change; copied when this returns
     * @throws IllegalArgumentException if an argument is out of range, or a queue with backpressure could never hold the message
     * @throws IllegalStateException after {@link #close()}
     */
    public AppendResult append(
            RecordKind kind,
            int flags,
            long receivedNs,
            long receivedEpochNs,
            long[] recipients,
            int wordCount,
            ByteBuffer payload) {
        int length = payload.remaining();
        check(kind, flags, wordCount, length);
        if (failure != null) {
            return AppendResult.FAILED;
        }
        message.message(kind, flags, receivedNs, receivedEpochNs, recipients, wordCount, payload);
        try {
            return isRefused(length) ? AppendResult.BACKPRESSURED : write(length);
        } catch (InternalError | RuntimeException e) {
            // A fault in mapped memory, or a state of Chronicle's that it does not come back from in this process.
            fail(e);
            return AppendResult.FAILED;
        }
    }

    private boolean isRefused(int length) {
        if (options.overflow() == Overflow.OVERTAKE
                || length <= pieceBytes() && generations.fits(message.piece(nextSequence, 0, length))) {
            return false;
        }
        return !generations.hasRoomFor(length);
    }

    private AppendResult write(int length) {
        int written = 0;
        do {
            int piece = selectPiece(written, length);
            if (piece < 0) {
                return giveUp(written);
            }
            if (written == 0) {
                message.countIn(counts);
            }
            generations.current().append(message);
            nextSequence++;
            written += piece;
        } while (written < length);
        generations.afterAppend();
        return AppendResult.OK;
    }

    /** Points the draft at the next piece and makes room for it; returns its length, or -1 if there is no room. */
    private int selectPiece(int written, int length) {
        while (true) {
            int piece = Math.min(length - written, pieceBytes());
            message.piece(nextSequence, written, piece);
            if (generations.fits(message)) {
                return piece;
            }
            if (!generations.advance(nextSequence, message.sizeBytes() + length - written)) {
                return -1;
            }
        }
    }

    private int pieceBytes() {
        return Math.min(options.pieceBytes(), generations.current().maxPieceBytes());
    }

    /** Counts a message that does not get in, or not wholly, so that each recipient's next gap includes it. */
    private AppendResult giveUp(int written) {
        if (options.overflow() == Overflow.OVERTAKE && written == 0) {
            message.countIn(counts);
        }
        if (options.overflow() == Overflow.BACKPRESSURE && written == 0) {
            return AppendResult.BACKPRESSURED;
        }
        message.countLostIn(counts);
        nextSequence++;
        return AppendResult.LOST;
    }

    private void check(RecordKind kind, int flags, int wordCount, int length) {
        if (closed) {
            throw new IllegalStateException("the queue is closed: " + directory.path());
        }
        if (!kind.isAppendable() || (flags & ~DataRecord.CALLER_FLAGS) != 0) {
            throw new IllegalArgumentException(
                    "not a message or its flags are out of 0 to 127: kind=" + kind + ", flags=" + flags);
        }
        if (wordCount > generations.maxRecipientWords()) {
            throw new IllegalArgumentException("too many slots for a queue of this bound: recipientWords=" + wordCount
                    + ", at most " + generations.maxRecipientWords() + ", boundBytes=" + options.boundBytes());
        }
        if (options.overflow() == Overflow.BACKPRESSURE
                && GenerationSupply.neededBytes(length) > options.boundBytes() / 2) {
            throw new IllegalArgumentException("a message of " + length + " bytes is too long for a queue bounded at "
                    + options.boundBytes() + " bytes: raise the bound or send less at once");
        }
    }

    private void fail(Throwable cause) {
        failure = "the queue in " + directory.path() + " is unusable: " + cause;
        LOG.error("The queue in {} is unusable, its messages are lost", directory.path(), cause);
    }

    /**
     * Where a reader for this slot starts: it gets every message that is appended after this call. Keep the generation in
     * {@link ReaderPositions} for it before the lock is released.
     */
    public JoinPosition position(int slot) {
        WritableGeneration current = generations.current();
        return new JoinPosition(
                current.number(),
                current.records(),
                nextSequence,
                counts.messages(slot),
                counts.events(slot),
                counts.lostMessages(slot),
                counts.lostEvents(slot));
    }

    /** How many messages for a slot, its earlier owners' included, found no room; for {@link GenerationReader#lost}. */
    public long lostMessages(int slot) {
        return counts.lostMessages(slot);
    }

    /** How many events for a slot, its earlier owners' included, found no room; for {@link GenerationReader#lost}. */
    public long lostEvents(int slot) {
        return counts.lostEvents(slot);
    }

    /** Bytes of its files: less than the bound. Any thread. */
    public long memoryBytes() {
        return generations.memoryBytes();
    }

    /** The most its files may take, in bytes. */
    public long memoryBound() {
        return options.boundBytes();
    }

    /** Whether what was appended last found no room, because the next generation was not ready. */
    public boolean isFull() {
        return generations.isFull();
    }

    /**
     * How many messages and events were addressed to a slot so far, its earlier owners' included. From any thread: then it
     * may be some out of date.
     */
    public long addressed(int slot) {
        return counts.messages(slot) + counts.events(slot);
    }

    /** Deletes, in the background, what no reader needs any more; for a queue that has become quiet. Any thread. */
    public void reclaim() {
        generations.reclaim();
    }

    /** Whether the next generation is in the making: what finds no room now may do so soon, without any reader's doing. */
    public boolean isGrowing() {
        return generations.isGrowing();
    }

    /** Whether no next generation comes, or none in time, though the readers leave room for it. */
    public boolean isStarved() {
        return generations.isStarved();
    }

    /** Why every append {@linkplain AppendResult#FAILED fails} from now on; empty while the queue is usable. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Unmaps the queue, in the background; readers go on reading its files. No-op when repeated. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            generations.close();
        }
    }
}
