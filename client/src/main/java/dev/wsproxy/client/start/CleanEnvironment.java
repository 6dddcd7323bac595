// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a proxy inherits of its starter's environment: what a process needs to find its way about, and nothing else. Any
 * program of this user can read the environment of a process for as long as it runs, and the starter's may hold credentials
 * under any name, or options meant for its own JVM, a debugger's port for instance.
 */
final class CleanEnvironment {
    private static final Set<String> NAMES = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "JAVA_HOME",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            // Windows
            "SYSTEMROOT",
            "SYSTEMDRIVE",
            "WINDIR",
            "COMSPEC",
            "PATHEXT",
            "TEMP",
            "TMP",
            "USERNAME",
            "USERPROFILE",
            "APPDATA",
            "LOCALAPPDATA");

    private static final List<String> PREFIXES = List.of("LC_", "XDG_", "WSPROXY_");

    private CleanEnvironment() {}

    static void clean(Map<String, String> environment) {
        environment.keySet().removeIf(variable -> !mayPass(variable.toUpperCase(Locale.ROOT)));
    }

    private static boolean mayPass(String name) {
        return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
