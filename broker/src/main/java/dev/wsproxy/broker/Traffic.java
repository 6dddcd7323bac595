// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

/** What a shared connection has received since it was first opened, over all its sockets. */
final class Traffic {
    private long frames;
    private long bytes;
    private long errors;
    private long errorFrame = -1;
    private long lastNs;
    private long lastEpochNs;

    void count(int frameBytes, CallTime when) {
        frames++;
        bytes += frameBytes;
        lastNs = when.ns();
        lastEpochNs = when.epochNs();
    }

    /** The last frame makes no sense; said again it counts no more. */
    void countMalformed() {
        if (errorFrame != frames) {
            errorFrame = frames;
            errors++;
        }
    }

    /** The upstream broke its protocol below the level of frames, which ended the socket. */
    void countBroken() {
        errors++;
    }

    long errors() {
        return errors;
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }

    /** How old the last frame is; -1 when there was none. */
    long ageNs(long nowNs) {
        return frames == 0 ? -1 : nowNs - lastNs;
    }

    /** When the last frame came; the alternative when there was none. */
    long lastEpochNs(long otherwise) {
        return frames == 0 ? otherwise : lastEpochNs;
    }
}
