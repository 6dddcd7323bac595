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
        boolean over = nowNs - beganNs >= lengthNs;
        if (over) {
            beganNs = nowNs;
        }
        return over;
    }

    /** Makes it over now. */
    void cutShort() {
        beganNs = System.nanoTime() - lengthNs;
    }
}
