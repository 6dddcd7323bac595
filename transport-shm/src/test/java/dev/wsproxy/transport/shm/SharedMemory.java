// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where tests have their shared memory. */
final class SharedMemory {
    private SharedMemory() {}

    /** A new directory of this user's, in real shared memory where there is some. */
    static Path directory() throws IOException {
        Path shm = Path.of("/dev/shm");
        return Files.isWritable(shm)
                ? Files.createTempDirectory(shm, "wsproxy-test-")
                : Files.createTempDirectory("wsproxy-test-");
    }
}
