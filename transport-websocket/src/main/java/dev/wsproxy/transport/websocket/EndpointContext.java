// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.transport.TransportHost;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.thread.Scheduler;

/** What every client of a running endpoint needs. */
record EndpointContext(
        EndpointOptions options,
        TransportHost host,
        EndpointClients clients,
        FailedLogins failedLogins,
        Writers writers,
        Executor executor,
        Scheduler scheduler) {
    /** Runs on one of Jetty's threads; on this one when they have ended already. */
    void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }
}
