// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.runtime.EndpointCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** How programs are told to trust the endpoint's certificate besides what they trust anyway, as lines for a shell. */
record TrustAdvice(EndpointCertificate certificate, Map<String, String> environment) {
    private static final String DIRECTORIES = "SSL_CERT_DIR";
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    /** Where systems keep their authorities one by one. */
    private static final List<String> OF_THE_SYSTEM = List.of("/etc/ssl/certs", "/etc/pki/tls/certs");

    List<String> lines() {
        return List.of(
                "",
                "# JavaScript: Node.js",
                export("NODE_EXTRA_CA_CERTS", certificate.certificate().toString()),
                "",
                "# Python, Go, and others that look there, as C# is said to on Linux (not tried)",
                export(DIRECTORIES, certificate.authorities() + ":" + others()),
                "",
                "# Java: connect to ws://, or give the client an SSLContext that trusts this certificate");
    }

    /** What is searched without us: the variable replaces it. */
    private String others() {
        String already = environment.getOrDefault(DIRECTORIES, "");
        String own = certificate.authorities() + ":";
        if (!already.isBlank()) {
            return already.startsWith(own) ? already.substring(own.length()) : already;
        }
        return OF_THE_SYSTEM.stream()
                .filter(directory -> Files.isDirectory(Path.of(directory)))
                .findFirst()
                .orElse(OF_THE_SYSTEM.get(0));
    }

    private static String export(String variable, String value) {
        return "export " + variable + "="
                + (PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'");
    }
}
