// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proxy that was started by hand, with what it prints in a file. Closing it kills it. */
record LaunchedProxy(Process process, Path output) implements AutoCloseable {
    private static final String GIVES_WAY_SOON = "wsproxy.lock.timeout.ms=500";

    static LaunchedProxy start(List<String> prefix, Path dir, Path state) throws IOException {
        RuntimeHome home = RuntimeHome.assembled();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + home.conf().resolve("jvm.args"),
                "-cp",
                home.bootClassPath(),
                "dev.wsproxy.launcher.Main"));
        command.addAll(List.of("--home", home.path().toString(), "--dir", dir.toString(), "--state", state.toString()));
        command.addAll(List.of("--set", GIVES_WAY_SOON));
        Path output = Files.createTempFile("wsproxy-it-", ".out");
        return new LaunchedProxy(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    /** Waits for its end and returns the exit code. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("%s has ended", process)
                .isTrue();
        return process.exitValue();
    }

    /** What it has printed. */
    String printed() throws IOException {
        return Files.readString(output);
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.deleteIfExists(output);
    }
}
