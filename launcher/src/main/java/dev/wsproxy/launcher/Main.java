// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.PrintStream;

/**
 * The proxy process. A machine interface: the command and the client library put these arguments together.
 *
 * <pre>
 * java @HOME/conf/jvm.args -cp 'HOME/lib/boot/*' dev.wsproxy.launcher.Main
 *     --home HOME --dir DIR --state STATE [--set key=value]...
 * </pre>
 *
 * <p>{@code --home} is the runtime home, {@code --dir} the proxy's working directory and {@code --state} the directory
 * for a second lock ({@code proxy.lock}) and pid ({@code proxy.pid}), its logs ({@code logs/}) and its bundle cache
 * ({@code cache/}). {@code --set} overrides one property of {@code conf/framework.properties}.
 *
 * <p>Exit codes: 0 when a bundle has stopped the framework, 1 when the runtime cannot start or is of no use (the reason is
 * on stderr and in the log), 2 when the arguments are wrong, 3 when another one works on one of the directories, 143 or 130 when SIGTERM or SIGINT has stopped it cleanly.
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int OCCUPIED = 3;

    private Main() {}

    /**
     * Runs the proxy and ends the JVM with it.
     *
     * @param arguments see above
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        LaunchOptions options;
        try {
            options = LaunchOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("wsproxy: " + e.getMessage());
            System.err.println(LaunchOptions.USAGE);
            return USAGE;
        }
        return run(new Launcher(options));
    }

    private static int run(Launcher launcher) {
        PrintStream standardError = System.err;
        Runtime.getRuntime().addShutdownHook(new Thread(launcher::stop, "wsproxy-shutdown"));
        try {
            launcher.start();
            launcher.awaitStop();
            return 0;
        } catch (LaunchException e) {
            standardError.println("wsproxy: " + e.getMessage());
            return e instanceof OccupiedException ? OCCUPIED : FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }
}
