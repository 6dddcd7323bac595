// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whose a file is. */
final class Owner {
    /** On Linux the running process, as a directory of the user it runs for. */
    private static final Path SELF = Path.of("/proc/self");

    private Owner() {}

    /**
     * Whether a file, or the symbolic link itself, belongs to the user that this process runs for; true where files have no
     * owners. By number where the system tells it: a user without an entry in the user database has no name.
     */
    static boolean isSelf(Path file) throws IOException {
        if (!OwnerOnly.isPosix(file)) {
            return true;
        }
        if (Files.exists(SELF)) {
            return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(Files.getAttribute(SELF, "unix:uid"));
        }
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
    }
}
