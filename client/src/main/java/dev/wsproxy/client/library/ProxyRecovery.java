// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.ClientLink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks for a new proxy, and starts one if need be, after one was lost; in a thread of its own, because it blocks. */
final class ProxyRecovery {
    private final Thread thread;
    private final Semaphore bell = new Semaphore(0);
    private @Nullable ClientLink link;
    private @Nullable Failure failure;
    private boolean abandoned;

    /** @param finder registers with the next proxy, and blocks until it has */
    ProxyRecovery(String client, Callable<ClientLink> finder) {
        thread = new Thread(() -> run(finder), "wsproxy-recovery-" + client);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Callable<ClientLink> finder) {
        try {
            found(finder.call());
        } catch (FailureException e) {
            failed(e.failure());
        } catch (Exception e) {
            failed(Failure.of(ErrorCode.PROXY_LOST, "the proxy has ended, and no new one was found: " + e));
        }
        wake();
    }

    private synchronized void found(ClientLink next) {
        if (abandoned) {
            next.close();
        } else {
            link = next;
        }
    }

    private synchronized void failed(Failure reason) {
        failure = reason;
    }

    /** The link to the next proxy, once there is one. */
    synchronized Optional<ClientLink> link() {
        return Optional.ofNullable(link);
    }

    /** Why there is none and will be none. */
    synchronized Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Nobody wants it any more. */
    void abandon() {
        synchronized (this) {
            abandoned = true;
            if (link != null) {
                link.close();
            }
        }
        thread.interrupt();
    }

    /** Sleeps until there is news, or the time is over. */
    void await(Duration longest) {
        try {
            if (bell.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                bell.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void wake() {
        bell.release();
    }
}
