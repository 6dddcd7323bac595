// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the run when there is a secret in anything that it left: logs of all proxies, the output of those that did not come up,
 * this JVM's own log, the reports. Used by every test class; looks once, after the last one.
 */
public final class SecretsAtTheEnd implements BeforeAllCallback {
    private static final Path TARGET = Path.of("target");

    private static final class Look implements AutoCloseable {
        @Override
        public void close() {
            List<String> found = left(TARGET);
            if (!found.isEmpty()) {
                throw new AssertionError("secrets were left behind:\n" + String.join("\n", found));
            }
        }
    }

    /** Where there is a secret among what a run leaves in a directory. */
    static List<String> left(Path target) {
        List<String> found = new ArrayList<>();
        try {
            for (String place : List.of("state", "itests.log", "failsafe-reports")) {
                found.addAll(Secrets.below(target.resolve(place)));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(SecretsAtTheEnd.class, key -> new Look(), Look.class);
    }
}
