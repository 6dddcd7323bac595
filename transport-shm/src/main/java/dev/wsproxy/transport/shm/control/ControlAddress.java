// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.control;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The path by which a control socket is bound and connected. The system stores a socket's path in few bytes, so the socket of
 * a longer directory is reached through a symbolic link whose name both ends derive from the directory:
 *
 * <pre>
 *   /tmp/wsproxy-USER-links/    0700, of this user
 *     5d0c16b0a1f29e37          a link to DIR, made by the proxy, removed when it stops listening
 * </pre>
 */
public final class ControlAddress {
    /** Linux has room for 108 bytes; the JDK keeps two of them to itself. */
    public static final int LONGEST_PATH_BYTES = 106;

    private static final Path LINKS = Path.of("/tmp", "wsproxy-" + System.getProperty("user.name") + "-links");

    private static final int ATTEMPTS = 20;

    private final RuntimeDirectory directory;

    public ControlAddress(RuntimeDirectory directory) {
        this.directory = directory;
    }

    /**
     * Where a client connects; there need not be anything.
     *
     * @throws FailureException {@code BAD_DIRECTORY} if the path is too long and the links are not this user's alone
     */
    public Path toConnect() {
        if (!needsLink()) {
            return directory.socket();
        }
        verifyLinks();
        return link().resolve(directory.socket().getFileName());
    }

    /** Whoever owns the links decides whom a client tells its secrets. Proxies make them and take them away at any time. */
    private static void verifyLinks() {
        for (int attempt = 1; isThere(); attempt++) {
            try {
                new RuntimeDirectory(LINKS).verify();
                return;
            } catch (FailureException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static boolean isThere() {
        return Files.exists(LINKS, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Where the proxy binds; makes the link if one is needed.
     *
     * @throws FailureException {@code BAD_DIRECTORY} if the path is too long and no link can be made
     */
    public Path toBind() {
        if (needsLink()) {
            try {
                makeLink();
            } catch (IOException | FailureException e) {
                throw tooLong(e);
            }
        }
        return toConnect();
    }

    /** The proxy no longer listens: removes the link, if there is one. */
    public void forget() throws IOException {
        if (needsLink()) {
            Files.deleteIfExists(link());
            try {
                Files.deleteIfExists(LINKS);
            } catch (DirectoryNotEmptyException e) {
                // Other proxies have links there.
            }
        }
    }

    private boolean needsLink() {
        return bytes(directory.socket()) > LONGEST_PATH_BYTES;
    }

    private void makeLink() throws IOException {
        Path link = link();
        Files.deleteIfExists(link);
        for (int attempt = 1; ; attempt++) {
            try {
                new RuntimeDirectory(LINKS).prepare();
                Files.createSymbolicLink(link, directory.path());
                return;
            } catch (NoSuchFileException | FailureException e) {
                // Another proxy may just have removed what was an empty directory.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Path link() {
        return LINKS.resolve(directory.digest(8));
    }

    private FailureException tooLong(Exception cause) {
        Path socket = directory.socket();
        String reason = "the path of the socket " + socket + " has " + bytes(socket) + " bytes, the system allows "
                + LONGEST_PATH_BYTES + ", and no short link to it can be made in " + LINKS + " (" + cause.getMessage()
                + "); set " + RuntimeDirectory.VARIABLE + " to a directory with a shorter path";
        return new FailureException(Failure.of(ErrorCode.BAD_DIRECTORY, reason), cause);
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
