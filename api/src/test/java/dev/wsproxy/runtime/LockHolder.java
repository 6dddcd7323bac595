// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A program that takes a lock, says so, and keeps it until its input ends. */
final class LockHolder {
    private LockHolder() {}

    /** Returns when it holds the lock. */
    static Process start(Path file) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("held");
        return process;
    }

    public static void main(String[] arguments) throws Exception {
        new ProcessLock(Path.of(arguments[0])).hold(Duration.ofSeconds(30), () -> {
            System.out.println("held");
            return System.in.read();
        });
    }
}
