// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A small file that only its owner may read, or write. A symbolic link to one is not followed. */
public final class PrivateFile {
    static final int MAX_BYTES = 64 * 1024;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int MOST_ATTEMPTS = 10;

    private PrivateFile() {}

    /** The file is not what it has to be; the message says how. */
    static final class NotPrivateException extends IOException {
        private static final long serialVersionUID = 1L;

        NotPrivateException(String message) {
            super(message);
        }
    }

    private enum Kind {
        NONE,
        REGULAR,
        DIRECTORY,
        LINK,
        OTHER
    }

    /**
     * What there is to know of a file without opening it.
     *
     * @param rights whose it is, what others may do, and when any of that changed, where the file system knows
     */
    private record Version(
            Kind kind,
            long bytes,
            FileTime modified,
            @Nullable Object key,
            Map<String, Object> rights) {
        static final Version NONE = new Version(Kind.NONE, 0, FileTime.fromMillis(0), null, Map.of());
        static final Version UNKNOWN = new Version(Kind.OTHER, 0, FileTime.fromMillis(0), null, Map.of());
    }

    /** Equal for as long as the file has not changed. */
    static Object version(Path file) {
        try {
            return look(file);
        } catch (IOException e) {
            return Version.UNKNOWN;
        }
    }

    private static Version look(Path file) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return version(found, rights(file));
        } catch (NoSuchFileException e) {
            return Version.NONE;
        }
    }

    private static Map<String, Object> rights(Path file) throws IOException {
        Set<String> views = file.getFileSystem().supportedFileAttributeViews();
        String known = views.contains("unix") ? "unix:uid,mode,ctime" : "posix:owner,permissions";
        return views.contains("posix")
                ? Map.copyOf(Files.readAttributes(file, known, LinkOption.NOFOLLOW_LINKS))
                : Map.of();
    }

    private static Version version(BasicFileAttributes found, Map<String, Object> rights) {
        Kind kind = found.isRegularFile()
                ? Kind.REGULAR
                : found.isDirectory() ? Kind.DIRECTORY : found.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
        return new Version(kind, found.size(), found.lastModifiedTime(), found.fileKey(), rights);
    }

    /**
     * Reads a text that has to be there, without the byte-order mark that some editors write. Any thread; blocks for as long
     * as a small file takes, since nothing but a regular file of this user alone is opened.
     *
     * @param what it is, for the message
     * @return what is in it, 64 KiB at most
     * @throws FailureException {@code INVALID_REQUEST}: there is no such file, it is open to others, is somebody else's, no
     *     regular file, too large or no text in UTF-8; the reason quotes nothing of it
     */
    public static String readText(Path file, String what) {
        try {
            return decoded(readBytes(file, MAX_BYTES));
        } catch (IOException e) {
            throw unusable(file, what, reason(e));
        }
    }

    /** What to tell people when a file cannot be used. */
    static FailureException unusable(Path file, String what, String why) {
        return new FailureException(
                Failure.of(ErrorCode.INVALID_REQUEST, what + " " + file + " cannot be used: " + why));
    }

    /** The message of a file system's exception is often the path alone. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return e instanceof NotPrivateException ? String.valueOf(e.getMessage()) : "it cannot be read or written: " + e;
    }

    /**
     * Reads the file, without the byte-order mark that some editors write.
     *
     * @return empty when there is none
     */
    static String read(Path file) throws IOException {
        try {
            return decoded(readBytes(file, MAX_BYTES));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Reads a file that need not be text. It is not opened unless it is a regular one, so no pipe can hold this up. */
    static byte[] readBytes(Path file, int maxBytes) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Version before = look(file);
            check(file, before, maxBytes);
            byte[] bytes = bytes(file, maxBytes);
            if (look(file).equals(before)) {
                return bytes;
            }
        }
        throw new NotPrivateException("it changes all the time");
    }

    private static void check(Path file, Version found, int maxBytes) throws IOException {
        switch (found.kind) {
            case DIRECTORY -> throw new NotPrivateException("it is a directory");
            case LINK -> throw new NotPrivateException("it is a symbolic link, which is not followed");
            case NONE -> throw new NoSuchFileException(file.toString());
            case OTHER -> throw new NotPrivateException("it is not a regular file");
            case REGULAR -> {}
        }
        Optional<String> problem = OwnerOnly.problem(file);
        if (problem.isPresent()) {
            throw new NotPrivateException("it " + problem.get());
        }
        if (found.bytes > maxBytes) {
            throw tooLarge(maxBytes);
        }
    }

    private static NotPrivateException tooLarge(int maxBytes) {
        return new NotPrivateException("it is larger than " + maxBytes + " bytes");
    }

    private static byte[] bytes(Path file, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw tooLarge(maxBytes);
            }
            return bytes;
        }
    }

    private static String decoded(byte[] bytes) throws NotPrivateException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new NotPrivateException("it is not text in UTF-8");
        }
    }

    /**
     * Puts a new file in the place of the old one, or makes it.
     *
     * @param version of the file that the text was made from
     */
    static void replace(Path file, String text, Object version) throws IOException {
        Path draft = Files.createTempFile(directory(file), ".credentials", null, OwnerOnly.file(file));
        try {
            write(draft, text);
            if (!look(file).equals(version)) {
                throw new NotPrivateException("another program has changed it at the same time; try again");
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Makes the directory of a file, for this user alone, unless it is there. */
    static void makeDirectoryOf(Path file) throws IOException {
        Path directory = directory(file);
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OwnerOnly.directory(directory));
        }
    }

    private static Path directory(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "the directory of the file");
    }

    /** Makes a file that is not there yet, in a directory that is. */
    static void create(Path file, String text) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, OwnerOnly.file(file))) {
            write(channel, text);
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            write(channel, text);
        }
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }
}
