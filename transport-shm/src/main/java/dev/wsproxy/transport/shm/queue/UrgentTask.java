// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Something that an appending or a polling thread may soon wait for: a {@link MaintenanceThread} does it before the rest. */
final class UrgentTask<T> extends FutureTask<T> {
    UrgentTask(Callable<T> callable) {
        super(callable);
    }
}
