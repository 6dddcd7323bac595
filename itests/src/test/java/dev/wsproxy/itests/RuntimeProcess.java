// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A proxy as a process of its own, on a runtime home and with directories below a temporary one. Closing it kills the
 * process if it still runs.
 */
final class RuntimeProcess implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Path work;
    private final Path outputFile;
    private final Process process;

    private RuntimeProcess(Path work, Path outputFile, Process process) {
        this.work = work;
        this.outputFile = outputFile;
        this.process = process;
    }

    /**
     * Starts a proxy; {@link #awaitStarted()} tells when it is there.
     *
     * @param work an existing directory, below which it gets its own: {@code dir} and {@code state}
     * @param settings framework properties, each as {@code key=value}
     */
    static RuntimeProcess start(RuntimeHome home, Path work, String... settings) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(
                List.of(java.toString(), "@" + home.conf().resolve("jvm.args"), "-cp", home.bootClassPath()));
        command.add("dev.wsproxy.launcher.Main");
        command.addAll(List.of("--home", home.path().toString()));
        command.addAll(List.of("--dir", work.resolve("dir").toString()));
        command.addAll(List.of("--state", work.resolve("state").toString()));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        Path outputFile = Files.createTempFile(work, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(outputFile.toFile())
                .start();
        return new RuntimeProcess(work, outputFile, process);
    }

    /** Waits until every curated bundle is active. */
    RuntimeProcess awaitStarted() {
        awaitLog("Runtime started: pid=" + pid());
        return this;
    }

    /** Waits until the log contains a text; fails as soon as the process has ended without it. */
    void awaitLog(String text) {
        await().atMost(DEADLINE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            boolean alive = process.isAlive();
            String log = log();
            if (!alive && !log.contains(text)) {
                throw new IllegalStateException("ended; output: " + output() + "; log: " + log);
            }
            assertThat(log).contains(text);
        });
    }

    long pid() {
        return process.pid();
    }

    Path dir() {
        return work.resolve("dir");
    }

    Path state() {
        return work.resolve("state");
    }

    /** Returns what it has logged so far. */
    String log() {
        return read(state().resolve("logs/wsproxy.log"));
    }

    /** Returns what it has written to its standard streams so far. */
    String output() {
        return read(outputFile);
    }

    /** Sends SIGTERM and returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return awaitExit();
    }

    /** Waits for its end and returns the exit code. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("process %s has ended; log: %s", process, log())
                .isTrue();
        return process.exitValue();
    }

    /** Sends SIGKILL and waits for the end; does nothing if it has ended already. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
