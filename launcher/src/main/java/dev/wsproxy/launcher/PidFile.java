// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** {@code proxy.pid}: which process works on a directory. For people: a full file system keeps nobody from working. */
record PidFile(Path file) {

    private static final String UNKNOWN = "unknown";

    static PidFile in(Path directory) {
        return new PidFile(directory.resolve("proxy.pid"));
    }

    /** Names this process. */
    void write() {
        try {
            PrivateFiles.file(file);
            Files.writeString(file, own());
        } catch (IOException e) {
            // The pid is not known then.
        }
    }

    /** The number in it; {@code unknown} if there is none. */
    String read() {
        try {
            String text = Files.readString(file).strip();
            return text.matches("\\d{1,10}") ? text : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Removes it, unless it names a successor of this process: somebody may have removed and made the directory anew. */
    void remove() throws IOException {
        if (Files.isRegularFile(file) && Set.of(own(), UNKNOWN).contains(read())) {
            Files.deleteIfExists(file);
        }
    }

    private static String own() {
        return Long.toString(ProcessHandle.current().pid());
    }
}
