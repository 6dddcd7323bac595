// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A proxy process that was started and does not answer yet.
 *
 * @param process of the proxy itself: what detaches it is replaced by it
 * @param output the file that holds its standard output and error
 */
record ProxyProcess(Process process, Path output) {
    private static final int LAST_LINES = 12;
    private static final int LAST_BYTES = 4096;

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the process has ended, or the time is over. */
    void awaitEnd(Duration longest) throws InterruptedException {
        process.waitFor(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    void kill() {
        process.destroyForcibly();
    }

    /** How it ended and the last lines it printed; in one line. */
    String end() {
        return "exit code " + process.exitValue() + ", " + lastWords();
    }

    /** The last lines it printed; in one line. */
    String lastWords() {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            long from = Math.max(0, file.length() - LAST_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            if (lines.isEmpty()) {
                return output + " is empty";
            }
            return output + " ends with: "
                    + String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return output + " cannot be read: " + e.getMessage();
        }
    }
}
