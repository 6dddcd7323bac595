// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The assembled home with one setting more: a proxy ends at once after its last client, whoever has started it. */
final class PromptHome {
    private static final RuntimeHome SHARED = make();

    private PromptHome() {}

    /** No test may change it. */
    static RuntimeHome shared() {
        return SHARED;
    }

    private static RuntimeHome make() {
        try {
            Path target = Path.of(System.getProperty("wsproxy.build"));
            RuntimeHome home = RuntimeHome.assembled()
                    .copyTo(Files.createTempDirectory(target, "home-").resolve("wsproxy"));
            Files.writeString(home.conf().resolve("dev.wsproxy.broker.cfg"), "linger=500ms\n");
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
