// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Measures a queue between two JVMs: {@code QueueMeasurement BYTES RATE SECONDS [BOUND_MIB]}, rate 0 for as fast as it goes.
 * The writer wakes every 200 µs and sends what is due, as a network thread does; the reader spins. Latency is the
 * reader's stamp minus the one taken before the append.
 */
final class QueueMeasurement {
    private static final long WAKE_NS = 200_000;

    private QueueMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        int bytes = Integer.parseInt(arguments[0]);
        long rate = Long.parseLong(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        long boundBytes = (arguments.length > 3 ? Long.parseLong(arguments[3]) : 512) << 20;
        Path root = QueueFixture.temporaryDirectory();
        SharedWord position = SharedWord.open(root.resolve("position"));
        position.set(1);
        try (MaintenanceThread maintenance = new MaintenanceThread("maintenance");
                GenerationWriter writer = GenerationWriter.create(
                        root.resolve("queue"), QueueOptions.data(boundBytes), position::get, maintenance)) {
            measure(writer, root, bytes, rate, seconds);
        } finally {
            new GenerationDirectory(root).delete();
        }
    }

    private static void measure(GenerationWriter writer, Path root, int bytes, long rate, int seconds)
            throws Exception {
        try (ChildJvm reader =
                ChildJvm.start(Reader.class, root, writer.position(0).generation())) {
            reader.line();
            Histogram appends = new Histogram(3);
            Histogram switches = new Histogram(3);
            long sent = write(writer, bytes, rate, seconds, appends, switches);
            QueueFixture.append(writer, RecordKind.EVENT, QueueFixture.SLOT_0, ByteBuffer.allocate(0));
            System.out.printf(
                    "%d B, asked %d/s: wrote %.2f M/s, refused %d, generations %d%n",
                    bytes,
                    rate,
                    sent / 1e6 / seconds,
                    writer.lostMessages(0),
                    writer.position(0).generation());
            print("append", appends);
            print("append with a switch", switches);
            System.out.println(reader.line());
            System.out.println(reader.line());
            System.out.print(reader.errors());
        }
    }

    private static long write(
            GenerationWriter writer, int bytes, long rate, int seconds, Histogram appends, Histogram switches) {
        ByteBuffer payload = ByteBuffer.allocateDirect(bytes);
        long start = System.nanoTime();
        long sent = 0;
        while (true) {
            long now = System.nanoTime();
            long elapsed = now - start;
            if (elapsed > seconds * 1_000_000_000L) {
                return sent;
            }
            long due = rate == 0 ? sent + 100 : elapsed * rate / 1_000_000_000L;
            for (; sent < due; sent++) {
                append(writer, payload, elapsed > 1_000_000_000L, appends, switches);
            }
            if (rate > 0) {
                LockSupport.parkNanos(WAKE_NS);
            }
        }
    }

    private static void append(
            GenerationWriter writer, ByteBuffer payload, boolean warm, Histogram appends, Histogram switches) {
        long generation = writer.position(0).generation();
        long before = System.nanoTime();
        writer.append(RecordKind.TEXT, warm ? 1 : 0, before, 0, QueueFixture.SLOT_0, 1, payload);
        long took = System.nanoTime() - before;
        if (warm) {
            (writer.position(0).generation() == generation ? appends : switches).recordValue(took);
        }
    }

    static void print(String what, Histogram ns) {
        System.out.printf(
                "  %-20s n=%d p50=%.2f p90=%.2f p99=%.2f p99.9=%.1f p99.99=%.1f max=%.1f us%n",
                what,
                ns.getTotalCount(),
                ns.getValueAtPercentile(50) / 1e3,
                ns.getValueAtPercentile(90) / 1e3,
                ns.getValueAtPercentile(99) / 1e3,
                ns.getValueAtPercentile(99.9) / 1e3,
                ns.getValueAtPercentile(99.99) / 1e3,
                ns.getMaxValue() / 1e3);
    }

    /** The other JVM. */
    static final class Reader {
        public static void main(String[] arguments) throws Exception {
            Path root = Path.of(arguments[0]);
            SharedWord position = SharedWord.open(root.resolve("position"));
            JoinPosition joined = new JoinPosition(Long.parseLong(arguments[1]), 2, 1, 0, 0, 0, 0);
            MaintenanceThread maintenance = new MaintenanceThread("maintenance");
            GenerationReader reader =
                    GenerationReader.open(root.resolve("queue"), joined, 0, position::set, maintenance);
            System.out.println("ready");
            Latencies latencies = new Latencies();
            while (!latencies.ended) {
                if (reader.poll(latencies, 1000) == 0) {
                    Thread.onSpinWait();
                }
            }
            print("reader latency", latencies.histogram);
            System.out.printf(
                    "  received %d, missed %d, gaps %d%n", latencies.received, latencies.missed, latencies.gaps);
            reader.close();
            maintenance.close();
        }
    }

    private static final class Latencies implements RecordHandler {
        final Histogram histogram = new Histogram(3);
        long received;
        long missed;
        long gaps;
        boolean ended;

        @Override
        public void onRecord(DataRecord record) {
            if (record.kind() == RecordKind.EVENT) {
                ended = true;
                return;
            }
            received++;
            if (record.flags() == 1) {
                histogram.recordValue(Math.max(0, System.nanoTime() - record.receivedNs()));
            }
        }

        @Override
        public void onGap(Gap gap) {
            gaps++;
            missed += gap.messages();
        }
    }
}
