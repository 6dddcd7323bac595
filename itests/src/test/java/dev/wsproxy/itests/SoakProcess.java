// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running {@link SoakClient}, and what it has printed. */
final class SoakProcess implements AutoCloseable {
    private final String what;
    private final Process process;
    private final List<String> complaints = new ArrayList<>();
    private volatile boolean ready;
    private volatile TradeLedger.State state = new TradeLedger.State(0, 0, 0, Map.of());

    private SoakProcess(String what, Process process) {
        this.what = what;
        this.process = process;
        Thread reader = new Thread(this::read, "output of " + what);
        reader.setDaemon(true);
        reader.start();
    }

    /** @param arguments those of {@link SoakClient} */
    static SoakProcess start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                SoakClient.class.getName()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        return new SoakProcess(arguments[0] + " " + process.pid() + " " + arguments[arguments.length - 1], process);
    }

    private void read() {
        process.inputReader().lines().forEach(line -> {
            if (line.equals("ready")) {
                ready = true;
            } else if (TradeLedger.State.isOne(line)) {
                state = TradeLedger.State.parse(line);
            } else if (line.startsWith("VIOLATION") || line.startsWith("Exception")) {
                complain(line);
            }
        });
    }

    private synchronized void complain(String line) {
        complaints.add(what + ": " + line);
    }

    /** What it saw that must not be. */
    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    boolean isReady() {
        return ready;
    }

    /** What it last said of itself. */
    TradeLedger.State state() {
        return state;
    }

    /** Asks it to say it again. */
    void ask() {
        command("state");
    }

    void sleep(long ms) {
        command("sleep " + ms);
    }

    private void command(String line) {
        try {
            Writer input = process.outputWriter();
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            complain("it took no command: " + e.getMessage());
        }
    }

    /** Stops it with SIGSTOP, or lets it go on. */
    void stop(boolean stopped) {
        try {
            int code = new ProcessBuilder("kill", stopped ? "-STOP" : "-CONT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assertThat(code).as("kill").isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    void leave() {
        command("leave");
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    /** Waits until it has left on its own. */
    void awaitEnd() {
        await(what + " has left")
                .atMost(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS)
                .until(this::hasEnded);
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public String toString() {
        return what;
    }
}
