// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

/**
 * Notices that the other end's heartbeat has stopped. It compares the values only with each other, so clocks may jump; and
 * it counts only time during which it was asked, so a pause of its own process is not taken for one of the other.
 */
public final class HeartbeatWatch {
    private static final long LONGEST_STEP_NS = 2_000_000_000L;

    private final long timeoutNs;
    private long lastValue;
    private long lastNs;
    private long silentNs;

    public HeartbeatWatch(long timeoutNs, long nowNs) {
        this.timeoutNs = timeoutNs;
        lastNs = nowNs;
    }

    /** Whether the value has stayed the same for too long; to be asked about once a second. */
    public boolean isSilent(long value, long nowNs) {
        silentNs = value == lastValue ? silentNs + Math.min(LONGEST_STEP_NS, nowNs - lastNs) : 0;
        lastValue = value;
        lastNs = nowNs;
        return silentNs > timeoutNs;
    }
}
