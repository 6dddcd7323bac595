// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may do what with a file, where the system says it as Unix does; elsewhere nothing is ever wrong. Whoever is in the group
 * of a directory that is not to be private is taken for a friend.
 */
final class Rights {
    private static final int OF_GROUP_AND_OTHERS = 0077;
    private static final int WRITABLE_BY_OTHERS = 0002;
    private static final int STICKY = 01000;
    private static final Path SELF = Path.of("/proc/self");

    private Rights() {}

    private record Found(int mode, Object owner, boolean isLink) {
        /** Whether anybody may put something in the place of what is not his. */
        boolean isOpen() {
            return !isLink && (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
        }
    }

    /** What is wrong with a directory that is to be this user's alone. @param directory there, and absolute */
    static Optional<String> ofPrivate(Path directory) throws IOException {
        if (!areKnown()) {
            return Optional.empty();
        }
        Found found = look(directory);
        if (found.isLink) {
            return Optional.of(directory + " is a symbolic link, which is not followed");
        }
        if (!found.owner.equals(user())) {
            return Optional.of(directory + " belongs to another user");
        }
        return (found.mode & OF_GROUP_AND_OTHERS) != 0
                ? Optional.of(directory + " is open to other users (" + Integer.toOctalString(found.mode & 07777)
                        + "); run: chmod 700 " + directory)
                : ofParents(directory);
    }

    /** Another user can put something else in the place of a file by what he may do in the directories above. */
    private static Optional<String> ofParents(Path file) throws IOException {
        Object system = Files.getAttribute(Objects.requireNonNull(file.getRoot(), "an absolute path"), "unix:uid");
        for (Path parent : parents(file)) {
            Found found = look(parent);
            if (!found.owner.equals(user()) && !found.owner.equals(system)) {
                return Optional.of(file + " lies below " + parent + ", which belongs to another user");
            }
            if (found.isOpen()) {
                return Optional.of(file + " lies below " + open(parent));
            }
        }
        return Optional.empty();
    }

    /** As they are named, and as they are called when no link is left. */
    private static List<Path> parents(Path file) throws IOException {
        List<Path> parents = new ArrayList<>();
        for (Path path : List.of(file, file.toRealPath())) {
            for (Path one = path.getParent(); one != null; one = one.getParent()) {
                parents.add(one);
            }
        }
        return parents;
    }

    /** Whether everybody may change a file of the runtime, or what is in one of its directories. @param file absolute */
    static Optional<String> ofCode(Path file) throws IOException {
        return areKnown() && Files.exists(file) && look(file.toRealPath()).isOpen()
                ? Optional.of("the runtime has " + open(file) + " (what lies there runs as you)")
                : Optional.empty();
    }

    private static String open(Path path) {
        return path + ", which every user of this machine may write to; run: chmod o-w " + path;
    }

    private static boolean areKnown() {
        return Files.exists(SELF);
    }

    private static Object user() throws IOException {
        return Files.getAttribute(SELF, "unix:uid");
    }

    private static Found look(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return new Found(mode, owner, Files.isSymbolicLink(path));
    }
}
