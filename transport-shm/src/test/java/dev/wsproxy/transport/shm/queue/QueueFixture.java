// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A queue in a directory of its own under /dev/shm, its readers and their maintenance thread; all gone after close. */
final class QueueFixture implements AutoCloseable {
    static final long[] SLOT_0 = {1};
    static final long MIB = 1L << 20;

    final MaintenanceThread maintenance = new MaintenanceThread("test-maintenance");
    final Path root;
    final Path directory;
    final List<AtomicLong> positions = new ArrayList<>();
    private final List<Runnable> open = new ArrayList<>();

    QueueFixture() {
        root = temporaryDirectory();
        directory = root.resolve("queue");
    }

    static Path temporaryDirectory() {
        try {
            Path shm = Path.of("/dev/shm");
            return Files.isDirectory(shm)
                    ? Files.createTempDirectory(shm, "wsproxy-test-")
                    : Files.createTempDirectory("wsproxy-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A data queue that rather waits than loses a message on a machine that is busy with other things. */
    static QueueOptions patient(long boundBytes) {
        QueueOptions data = QueueOptions.data(boundBytes);
        return new QueueOptions(
                boundBytes, data.firstGenerationBytes(), data.pieceBytes(), Duration.ofSeconds(20), Overflow.OVERTAKE);
    }

    GenerationWriter writer(QueueOptions options) {
        return writer(options, this::lowest);
    }

    GenerationWriter writer(QueueOptions options, ReaderPositions readers) {
        try {
            GenerationWriter writer = GenerationWriter.create(directory, options, readers, maintenance);
            open.add(writer::close);
            return writer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GenerationReader reader(GenerationWriter writer, int slot) {
        return reader(writer.position(slot), slot);
    }

    GenerationReader reader(JoinPosition joined, int slot) {
        try {
            AtomicLong position = new AtomicLong(joined.generation());
            positions.add(position);
            GenerationReader reader = GenerationReader.open(directory, joined, slot, position::set, maintenance);
            open.add(reader::close);
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long lowest() {
        return positions.stream().mapToLong(AtomicLong::get).min().orElse(ReaderPositions.NO_READER);
    }

    static AppendResult append(GenerationWriter writer, RecordKind kind, long[] recipients, ByteBuffer payload) {
        return writer.append(kind, 0, System.nanoTime(), 0, recipients, recipients.length, payload);
    }

    /** Bytes that the queue's files really take. */
    long usedBytes() throws Exception {
        Process du = new ProcessBuilder("du", "-s", "--block-size=1", directory.toString()).start();
        String output = new String(du.getInputStream().readAllBytes());
        du.waitFor();
        return output.isEmpty() ? 0 : Long.parseLong(output.split("\\s")[0]);
    }

    @Override
    public void close() throws IOException {
        open.forEach(Runnable::run);
        maintenance.close();
        new GenerationDirectory(root).delete();
    }
}
