// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import java.nio.file.Path;
import java.util.Map;

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
        String xdg = environment.getOrDefault(VARIABLE, "");
        Path base = xdg.isBlank() ? home(environment).resolve(".config") : Path.of(xdg);
        return base.resolve("wsproxy");
    }

    /** What shells call {@code ~}, which need not be what the system's list of users says. */
    static Path home(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isBlank() ? System.getProperty("user.home") : home);
    }
}
