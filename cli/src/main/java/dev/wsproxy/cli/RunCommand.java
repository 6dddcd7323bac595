// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.library.ProxyAdministration;
import dev.wsproxy.client.start.ProxyFinder;
import dev.wsproxy.client.start.RuntimeHome;
import dev.wsproxy.launcher.LaunchOptions;
import dev.wsproxy.launcher.Launcher;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.runtime.SpawnLock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wsproxy run}. */
@Command(
        name = "run",
        description = "Run the proxy in the foreground and show its log. Clients normally start it themselves.")
final class RunCommand implements Callable<Integer> {
    private final Console console;
    private final Shutdown shutdown;

    @Option(
            names = "--linger",
            paramLabel = "TIME",
            description = "How long it stays after its last client has left; by default as configured, 60s.")
    private @Nullable Duration linger;

    RunCommand(Console console, Shutdown shutdown) {
        this.console = console;
        this.shutdown = shutdown;
    }

    @Override
    public Integer call() throws Exception {
        RuntimeHome home = RuntimeHome.find(Optional.empty(), console.environment());
        RuntimeDirectory directory =
                RuntimeDirectory.fromEnvironment(console.environment()).prepare();
        Map<String, String> overrides = new HashMap<>(Map.of("wsproxy.console", "true"));
        if (linger != null) {
            overrides.put("wsproxy.linger", linger.toString());
        }
        Launcher launcher = new Launcher(
                new LaunchOptions(home.path(), directory.path(), directory.state(console.environment()), overrides));
        // Clients that look for a proxy meanwhile wait, and find this one.
        if (SpawnLock.hold(directory, ProxyFinder.START_TIMEOUT, () -> start(launcher, directory))
                .isEmpty()) {
            throw new FailureException(SpawnLock.held(directory, ProxyFinder.START_TIMEOUT));
        }
        Thread stopper = new Thread(() -> stopWhenAsked(launcher), "wsproxy-stop");
        stopper.setDaemon(true);
        stopper.start();
        launcher.awaitStop();
        return 0;
    }

    private static boolean start(Launcher launcher, RuntimeDirectory directory) throws Exception {
        runningPid(directory).ifPresent(pid -> {
            throw new FailureException(Failure.of(
                    ErrorCode.INVALID_REQUEST,
                    "a proxy runs in " + directory.path() + " already: pid=" + pid + "; end it with wsproxy stop"));
        });
        launcher.start();
        return true;
    }

    private static Optional<Long> runningPid(RuntimeDirectory directory) {
        try (ProxyAdministration proxy = ProxyAdministration.connect(directory)) {
            return Optional.of(proxy.proxyPid());
        } catch (FailureException e) {
            return Optional.empty();
        }
    }

    private void stopWhenAsked(Launcher launcher) {
        try {
            shutdown.await();
            launcher.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
