// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Records copied out of the file before anybody looks at them: for those who do not trust the writer. It can shorten the
 * file, which would be a fault in a mapping, and it can change what has been checked already.
 */
final class CopiedDocuments implements Documents {
    /** Longer than any that a writer makes: a piece of a message and its fields. */
    private static final int MAX_RECORD_BYTES = 2 << 20;

    private static final int USUAL_RECORD_BYTES = 4096;

    /** In one go, so that a file full of them keeps nobody busy. */
    private static final int MAX_PASSED_OVER = 64;

    private final Path file;
    private final FileChannel channel;
    private ByteBuffer copy;
    private DataRecord record;
    private long position;

    /** At the position, if it was read together with the record before; the record after it was not. */
    private int word;

    private CopiedDocuments(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        copy = allocate(USUAL_RECORD_BYTES);
        record = new DataRecord(copy);
    }

    /** For reading and writing, because that does not wait for a writer if the file is a pipe. */
    static CopiedDocuments open(Path file) throws IOException {
        return new CopiedDocuments(
                file,
                FileChannel.open(
                        file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)));
    }

    @Override
    public boolean next() {
        int length = length();
        if (length == 0) {
            return false;
        }
        int alignedBytes = (int) Documents.align(length);
        makeRoom(alignedBytes + WORD_BYTES);
        int got = read(position + WORD_BYTES, alignedBytes + WORD_BYTES);
        if (got < length) {
            throw Documents.damaged(file, position, "a record of " + length + " bytes ends after " + got);
        }
        record.moveTo(0, length);
        position += WORD_BYTES + alignedBytes;
        word = got == alignedBytes + WORD_BYTES ? copy.getInt(alignedBytes) : 0;
        return true;
    }

    @Override
    public boolean hasNext() {
        return length() > 0;
    }

    /** Of the next record, 0 if there is none; passes over what is Chronicle's. */
    private int length() {
        for (int passed = 0; passed < MAX_PASSED_OVER && isNextComplete(); passed++) {
            int length = Documents.length(word);
            if (!Documents.isChronicles(word)) {
                return check(length);
            }
            position += WORD_BYTES + Documents.align(length);
            word = 0;
        }
        return 0;
    }

    private boolean isNextComplete() {
        if (!Documents.isComplete(word)) {
            word = read(position, WORD_BYTES) < WORD_BYTES ? 0 : copy.getInt(0);
        }
        return Documents.isComplete(word);
    }

    private int check(int length) {
        if (length > MAX_RECORD_BYTES) {
            throw Documents.damaged(
                    file, position, "a record has at most " + MAX_RECORD_BYTES + " bytes, not " + length);
        }
        return length;
    }

    /** Copies so many bytes to the beginning of the copy; fewer at the end of the file. */
    private int read(long offset, int bytes) {
        try {
            copy.clear().limit(bytes);
            int more;
            do {
                more = channel.read(copy, offset + copy.position());
            } while (more > 0 && copy.hasRemaining());
            return copy.position();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        } finally {
            copy.clear();
        }
    }

    private void makeRoom(int bytes) {
        if (bytes > copy.capacity() || copy.capacity() > USUAL_RECORD_BYTES && bytes <= USUAL_RECORD_BYTES) {
            copy = allocate(Math.max(bytes, USUAL_RECORD_BYTES));
            record = new DataRecord(copy);
        }
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public DataRecord record() {
        return record;
    }

    @Override
    public long readBytes() {
        return position;
    }

    @Override
    public void touch(int bytes) {}

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }
}
