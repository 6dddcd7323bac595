// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a runtime lies and what it may write to.
 *
 * @param home the assembled runtime; only read
 * @param dir the directory of the proxy's sockets and queues, passed on to the bundles; created (0700) if missing
 * @param state the directory of the instance lock, the logs and the bundle cache; created (0700) if missing
 * @param overrides framework properties that win over {@code conf/framework.properties}
 */
public record LaunchOptions(Path home, Path dir, Path state, Map<String, String> overrides) {

    static final String USAGE =
            "usage: dev.wsproxy.launcher.Main --home DIR --dir DIR --state DIR [--set key=value]...";

    /** Makes the three paths absolute and copies the overrides. */
    public LaunchOptions {
        home = home.toAbsolutePath().normalize();
        dir = dir.toAbsolutePath().normalize();
        state = state.toAbsolutePath().normalize();
        overrides = Map.copyOf(overrides);
    }

    /**
     * Reads the command line of {@link Main}.
     *
     * @throws IllegalArgumentException naming the argument that is missing, unknown or malformed
     */
    static LaunchOptions parse(String... arguments) {
        Map<String, String> paths = new LinkedHashMap<>();
        Map<String, String> overrides = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String option = arguments[i];
            @Nullable String value = i + 1 < arguments.length ? arguments[i + 1] : null;
            switch (option) {
                case "--home", "--dir", "--state" -> paths.put(option, valueOf(option, value));
                case "--set" -> addOverride(valueOf(option, value), overrides);
                default -> throw new IllegalArgumentException("unknown argument " + option);
            }
        }
        return new LaunchOptions(path("--home", paths), path("--dir", paths), path("--state", paths), overrides);
    }

    private static String valueOf(String option, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return value;
    }

    private static void addOverride(String assignment, Map<String, String> overrides) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("--set needs key=value, not " + assignment);
        }
        overrides.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }

    private static Path path(String option, Map<String, String> paths) {
        String value = paths.get(option);
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing");
        }
        return Path.of(value);
    }
}
