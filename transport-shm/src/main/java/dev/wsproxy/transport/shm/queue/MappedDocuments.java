// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.core.cleaner.CleanerServiceLocator;

/** Records read in place, from a mapping: for those who trust the writer not to shorten the file. */
final class MappedDocuments implements Documents {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int PAGE_BYTES = 4096;

    private final Path file;
    private final ByteBuffer mapping;
    private final DataRecord record;
    private int position;
    private boolean closed;

    @SuppressWarnings("unused") // written so that reading the pages is not optimised away
    private int touched;

    private MappedDocuments(Path file, ByteBuffer mapping) {
        this.file = file;
        this.mapping = mapping;
        record = new DataRecord(mapping);
    }

    static MappedDocuments open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long bytes = channel.size();
            if (bytes > Integer.MAX_VALUE) {
                throw Documents.damaged(file, 0, "no queue file has " + bytes + " bytes");
            }
            return new MappedDocuments(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes));
        }
    }

    @Override
    public boolean next() {
        int length = length();
        if (length == 0) {
            return false;
        }
        int start = position + WORD_BYTES;
        record.moveTo(start, start + length);
        position = (int) Documents.align(start + length);
        return true;
    }

    @Override
    public boolean hasNext() {
        return length() > 0;
    }

    /** Of the next record, 0 if there is none; passes over what is Chronicle's. */
    private int length() {
        while (position <= mapping.limit() - WORD_BYTES) {
            int word = (int) WORD.getAcquire(mapping, position);
            if (!Documents.isComplete(word)) {
                return 0;
            }
            int length = Documents.length(word);
            if (length > mapping.limit() - WORD_BYTES - position) {
                throw Documents.damaged(file, position, "a record of " + length + " bytes reaches beyond its end");
            }
            if (!Documents.isChronicles(word)) {
                return length;
            }
            position = (int) Documents.align(position + WORD_BYTES + length);
        }
        return 0;
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
    public void touch(int bytes) {
        int sum = 0;
        for (int at = 0; at < Math.min(bytes, mapping.limit()); at += PAGE_BYTES) {
            sum += mapping.get(at);
        }
        touched = sum;
    }

    /** Unmaps the file now: its memory may be scarce, and the garbage collector does not know of it. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            CleanerServiceLocator.cleanerService().clean(mapping);
        }
    }
}
