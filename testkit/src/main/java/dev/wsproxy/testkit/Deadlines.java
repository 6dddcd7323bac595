// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import java.time.Duration;

/** How long tests wait for something that must happen: generous, because machines are shared and slow at times. */
public final class Deadlines {
    /** For anything that takes well under a second on an idle machine. */
    public static final Duration GENEROUS = Duration.ofSeconds(30);

    private Deadlines() {}
}
