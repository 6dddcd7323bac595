// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownTest {
    private final Shutdown shutdown = new Shutdown();

    @Test
    void interruptsWhatBlocksAndNothingElse() throws Exception {
        CountDownLatch blocking = new CountDownLatch(1);
        CompletableFuture<Boolean> interruptedLater = new CompletableFuture<>();
        Thread command = new Thread(() -> {
            try {
                shutdown.interruptibly(() -> {
                    blocking.countDown();
                    new CountDownLatch(1).await();
                    return "";
                });
            } catch (InterruptedException e) {
                interruptedLater.complete(Thread.currentThread().isInterrupted());
            } catch (Exception e) {
                interruptedLater.completeExceptionally(e);
            }
        });
        command.start();
        blocking.await();
        shutdown.request();
        assertThat(interruptedLater.get(20, TimeUnit.SECONDS)).isFalse();
        command.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void letsTheCommandEndBeforeTheJvmBeginsTo(String signal) throws Exception {
        // A shell that puts its commands into the background has them ignore SIGINT, and they pass that on.
        Process process = new ProcessBuilder(
                        "env",
                        "--default-signal=INT,TERM,HUP",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SignalledProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(output.readLine()).isEqualTo("hook");
            assertThat(process.waitFor()).isEqualTo(7);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void beginsNothingThatBlocksAfterARequest() throws Exception {
        assertThat(shutdown.interruptibly(() -> "result")).isEqualTo("result");
        assertThat(shutdown.await(Duration.ofMillis(1))).isFalse();
        shutdown.request();
        assertThat(shutdown.await(Duration.ofSeconds(20))).isTrue();
        assertThatThrownBy(() -> shutdown.interruptibly(() -> "result")).isInstanceOf(InterruptedException.class);
    }
}
