// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.runtime.EndpointCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that uses an SDK, as a process; told what to do, and telling what it receives, by lines. Closing it kills it. */
final class SdkProcess implements SdkProgram {
    private final Received received = new Received();
    private final Process process;
    private final Writer commands;
    private final Path errors;

    private SdkProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    static SdkProcess start(Sdk sdk, String endpoint, String stream, List<String> symbols) throws IOException {
        List<String> line = new ArrayList<>(sdk.command());
        line.addAll(List.of(endpoint, stream));
        line.addAll(symbols);
        Path errors = Files.createTempFile(sdk.target(), "run-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(sdk.target().toFile()).redirectError(errors.toFile());
        builder.environment().remove(SdkInstallation.CONFIG_VARIABLE);
        builder.environment().putAll(environment());
        SdkProcess program = new SdkProcess(builder.start(), errors);
        Thread reader = new Thread(program::read, "output of " + sdk);
        reader.setDaemon(true);
        reader.start();
        return program;
    }

    /** The account's keys, and what {@code wsproxy cert} says. */
    private static Map<String, String> environment() {
        EndpointCertificate certificate = EndpointCertificate.fromEnvironment(System.getenv());
        return Map.of(
                "APCA_API_KEY_ID", Upstream.CREDENTIALS.key(),
                "APCA_API_SECRET_KEY", Upstream.CREDENTIALS.secret(),
                "NODE_EXTRA_CA_CERTS", certificate.certificate().toString(),
                "SSL_CERT_DIR", certificate.authorities().toString());
    }

    /** A line that is cut off, because the process was killed, does not count. */
    private void read() {
        StringBuilder line = new StringBuilder();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (int read = output.read(); read >= 0; read = output.read()) {
                if (read == '\n') {
                    receive(line.toString());
                    line.setLength(0);
                } else {
                    line.append((char) read);
                }
            }
        } catch (IOException e) {
            received.addOther("unreadable: " + e);
        }
    }

    private void receive(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "trade" -> received.addTrade(words[1], Long.parseLong(words[2]));
            case "subscribed" ->
                received.addAcknowledgement(words.length == 1 ? List.of() : Arrays.asList(words[1].split(",")));
            default -> received.addOther(line);
        }
    }

    @Override
    public Received received() {
        return received;
    }

    @Override
    public void subscribe(String... symbols) {
        tell("subscribe " + String.join(" ", symbols));
    }

    @Override
    public void unsubscribe(String... symbols) {
        tell("unsubscribe " + String.join(" ", symbols));
    }

    private void tell(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be told: command=" + command + ", its errors=" + errors(), e);
        }
    }

    @Override
    public void leave() throws InterruptedException {
        tell("leave");
        assertThat(process.waitFor(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("it has ended")
                .isTrue();
        assertThat(process.exitValue()).as(errors()).isZero();
    }

    @Override
    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(errors);
    }
}
