// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleAccessTest {
    private static final int WARNS_OF_UNSAFE = 24;
    private static final String SILENT = "-Dsun.misc.unsafe.memory.access=allow";

    static Stream<Map.Entry<Integer, Path>> jdks() {
        return Jdks.byVersion().entrySet().stream().filter(jdk -> jdk.getKey() >= 17);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void needsNoFlags(Map.Entry<Integer, Path> jdk) throws Exception {
        try (ChildJvm child = ChildJvm.start(jdk.getValue(), List.of(), RoundTrip.class)) {
            assertThat(child.line()).isEqualTo("received hello");
            assertThat(child.exitCode()).isZero();
            assertThat(child.errors().lines())
                    .allSatisfy(line ->
                            assertThat(line).matches("WARNING: .*(sun\\.misc\\.Unsafe|consider reporting this).*"))
                    .hasSize(jdk.getKey() < WARNS_OF_UNSAFE ? 0 : 4);
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void isSilentWithTheDocumentedProperty(Map.Entry<Integer, Path> jdk) throws Exception {
        try (ChildJvm child = ChildJvm.start(jdk.getValue(), List.of(SILENT), RoundTrip.class)) {
            assertThat(child.line()).isEqualTo("received hello");
            assertThat(child.exitCode()).isZero();
            assertThat(child.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void worksWithTheFlagsOfItsOwnMessage(Map.Entry<Integer, Path> jdk) throws Exception {
        List<String> flags =
                Stream.of(ModuleAccess.flags(jdk.getKey()).split(" ")).toList();
        try (ChildJvm child = ChildJvm.start(jdk.getValue(), flags, RoundTrip.class)) {
            assertThat(child.line()).isEqualTo("received hello");
            assertThat(child.exitCode()).isZero();
            assertThat(child.errors()).isEmpty();
        }
    }

    @Test
    void namesTheFlagsWhereTheJvmRefuses() throws Exception {
        Path home = Jdks.byVersion().get(25);
        assumeThat(home).as("a JDK 25 beside this one").isNotNull();
        try (ChildJvm child = ChildJvm.start(home, List.of("--sun-misc-unsafe-memory-access=deny"), RoundTrip.class)) {
            assertThat(child.line())
                    .startsWith("shared memory needs access to internals of the JDK, which this JVM (")
                    .endsWith(") refuses: add to the java command " + ModuleAccess.flags(25));
            assertThat(child.exitCode()).isEqualTo(1);
        }
    }

    /** Writes and reads one message, in a JVM that has not loaded Chronicle before. */
    static final class RoundTrip {
        public static void main(String[] arguments) throws Exception {
            QueueFixture queue = new QueueFixture();
            int exitCode = 0;
            try {
                exchange(queue);
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
                exitCode = 1;
            } finally {
                queue.close();
            }
            System.exit(exitCode);
        }

        private static void exchange(QueueFixture queue) {
            GenerationWriter writer = queue.writer(QueueFixture.patient(2 * MIB));
            GenerationReader reader = queue.reader(writer, 0);
            QueueFixture.append(writer, RecordKind.TEXT, QueueFixture.SLOT_0, ByteBuffer.wrap("hello".getBytes()));
            Received received = new Received().drain(reader);
            System.out.println("received " + new String(received.messages.get(0).payload()));
        }
    }
}
