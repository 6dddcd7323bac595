// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directories above a private file or directory: who may rename in one of them can put something of his own in its place.
 * Known on systems that tell owners by number.
 */
final class ParentDirectories {
    private static final int WRITABLE_BY_OTHERS = 0002;
    private static final int STICKY = 01000;
    private static final Path SELF = Path.of("/proc/self");

    private ParentDirectories() {}

    /**
     * What is wrong with the directories above, if anything: one that other users may write to, unless each may remove only what
     * is his own there (the sticky bit), or one, or a link to one, that another user may change because it is his.
     * Whoever is in the group of a directory is taken for a friend.
     *
     * @param path need not exist
     */
    static Optional<String> problem(Path path) throws IOException {
        if (!Files.exists(SELF)
                || !path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        Object user = Files.getAttribute(SELF, "unix:uid");
        // In a user namespace the files of the system may belong to nobody.
        Object system = Files.getAttribute(path.toAbsolutePath().getRoot(), "unix:uid");
        for (Path parent : above(path.toAbsolutePath().normalize())) {
            Optional<String> problem = problem(parent, user, system);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    /** Those that there are, as they are named, and as they are called when no link is left. */
    private static List<Path> above(Path path) throws IOException {
        List<Path> all = new ArrayList<>();
        Path nearest = path.getParent();
        while (nearest != null && !Files.isDirectory(nearest)) {
            nearest = nearest.getParent();
        }
        if (nearest != null) {
            addWithParents(all, nearest);
            addWithParents(all, nearest.toRealPath());
        }
        return all;
    }

    private static void addWithParents(List<Path> all, Path directory) {
        for (Path one = directory; one != null; one = one.getParent()) {
            all.add(one);
        }
    }

    private static Optional<String> problem(Path parent, Object user, Object system) throws IOException {
        Map<String, Object> found = Files.readAttributes(parent, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        Object owner = found.get("uid");
        if (!user.equals(owner) && !system.equals(owner)) {
            return Optional.of("lies below " + parent + ", which belongs to another user");
        }
        int mode = found.get("mode") instanceof Integer bits ? bits : 0;
        boolean open = (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
        return open && !Files.isSymbolicLink(parent)
                ? Optional.of(
                        "lies below " + parent + ", which other users may write to (run: chmod o-w " + parent + ")")
                : Optional.empty();
    }
}
