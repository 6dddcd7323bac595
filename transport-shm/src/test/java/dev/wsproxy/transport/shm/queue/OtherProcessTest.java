// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OtherProcessTest {
    private static final long[] EVERYBODY = {-1L, -1L};

    private final QueueFixture queue = new QueueFixture();
    private final List<ChildJvm> children = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        children.forEach(ChildJvm::close);
        queue.close();
    }

    @Test
    void readersInSeveralProcessesEachGetWhatIsAddressedToThem() throws Exception {
        GenerationWriter writer = queue.writer(QueueFixture.patient(16 * MIB), () -> 1);
        int[] slots = {0, 1, 100};
        for (int slot : slots) {
            children.add(ChildJvm.start(Reader.class, queue.directory, slot));
        }
        children.forEach(child -> assertThat(child.line()).isEqualTo("ready"));
        for (int i = 0; i < 30_000; i++) {
            // slot 0 gets each, slot 1 every third, slot 100 every fifth
            long[] recipients = {i % 3 == 0 ? 3 : 1, i % 5 == 0 ? 1L << (100 - 64) : 0};
            append(writer, RecordKind.TEXT, recipients, i);
        }
        append(writer, RecordKind.EVENT, EVERYBODY, 0);

        int[] sent = {30_000, 10_000, 6_000};
        for (int i = 0; i < slots.length; i++) {
            assertThat(children.get(i).line()).matches("received \\d+ missed \\d+ sum " + sent[i]);
            assertThat(children.get(i).exitCode()).isZero();
        }
    }

    @Test
    void aJvmOfAnotherVersionReadsTheSameQueue() throws Exception {
        GenerationWriter writer = queue.writer(QueueFixture.patient(16 * MIB), () -> 1);
        for (Path home : Jdks.byVersion().values()) {
            children.add(ChildJvm.start(home, List.of(), Reader.class, queue.directory, 0));
        }
        children.forEach(child -> assertThat(child.line()).isEqualTo("ready"));
        for (int i = 0; i < 10_000; i++) {
            append(writer, RecordKind.TEXT, QueueFixture.SLOT_0, i);
        }
        append(writer, RecordKind.EVENT, EVERYBODY, 0);

        children.forEach(child -> assertThat(child.line()).isEqualTo("received 10000 missed 0 sum 10000"));
    }

    @Test
    void aStoppedReaderLearnsExactlyWhatItMissed() throws Exception {
        GenerationWriter writer = queue.writer(QueueFixture.patient(4 * MIB), () -> 1);
        ChildJvm reader = ChildJvm.start(Reader.class, queue.directory, 0);
        children.add(reader);
        assertThat(reader.line()).isEqualTo("ready");
        signal("STOP", reader);
        for (int i = 0; i < 30_000; i++) {
            append(writer, RecordKind.BINARY, QueueFixture.SLOT_0, i);
        }
        signal("CONT", reader);
        append(writer, RecordKind.EVENT, EVERYBODY, 0);

        assertThat(reader.line()).matches("received \\d+ missed [1-9]\\d+ sum 30000");
    }

    @Test
    void readsWhatAKilledWriterHasLeftAndThenNothing() throws Exception {
        ChildJvm child = ChildJvm.start(Writer.class, queue.directory);
        children.add(child);
        assertThat(child.line()).isEqualTo("ready");
        GenerationReader reader = queue.reader(new JoinPosition(1, 2, 1, 0, 0, 0, 0), 0);
        Received received = new Received();
        while (received.messages.size() < 50_000) {
            reader.poll(received, 100);
        }
        child.kill();

        received.drain(reader);

        assertThat(received.gaps).isEmpty();
        for (int i = 0; i < received.messages.size(); i++) {
            assertThat(received.messages.get(i).number()).isEqualTo(i);
        }
        assertThat(reader.poll(received, 100)).isZero();
    }

    @Test
    void aFaultInMappedMemoryFailsThatQueueOnly() throws Exception {
        // On 17 such a fault can end the JVM instead, which is why the memory of a queue is allocated before it is
        // mapped.
        Path home = Jdks.byVersion().get(25);
        assumeThat(home).as("a JDK 25 beside this one").isNotNull();
        ChildJvm child = ChildJvm.start(home, List.of(), Truncated.class, queue.root);
        children.add(child);

        assertThat(child.line()).isEqualTo("FAILED");
        assertThat(child.line())
                .startsWith("the queue in " + queue.root.resolve("first") + " is unusable: java.lang.InternalError: ");
        assertThat(child.line()).isEqualTo("FAILED");
        assertThat(child.line()).isEqualTo("other queue OK");
        assertThat(child.exitCode()).isZero();
    }

    private static void append(GenerationWriter writer, RecordKind kind, long[] recipients, long number) {
        ByteBuffer payload = ByteBuffer.allocate(500).putLong(0, number);
        assertThat(QueueFixture.append(writer, kind, recipients, payload)).isEqualTo(AppendResult.OK);
    }

    private static void signal(String name, ChildJvm child) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(child.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Reads from the queue's beginning to the first event, checking the order. */
    static final class Reader {
        public static void main(String[] arguments) throws Exception {
            int slot = Integer.parseInt(arguments[1]);
            try (MaintenanceThread maintenance = new MaintenanceThread("maintenance");
                    GenerationReader reader = GenerationReader.open(
                            Path.of(arguments[0]),
                            new JoinPosition(1, 2, 1, 0, 0, 0, 0),
                            slot,
                            generation -> {},
                            maintenance)) {
                System.out.println("ready");
                Received received = new Received();
                while (received.messages.isEmpty() || last(received).kind() != RecordKind.EVENT) {
                    if (reader.poll(received, 100) == 0) {
                        Thread.onSpinWait();
                    }
                }
                received.messages.remove(received.messages.size() - 1);
                for (int i = 1; i < received.messages.size(); i++) {
                    if (received.messages.get(i).number()
                            <= received.messages.get(i - 1).number()) {
                        throw new AssertionError("out of order at " + i);
                    }
                }
                long count = received.messages.size();
                System.out.printf(
                        "received %d missed %d sum %d%n", count, received.missed(), count + received.missed());
            }
        }

        private static Received.Message last(Received received) {
            return received.messages.get(received.messages.size() - 1);
        }
    }

    /** Appends numbered messages until it is killed. */
    static final class Writer {
        public static void main(String[] arguments) throws Exception {
            MaintenanceThread maintenance = new MaintenanceThread("maintenance");
            GenerationWriter writer = GenerationWriter.create(
                    Path.of(arguments[0]), QueueFixture.patient(512 * MIB), () -> 1, maintenance);
            System.out.println("ready");
            for (long i = 0; i < Long.MAX_VALUE; i++) {
                append(writer, RecordKind.TEXT, QueueFixture.SLOT_0, i);
                if (i % 1_000 == 0) {
                    TimeUnit.MILLISECONDS.sleep(1); // paced, so that the bound is not reached before the kill
                }
            }
        }
    }

    /** Takes the pages away from under a writer. */
    static final class Truncated {
        public static void main(String[] arguments) throws Exception {
            Path root = Path.of(arguments[0]);
            Path first = root.resolve("first");
            MaintenanceThread maintenance = new MaintenanceThread("maintenance");
            GenerationWriter writer =
                    GenerationWriter.create(first, QueueFixture.patient(4 * MIB), () -> 1, maintenance);
            GenerationWriter other =
                    GenerationWriter.create(root.resolve("other"), QueueFixture.patient(4 * MIB), () -> 1, maintenance);
            Path file = first.resolve("g00000001/19700101-00LX.cq4");
            Files.newByteChannel(file, StandardOpenOption.WRITE).truncate(4096).close();
            AppendResult result = AppendResult.OK;
            while (result == AppendResult.OK) {
                result = QueueFixture.append(writer, RecordKind.TEXT, QueueFixture.SLOT_0, ByteBuffer.allocate(500));
            }
            System.out.println(result);
            System.out.println(writer.failure().orElseThrow());
            System.out.println(
                    QueueFixture.append(writer, RecordKind.TEXT, QueueFixture.SLOT_0, ByteBuffer.allocate(500)));
            append(other, RecordKind.TEXT, QueueFixture.SLOT_0, 1);
            System.out.println("other queue OK");
            System.exit(0);
        }
    }
}
