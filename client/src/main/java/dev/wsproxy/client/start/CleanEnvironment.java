// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a proxy may inherit of its starter's environment: nothing that may be a credential, because any program of this
 * user can read the environment of a process for as long as it runs; and no options meant for the starter's own JVM, a
 * debugger's port for instance.
 */
final class CleanEnvironment {
    private static final List<String> CREDENTIAL_WORDS =
            List.of("SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "KEY");
    private static final Set<String> JVM_OPTIONS = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private CleanEnvironment() {}

    static void clean(Map<String, String> environment) {
        environment.keySet().removeIf(CleanEnvironment::mustNotPass);
    }

    private static boolean mustNotPass(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return name.startsWith("APCA_")
                || JVM_OPTIONS.contains(name)
                || CREDENTIAL_WORDS.stream().anyMatch(name::contains);
    }
}
