// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

/**
 * What happens when another process shortens a file that this one has mapped: the access that fails reads anything or writes
 * nothing, and the JVM throws an {@link InternalError} later, wherever the thread is by then; in compiled code that can be out
 * of the method, and of the one that called it.
 */
public final class MemoryFaults {
    private static final StackWalker WALKER = StackWalker.getInstance();

    private MemoryFaults() {}

    /**
     * Throws that error now, if this thread has had such a fault; to be called inside the {@code try} that is to catch it.
     * Takes about a microsecond: a walk calls back from native into Java code, where every JVM looks for such errors.
     */
    public static void surface() {
        WALKER.walk(frames -> 0);
    }

    /** Forgets such a fault. */
    public static void absorb() {
        try {
            surface();
        } catch (InternalError e) {
            // The caller knows already.
        }
    }
}
