// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A {@link ClientProgram} as a process. Closing it kills it. */
final class ClientProcess implements AutoCloseable {
    /** When something happened to a client. */
    record Event(String client, long epochMs, String what) {}

    private final Process process;
    private final Writer input;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private ClientProcess(Process process) {
        this.process = process;
        input = process.outputWriter();
        Thread reader = new Thread(this::read, "output of a client process");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param clients as {@link ClientProgram#main} takes them */
    static ClientProcess start(Playground playground, Upstream upstream, Callback callback, String... clients)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=quiet-client.xml",
                "-cp",
                System.getProperty("java.class.path"),
                ClientProgram.class.getName(),
                playground.dir().toString(),
                playground.home().toString(),
                upstream.url(),
                callback.name()));
        line.addAll(Arrays.asList(clients));
        return playground.keep(new ClientProcess(new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()));
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            lines.add("output ended: " + e);
        }
    }

    ClientProcess awaitReady() {
        await("all clients are subscribed").atMost(Playground.DEADLINE).untilAsserted(() -> {
            assertThat(lines).contains("ready");
        });
        return this;
    }

    long pid() {
        return process.pid();
    }

    void tell(String command) throws IOException {
        input.write(command + "\n");
        input.flush();
    }

    /** Asks each client. */
    List<ClientReport> reports(int clients) throws IOException {
        lines.removeIf(line -> line.startsWith("report "));
        tell("report");
        await().atMost(Playground.DEADLINE).until(() -> lines(("report ")).size() == clients);
        return lines("report ").stream().map(ClientReport::parse).toList();
    }

    /** Asks the only client. */
    ClientReport report() throws IOException {
        return reports(1).get(0);
    }

    /** What has happened so far, in order. */
    List<Event> events() {
        return lines("event ").stream()
                .map(line -> line.split(" ", 4))
                .map(words -> new Event(words[1], Long.parseLong(words[2]), words[3]))
                .toList();
    }

    /** The pid of a child that it makes. */
    long makeChild() throws IOException {
        tell("child");
        await().atMost(Playground.DEADLINE).until(() -> !lines("child ").isEmpty());
        return Long.parseLong(lines("child ").get(0).split(" ")[1]);
    }

    /** Ends a flood; each result and how often. */
    String calm() throws IOException {
        tell("calm");
        await().atMost(Playground.DEADLINE).until(() -> !lines("flooded ").isEmpty());
        return lines("flooded ").get(0).substring("flooded ".length());
    }

    private List<String> lines(String beginning) {
        return lines.stream().filter(line -> line.startsWith(beginning)).toList();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    void awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
