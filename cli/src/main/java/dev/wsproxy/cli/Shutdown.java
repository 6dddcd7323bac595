// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets Ctrl-C and SIGTERM end a command in order instead of at once: the command is asked to end, and the process waits
 * for it and then ends with the command's own exit code.
 */
public final class Shutdown {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int INTERRUPTED = 130;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int exitCode;
    private @Nullable Thread blocked;

    /** From now on the signals of this process are handled. */
    void install() {
        if (Signals.handle(this::signalled)) {
            return;
        }
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::ending, "wsproxy-signal"));
        } catch (IllegalStateException e) {
            request(); // A signal was faster, and the JVM is ending.
        }
    }

    /** The command ends the process; when it does not, nothing else would. */
    private void signalled() {
        request();
        try {
            if (!finished.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process ends, and takes no exit code any more. */
    private void ending() {
        if (finished.getCount() == 0) {
            return;
        }
        request();
        try {
            if (finished.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the command to end. */
    public void request() {
        requested.countDown();
        synchronized (this) {
            if (blocked != null) {
                blocked.interrupt();
            }
        }
    }

    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits until the command is asked to end, or the time is over; whether it was asked. */
    public boolean await(Duration longest) throws InterruptedException {
        return requested.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits until the command is asked to end. */
    public void await() throws InterruptedException {
        requested.await();
    }

    /** Runs what blocks; its thread is interrupted when the command is asked to end meanwhile. */
    public <T> T interruptibly(Callable<T> blocking) throws Exception {
        synchronized (this) {
            blocked = Thread.currentThread();
        }
        try {
            if (isRequested()) {
                throw new InterruptedException("asked to end");
            }
            return blocking.call();
        } finally {
            synchronized (this) {
                blocked = null;
                if (isRequested()) {
                    // An interrupt that came too late is not for what follows.
                    Thread.interrupted();
                }
            }
        }
    }

    /** The command has ended. */
    void finished(int code) {
        exitCode = code;
        finished.countDown();
    }
}
