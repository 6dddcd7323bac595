// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the account's key and secret come from: a file, else the environment; never the command line. */
public final class CredentialSource {
    /** What to do when a server wants to know who connects. */
    public static final String ADVICE =
            "set APCA_API_KEY_ID and APCA_API_SECRET_KEY, or give --credentials FILE (see wsproxy tail --help)";

    public static final String KEY_VARIABLE = "APCA_API_KEY_ID";

    public static final String SECRET_VARIABLE = "APCA_API_SECRET_KEY";

    private static final Set<String> LINES = Set.of("key", "secret");

    private static final int MAX_PIPED_BYTES = 64 * 1024;

    private CredentialSource() {}

    /**
     * Reads the credentials.
     *
     * @param file properties {@code key} and {@code secret}; null to look at the environment
     * @return empty when the environment has none
     * @throws FailureException when only a half is there, or the file is neither a pipe nor a regular file of this user
     *     alone, or not as it should be
     */
    public static Optional<Credentials> read(@Nullable Path file, Map<String, String> environment) {
        return file == null ? fromEnvironment(environment) : Optional.of(fromFile(file));
    }

    private static Optional<Credentials> fromEnvironment(Map<String, String> environment) {
        String key = environment.getOrDefault(KEY_VARIABLE, "");
        String secret = environment.getOrDefault(SECRET_VARIABLE, "");
        if (key.isEmpty() && secret.isEmpty()) {
            return Optional.empty();
        }
        if (key.isEmpty() || secret.isEmpty()) {
            throw invalid((key.isEmpty() ? KEY_VARIABLE : SECRET_VARIABLE) + " is not set, but the other one is");
        }
        return Optional.of(new Credentials(key, secret));
    }

    private static Credentials fromFile(Path file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(file)));
        } catch (IOException | IllegalArgumentException e) {
            // Not the cause's text, which may quote the file.
            throw invalid("the credentials file " + file + " has a \\u that no four hexadecimal digits follow");
        }
        if (!LINES.containsAll(properties.stringPropertyNames())) {
            // Not the line itself, which may be the secret.
            throw invalid("the credentials file " + file
                    + " has a line that is neither key=… nor secret=…; comments begin" + " with #");
        }
        String key = properties.getProperty("key", "").strip();
        String secret = properties.getProperty("secret", "").strip();
        if (key.isEmpty() || secret.isEmpty()) {
            throw invalid("the credentials file " + file + " needs two lines, key=… and secret=…");
        }
        return new Credentials(key, secret);
    }

    /** A pipe has no owner to check: it is what another command prints, as in {@code --credentials <(pass show alpaca)}. */
    private static String text(Path file) {
        if (!isPipe(file)) {
            return PrivateFile.readText(target(file), "the credentials file");
        }
        try (InputStream pipe = Files.newInputStream(file)) {
            return new String(pipe.readNBytes(MAX_PIPED_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw invalid("the credentials cannot be read from " + file + ": " + e);
        }
    }

    private static boolean isPipe(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (IOException e) {
            return false; // Reading it says what is wrong.
        }
    }

    /** A link may lead to it: the user has named it. */
    private static Path target(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file; // Reading it says what is wrong.
        }
    }

    private static FailureException invalid(String reason) {
        return new FailureException(Failure.of(ErrorCode.INVALID_REQUEST, reason));
    }
}
