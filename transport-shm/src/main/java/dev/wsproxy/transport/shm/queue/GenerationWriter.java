// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
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
 * {@link QueueOptions#switchWait()}, once per generation.
 *
 * <p>To wake a reader that sleeps, put a full fence ({@link java.lang.invoke.VarHandle#fullFence()}) between
 * {@link #append} and the look at the flag that the reader sets before it looks at the queue a last time.
 */
public final class GenerationWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationWriter.class);

    private final GenerationDirectory directory;
    private final GenerationStore store;
    private final GenerationSizing sizing;
    private final Preparation preparation;
    private final QueueOptions options;
    private final Executor maintenance;

    private final RecordDraft message = new RecordDraft();
    private final RecordDraft own = new RecordDraft();
    private final ByteBuffer successor = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    private final DeliveryCounts counts = new DeliveryCounts();

    private WritableGeneration current;
    private long startedNs = System.nanoTime();
    private long nextSequence = 1;
    private long lostMessages;
    private boolean waited;
    private boolean closed;
    private @Nullable String failure;

    private GenerationWriter(
            GenerationDirectory directory, QueueOptions options, ReaderPositions readers, Executor maintenance)
            throws IOException {
        this.directory = directory;
        this.options = options;
        this.maintenance = maintenance;
        sizing = new GenerationSizing(options);
        store = new GenerationStore(directory, options, sizing, readers);
        preparation = new Preparation(store, maintenance);
        current = Objects.requireNonNull(store.create(0, sizing.first()));
        start(current);
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
        check(kind, flags, wordCount, payload.remaining());
        if (failure != null) {
            return AppendResult.FAILED;
        }
        message.message(kind, flags, receivedNs, receivedEpochNs, recipients, wordCount, payload);
        try {
            int length = payload.remaining();
            if (options.overflow() == Overflow.BACKPRESSURE && !hasRoomFor(length)) {
                return AppendResult.BACKPRESSURED;
            }
            return write(length);
        } catch (InternalError | RuntimeException e) {
            // A fault in mapped memory, or a state of Chronicle's that it does not come back from in this process.
            fail(e);
            return AppendResult.FAILED;
        }
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
            current.append(message);
            nextSequence++;
            written += piece;
        } while (written < length);
        if (current.usedBytes() > current.capacityBytes() / 4) {
            preparation.request(current.number(), nextCapacityBytes(0));
        }
        return AppendResult.OK;
    }

    /** Points the draft at the next piece and makes room for it; returns its length, or -1 if there is no room. */
    private int selectPiece(int written, int length) {
        while (true) {
            int piece = Math.min(length - written, pieceBytes());
            message.piece(nextSequence, written, piece);
            if (current.fits(message)) {
                return piece;
            }
            if (!advance(message.sizeBytes() + length - written)) {
                return -1;
            }
        }
    }

    private int pieceBytes() {
        return Math.min(options.pieceBytes(), current.maxPieceBytes());
    }

    /** Counts a message that does not get in, or not wholly, so that each recipient's next gap includes it. */
    private AppendResult giveUp(int written) {
        if (options.overflow() == Overflow.OVERTAKE && written == 0) {
            message.countIn(counts);
        }
        if (options.overflow() == Overflow.OVERTAKE || written > 0) {
            nextSequence++;
            lostMessages++;
        }
        return AppendResult.BACKPRESSURED;
    }

    /** Moves to the next generation if it is ready or becomes so in time. */
    private boolean advance(long pendingBytes) {
        preparation.request(current.number(), nextCapacityBytes(pendingBytes));
        WritableGeneration next =
                preparation.await(waited ? 0 : options.switchWait().toNanos());
        waited = next == null;
        if (next == null) {
            return false;
        }
        preparation.taken();
        start(next);
        WritableGeneration last = current;
        last.append(own.own(RecordKind.CONTINUE, nextSequence, successor.putLong(0, next.number())));
        current = next;
        startedNs = System.nanoTime();
        maintenance.execute(() -> retire(last, next.number()));
        return true;
    }

    private void start(WritableGeneration generation) {
        own.own(RecordKind.START, nextSequence, counts.encode());
        if (!generation.fits(own)) {
            throw new IllegalStateException("the delivery counts do not fit a generation of "
                    + generation.capacityBytes() + " bytes: use lower slots or raise the bound");
        }
        generation.append(own);
    }

    private int nextCapacityBytes(long pendingBytes) {
        long elapsedNs = System.nanoTime() - startedNs;
        // A message in pieces may waste the end of a generation, and the counts come first.
        long neededBytes = pendingBytes + pendingBytes / 4 + 4L * counts.encodedBytes();
        return sizing.next(current.capacityBytes(), current.usedBytes(), elapsedNs, neededBytes);
    }

    /** With backpressure a message is accepted only if all of it will find room without further deletions. */
    private boolean hasRoomFor(int length) {
        if (length <= pieceBytes() && current.fits(message.piece(nextSequence, 0, length))) {
            return true;
        }
        preparation.request(current.number(), nextCapacityBytes(length));
        WritableGeneration ready = preparation.await(0);
        long roomBytes = current.freeBytes() + (ready == null ? 0 : ready.freeBytes());
        long neededBytes = neededBytes(length);
        return neededBytes <= roomBytes || neededBytes <= roomBytes + store.availableBytes(current.number());
    }

    /** An upper estimate: a piece that does not fit wastes up to an eighth of a generation. */
    private static long neededBytes(int length) {
        return length + length / 3L + GenerationSizing.UNIT_BYTES;
    }

    private void retire(WritableGeneration left, long currentNumber) {
        left.close();
        reclaim(currentNumber);
    }

    private void reclaim(long currentNumber) {
        try {
            store.reclaim(currentNumber);
        } catch (IOException e) {
            LOG.warn("Could not delete what readers have left in {}: {}", directory.path(), e.toString());
        }
    }

    private void check(RecordKind kind, int flags, int wordCount, int length) {
        if (closed) {
            throw new IllegalStateException("the queue is closed: " + directory.path());
        }
        if (!kind.isAppendable() || (flags & ~DataRecord.CALLER_FLAGS) != 0) {
            throw new IllegalArgumentException(
                    "not a message or its flags are out of 0 to 127: kind=" + kind + ", flags=" + flags);
        }
        if (wordCount > sizing.maxRecipientWords()) {
            throw new IllegalArgumentException("too many slots for a queue of this bound: recipientWords=" + wordCount
                    + ", at most " + sizing.maxRecipientWords() + ", boundBytes=" + options.boundBytes());
        }
        if (options.overflow() == Overflow.BACKPRESSURE && neededBytes(length) > options.boundBytes() / 2) {
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
        return new JoinPosition(
                current.number(), current.records(), nextSequence, counts.messages(slot), counts.events(slot));
    }

    /** Sequence number of the record that comes next. */
    public long nextSequence() {
        return nextSequence;
    }

    /** Deletes, in the background, generations that no reader needs any more; for a queue that has become quiet. */
    public void reclaim() {
        long currentNumber = current.number();
        maintenance.execute(() -> reclaim(currentNumber));
    }

    /** Number of messages that were not appended, or not wholly, because the next generation was not ready. */
    public long lostMessages() {
        return lostMessages;
    }

    /** Why every append {@linkplain AppendResult#FAILED fails} from now on; empty while the queue is usable. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Unmaps the queue; readers go on reading its files. To be called under the same lock as the rest; no-op when repeated. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            preparation.close();
            maintenance.execute(current::close);
        }
    }

    /** Closes the queue and deletes its directory, in the background; readers keep what they have mapped. */
    public void closeAndDelete() {
        close();
        maintenance.execute(this::delete);
    }

    private void delete() {
        try {
            directory.delete();
        } catch (IOException e) {
            LOG.warn("Could not delete the queue directory {}: {}", directory.path(), e.toString());
        }
    }
}
