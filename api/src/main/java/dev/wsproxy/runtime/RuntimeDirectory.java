// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The directory in which one proxy and its clients meet. Two directories are two independent proxies.
 *
 * <pre>
 *   DIR/                  0700, of this user
 *     spawn.lock          see {@link SpawnLock}
 *     control.sock        the proxy's listening socket
 *     …                   queues, as the transport lays them out
 * </pre>
 *
 * @param path absolute
 */
public record RuntimeDirectory(Path path) {
    /** The environment variable that names the directory. */
    public static final String VARIABLE = "WSPROXY_DIR";

    public RuntimeDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * The directory that the environment asks for: {@value #VARIABLE}, else one of the user's under {@code /dev/shm},
     * else one under the temporary directory.
     */
    public static RuntimeDirectory fromEnvironment(Map<String, String> environment) {
        String chosen = environment.get(VARIABLE);
        return new RuntimeDirectory(chosen == null || chosen.isBlank() ? standard() : Path.of(chosen));
    }

    private static Path standard() {
        Path shm = Path.of("/dev/shm");
        Path parent =
                Files.isDirectory(shm) && Files.isWritable(shm) ? shm : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("wsproxy-" + System.getProperty("user.name"));
    }

    /** The socket on which the proxy listens. */
    public Path socket() {
        return path.resolve("control.sock");
    }

    /** The file behind {@link SpawnLock}. */
    public Path spawnLock() {
        return path.resolve("spawn.lock");
    }

    /**
     * Where this proxy keeps what need not lie in memory, logs for instance: a directory of the user's own, derived from
     * this one.
     */
    public Path state(Map<String, String> environment) {
        Path base = ConfigDirectory.chosen(environment, "XDG_STATE_HOME")
                .orElseGet(() ->
                        ConfigDirectory.home(environment).resolve(".local").resolve("state"));
        String name = path.equals(standard()) ? "default" : path.getFileName() + "-" + digest(4);
        return base.resolve("wsproxy").resolve(name).toAbsolutePath();
    }

    /**
     * A short name for this directory that hardly another one has: of its path, in hexadecimal.
     *
     * @param bytes how many bytes to name it with, 1 to 32; two characters each
     */
    public String digest(int bytes) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Makes the directory if it is missing, and checks that it is this user's alone.
     *
     * @throws FailureException {@code BAD_DIRECTORY}, when it is not a directory, belongs to somebody else, is open to
     *     others, lies where others can put something else in its place, or cannot be made
     */
    public RuntimeDirectory prepare() {
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                create();
            }
        } catch (IOException e) {
            throw bad("cannot be used: " + e.getMessage(), e);
        }
        return verify();
    }

    /**
     * Checks that the directory is there and this user's alone.
     *
     * @throws FailureException {@code BAD_DIRECTORY}, as {@link #prepare()}, and when it is missing
     */
    public RuntimeDirectory verify() {
        try {
            check();
            return this;
        } catch (IOException e) {
            throw bad("cannot be used: " + e.getMessage(), e);
        }
    }

    private void create() throws IOException {
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent, OwnerOnly.directory(parent));
        }
        try {
            Files.createDirectory(path, OwnerOnly.directory(path));
        } catch (java.nio.file.FileAlreadyExistsException e) {
            // Another process was faster: check() judges what it made.
        }
    }

    private void check() throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw bad("is not a directory (a symbolic link is not followed)", null);
        }
        Optional<String> problem = OwnerOnly.problem(path);
        if (problem.isPresent()) {
            throw bad(problem.get(), null);
        }
        if (!Files.isWritable(path)) {
            throw bad("is not writable", null);
        }
    }

    private FailureException bad(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        Failure failure = Failure.of(
                ErrorCode.BAD_DIRECTORY,
                "the directory " + path + " " + what + "; set " + VARIABLE + " to a directory of your own");
        return cause == null ? new FailureException(failure) : new FailureException(failure, cause);
    }
}
