// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code wsproxy} as a process, with its output in files. Closing it kills the process. */
final class Command implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private Command(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Command start(Playground playground, String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(playground.home().resolve("bin/wsproxy").toString());
        line.addAll(Arrays.asList(arguments));
        Path out = Files.createTempFile("wsproxy-it-", ".out");
        Path err = Files.createTempFile("wsproxy-it-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "WSPROXY_DIR", playground.dir().toString(),
                        "WSPROXY_HOME", playground.home().toString(),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "APCA_API_KEY_ID", "demo-key",
                        "APCA_API_SECRET_KEY", "demo-secret"));
        return new Command(builder.start(), out, err);
    }

    Process process() {
        return process;
    }

    /** Waits for the end and returns the exit code. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("the command has ended")
                .isTrue();
        return process.exitValue();
    }

    /** Waits until so many lines have been printed on standard output. */
    Command awaitLines(int count) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() ->
                        assertThat(lines()).as("error output: %s", errors()).hasSizeGreaterThanOrEqualTo(count));
        return this;
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(out);
    }

    String errors() throws IOException {
        return Files.readString(err);
    }

    /** The JSON object in the last line of the error output. */
    JsonNode summary() throws IOException {
        List<String> lines = Files.readAllLines(err);
        return JsonMapper.shared().readTree(lines.get(lines.size() - 1));
    }

    /** Standard output as one JSON object. */
    JsonNode json() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(out));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
