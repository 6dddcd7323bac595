// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/** How fast a queue is written, measured over the current generation and the one before. */
final class FillRate {
    private long sinceNs;
    private long startedNs;
    private long previousBytes;

    FillRate(long nowNs) {
        sinceNs = nowNs;
        startedNs = nowNs;
    }

    /** A generation into which this many bytes were written has ended. */
    void switched(long writtenBytes, long nowNs) {
        sinceNs = startedNs;
        startedNs = nowNs;
        previousBytes = writtenBytes;
    }

    /** With this many bytes in the current generation. */
    double bytesPerSecond(long writtenBytes, long nowNs) {
        return (previousBytes + writtenBytes) * 1e9 / Math.max(1, nowNs - sinceNs);
    }
}
