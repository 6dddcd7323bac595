// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import dev.wsproxy.runtime.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code logs/proxy.out} of a state directory: what the proxy's JVM says before its log is open, or when it crashes. */
final class OutputFile {
    private OutputFile() {}

    /** Makes the directories (0700) and the file (0600) if they are missing. */
    static Path prepare(Path state) throws IOException {
        Path logs = state.resolve("logs");
        Files.createDirectories(logs, OwnerOnly.directory(logs));
        Path file = logs.resolve("proxy.out");
        try {
            Files.createFile(file, OwnerOnly.file(file));
        } catch (FileAlreadyExistsException e) {
            OwnerOnly.close(file);
        }
        return file;
    }
}
