// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

/** Says when it is time to do something again. */
final class Interval {
    private final long lengthNs;
    private long beganNs;

    Interval(long lengthNs) {
        this.lengthNs = lengthNs;
        beganNs = System.nanoTime();
    }

    /** Whether it is over; if so the next one has begun. */
    boolean isOver(long nowNs) {
        boolean over = hasPassed(nowNs);
        if (over) {
            beganNs = nowNs;
        }
        return over;
    }

    /** Whether it is over, and stays so. */
    boolean hasPassed(long nowNs) {
        return nowNs - beganNs >= lengthNs;
    }

    /** Begins anew. */
    void begin() {
        beganNs = System.nanoTime();
    }

    /** Makes it over now. */
    void cutShort() {
        beganNs = System.nanoTime() - lengthNs;
    }
}
