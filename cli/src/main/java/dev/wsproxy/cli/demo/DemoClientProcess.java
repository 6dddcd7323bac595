// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import dev.wsproxy.Credentials;
import dev.wsproxy.cli.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The demo's end of a client process. */
final class DemoClientProcess {
    private static final List<String> JVM_OPTIONS =
            List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx64m", "-Dsun.misc.unsafe.memory.access=allow", "-cp");

    private final DemoSymbols symbols;
    private final Process process;
    private final Path errors;
    private final Thread reader;
    private volatile ClientReport report;

    private DemoClientProcess(DemoSymbols symbols, Process process, Path errors) {
        this.symbols = symbols;
        this.process = process;
        this.errors = errors;
        this.report = ClientReport.connecting(symbols.client());
        this.reader = new Thread(this::readReports, "wsproxy-demo-" + symbols.client());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a client with this JVM's own java and class path. */
    static DemoClientProcess start(DemoSymbols symbols, String url, Credentials credentials, DemoWorkspace workspace)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.add(System.getProperty("java.class.path"));
        command.add("dev.wsproxy.cli.Main");
        command.addAll(List.of("demo-client", "--name", symbols.client(), "--url", url));
        command.addAll(List.of("--symbols", String.join(",", symbols.symbols())));
        Path errors = workspace.file(symbols.client() + ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile()));
        builder.environment().clear();
        builder.environment().putAll(workspace.environment());
        Process process = builder.start();
        OutputStream input = process.getOutputStream();
        input.write((credentials.key() + "\n" + credentials.secret() + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
        return new DemoClientProcess(symbols, process, errors);
    }

    private void readReports() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                report = Json.read(line, ClientReport.class);
            }
        } catch (IOException e) {
            // The process has ended: failure() says how.
        }
    }

    DemoSymbols symbols() {
        return symbols;
    }

    /** The last that it said. */
    ClientReport report() {
        return report;
    }

    /** Why it has ended; empty while it runs. */
    Optional<String> failure() {
        if (process.isAlive()) {
            return Optional.empty();
        }
        String said = "";
        try {
            said = Files.readString(errors).strip();
        } catch (IOException e) {
            said = "its messages cannot be read";
        }
        return Optional.of("client " + symbols.client() + " ended with exit code " + process.exitValue()
                + (said.isEmpty() ? "" : ": " + said));
    }

    /** Lets it end: its standard input closes. */
    void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
    }

    /** Waits until it has ended and everything it said was read; kills it when that takes too long. */
    void awaitEnd(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
        reader.join(longest.toMillis());
    }

    void kill() {
        process.destroyForcibly();
    }
}
