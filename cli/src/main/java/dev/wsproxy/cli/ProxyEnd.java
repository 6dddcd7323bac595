// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.library.ProxyAdministration;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a proxy and waits for the end of its process. */
public final class ProxyEnd {
    private ProxyEnd() {}

    /**
     * Asks the proxy of a directory to end, and waits until its process has.
     *
     * @return its process id
     * @throws FailureException {@code NOT_RUNNING}; {@code TIMEOUT} when it still runs after that time
     */
    public static long stop(RuntimeDirectory directory, Duration longest) throws InterruptedException {
        Optional<ProcessHandle> process;
        long pid;
        try (ProxyAdministration proxy = ProxyAdministration.connect(directory)) {
            pid = proxy.proxyPid();
            process = ProcessHandle.of(pid);
            proxy.stop();
        }
        try {
            if (process.isPresent()) {
                process.get().onExit().get(longest.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            throw new FailureException(
                    Failure.of(
                            ErrorCode.TIMEOUT,
                            "the proxy was asked to end, but its process " + pid + " still runs after "
                                    + longest.toSeconds() + " s; its log says why"),
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
        return pid;
    }
}
