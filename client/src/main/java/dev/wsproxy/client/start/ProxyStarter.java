// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a proxy as a process of its own, which outlives this one and which the terminal of this one does not reach.
 *
 * @param java the {@code java} program to run it with
 * @param chosenHome the runtime that the application chose
 * @param linger of the proxy; empty for its own configuration's
 * @param environment of this process
 */
public record ProxyStarter(
        Path java, Optional<Path> chosenHome, Optional<Duration> linger, Map<String, String> environment) {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyStarter.class);

    /** A starter that uses this JVM's own {@code java} and environment. */
    public static ProxyStarter of(Optional<Path> chosenHome, Optional<Duration> linger) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProxyStarter(java, chosenHome, linger, System.getenv());
    }

    /**
     * Starts the proxy of a directory and returns at once. The caller holds the spawn lock.
     *
     * @throws FailureException {@code RUNTIME_NOT_FOUND} or {@code START_FAILED}
     */
    ProxyProcess start(RuntimeDirectory directory) {
        RuntimeHome home = RuntimeHome.find(chosenHome, environment);
        Path state = directory.state(environment);
        List<String> command = new ArrayList<>(Detachment.prefix(environment));
        command.addAll(javaCommand(home, directory, state));
        Path output = outputFile(state);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(state.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            CleanEnvironment.clean(builder.environment());
            builder.redirectInput(Redirect.from(Detachment.nothing()));
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            LastLines log = LastLines.after(output.resolveSibling("wsproxy.log"));
            Process process = builder.start();
            LOG.info("Proxy starting: pid={} dir={} home={}", process.pid(), directory.path(), home.path());
            return new ProxyProcess(process, new LastLines(output, 0), log);
        } catch (IOException e) {
            throw new FailureException(
                    Failure.of(ErrorCode.START_FAILED, "the proxy's process could not be made: " + e.getMessage()), e);
        }
    }

    private static Path outputFile(Path state) {
        try {
            return OutputFile.prepare(state);
        } catch (IOException e) {
            throw new FailureException(
                    Failure.of(
                            ErrorCode.START_FAILED,
                            "the proxy's log cannot be written: " + e + "; make " + state
                                    + " writable, or let XDG_STATE_HOME name another place"),
                    e);
        }
    }

    private List<String> javaCommand(RuntimeHome home, RuntimeDirectory directory, Path state) {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "@" + home.jvmArguments(),
                "-cp",
                home.classPath(),
                "dev.wsproxy.launcher.Main",
                "--home",
                home.path().toString(),
                "--dir",
                directory.path().toString(),
                "--state",
                state.toString()));
        linger.ifPresent(value -> command.addAll(List.of("--set", "wsproxy.linger=" + value)));
        return command;
    }
}
