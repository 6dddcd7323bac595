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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wsproxy run}. */
@Command(
        name = "run",
        description = "Run the proxy in the foreground and show its log. Clients normally start it themselves.")
final class RunCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65535;
    private static final Pattern ROUTE = Pattern.compile("/\\S*?=wss?://\\S+");

    private final Console console;
    private final Shutdown shutdown;

    @Option(
            names = "--linger",
            paramLabel = "TIME",
            description = "How long it stays after its last client has left; by default until it is ended.")
    private @Nullable Duration linger;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where WebSocket clients connect, 0 for any free port; by default as configured, 8765.")
    private @Nullable Integer port;

    @Option(
            names = "--route",
            paramLabel = "PATH=URL",
            description = "Where a path of the WebSocket endpoint leads to, besides what is configured, as in"
                    + " /v2/iex=ws://127.0.0.1:7000/v2/iex; may be repeated.")
    private List<String> routes = List.of();

    @Option(
            names = "--replace",
            description =
                    "Take the place of a proxy that runs already, with these options: its process is killed, and its"
                            + " clients come back to this one by themselves, with a gap.")
    private boolean replace;

    RunCommand(Console console, Shutdown shutdown) {
        this.console = console;
        this.shutdown = shutdown;
    }

    @Override
    public Integer call() throws Exception {
        RuntimeHome home = RuntimeHome.find(Optional.empty(), console.environment());
        RuntimeDirectory directory =
                RuntimeDirectory.fromEnvironment(console.environment()).prepare();
        Launcher launcher = new Launcher(
                new LaunchOptions(home.path(), directory.path(), directory.state(console.environment()), properties()));
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

    /** The framework properties for this run. Whoever keeps the proxy in the foreground wants it to stay. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(Map.of("wsproxy.console", "true"));
        properties.put("wsproxy.linger", linger == null ? "never" : linger.toString());
        if (port != null) {
            check(port >= 0 && port <= LAST_PORT, "--port " + port + ": must be 0 to " + LAST_PORT);
            properties.put("wsproxy.websocket.port", port.toString());
        }
        for (String route : routes) {
            check(
                    ROUTE.matcher(route).matches(),
                    "--route " + route + ": must be PATH=URL, as in /v2/iex=ws://127.0.0.1:7000/v2/iex");
        }
        if (!routes.isEmpty()) {
            properties.put("wsproxy.websocket.routes", String.join(" ", routes));
        }
        return properties;
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new FailureException(Failure.of(ErrorCode.INVALID_REQUEST, otherwise));
        }
    }

    private boolean start(Launcher launcher, RuntimeDirectory directory) throws Exception {
        Optional<Long> running = runningPid(directory);
        if (running.isPresent() && !replace) {
            throw new FailureException(Failure.of(
                    ErrorCode.INVALID_REQUEST,
                    "a proxy runs in " + directory.path() + " already: pid=" + running.get()
                            + "; end it with wsproxy stop, or take its place with --replace"));
        }
        running.flatMap(ProcessHandle::of).ifPresent(RunCommand::kill);
        launcher.start();
        return true;
    }

    /** Clients of a proxy that ends in order do not come back, those of one that is killed do. */
    private static void kill(ProcessHandle proxy) {
        proxy.destroyForcibly();
        proxy.onExit().join();
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
