// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A proxy process that was started and does not answer yet.
 *
 * @param process of the proxy itself: what detaches it is replaced by it
 * @param output the file that holds its standard output and error
 * @param log what it says once its log is open
 */
record ProxyProcess(Process process, LastLines output, LastLines log) {
    /** An exit code of the launcher. */
    private static final int OCCUPIED = 3;

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has ended because another proxy, which may be about to end, works on the directory. */
    boolean gaveWay() {
        return !process.isAlive() && process.exitValue() == OCCUPIED;
    }

    /** Waits until the process has ended, or the time is over. */
    void awaitEnd(Duration longest) throws InterruptedException {
        process.waitFor(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    void kill() {
        process.destroyForcibly();
    }

    /** How it ended and its last lines; in one line. */
    String end() {
        return "exit code " + process.exitValue() + ", " + lastWords();
    }

    /** The last lines it printed, or else logged; in one line. */
    String lastWords() {
        for (LastLines lines : List.of(output, log)) {
            try {
                String last = lines.read();
                if (!last.isEmpty()) {
                    return lines.file() + " ends with: " + last;
                }
            } catch (IOException e) {
                // Then the other one: a proxy that did not come so far has no log.
            }
        }
        String nothing = "it has written neither to " + output.file() + " nor to " + log.file();
        boolean full = output.file().toFile().getUsableSpace() == 0;
        return full ? nothing + ": no space is left there, free some" : nothing;
    }
}
