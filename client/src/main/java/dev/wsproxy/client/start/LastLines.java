// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process writes to a file that others wrote to before it.
 *
 * @param from the file's length before the process was started
 */
record LastLines(Path file, long from) {
    private static final int LAST_LINES = 12;
    private static final int LAST_BYTES = 4096;

    /** Of a process that is about to be started. */
    static LastLines after(Path file) {
        return new LastLines(file, new File(file.toString()).length());
    }

    /** The last lines, in one line; empty when there are none. */
    String read() throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            // A file that has become shorter was begun anew.
            long begin = in.length() < from ? 0 : from;
            long start = Math.max(begin, in.length() - LAST_BYTES);
            byte[] bytes = new byte[(int) (in.length() - start)];
            in.seek(start);
            in.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        }
    }
}
