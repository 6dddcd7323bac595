// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import java.nio.file.Path;

/** What lies in the directory of a registered client, as drawn at the package. */
public record ClientFiles(Path directory) {
    public Path flags() {
        return directory.resolve("flags");
    }

    public Path requests() {
        return directory.resolve("requests");
    }

    public Path replies() {
        return directory.resolve("replies");
    }
}
