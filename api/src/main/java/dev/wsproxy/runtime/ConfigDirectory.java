// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a user's own files for the proxy lie, whatever the number of proxies. For {@link AccountFile} and {@link
 * EndpointCertificate}, in the proxy and in the {@code wsproxy} command; any thread, touches no file.
 */
public final class ConfigDirectory {
    /** The environment variable that names the directory above it. */
    public static final String VARIABLE = "XDG_CONFIG_HOME";

    private ConfigDirectory() {}

    /** The directory {@code wsproxy} below {@value #VARIABLE}, else below {@code ~/.config}; it need not exist. */
    public static Path of(Map<String, String> environment) {
        return chosen(environment, VARIABLE)
                .orElseGet(() -> home(environment).resolve(".config"))
                .resolve("wsproxy");
    }

    /** What a variable of the XDG Base Directory Specification says, which wants a relative path to be ignored. */
    static Optional<Path> chosen(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "");
        return value.isBlank() ? Optional.empty() : Optional.of(Path.of(value)).filter(Path::isAbsolute);
    }

    /** What shells call {@code ~}, which need not be what the system's list of users says. */
    static Path home(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isBlank() ? System.getProperty("user.home") : home);
    }
}
