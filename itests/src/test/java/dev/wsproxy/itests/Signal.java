// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Signals for which Java has no method. */
enum Signal {
    STOP,
    CONT,
    TERM;

    void send(long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name(), String.valueOf(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }
}
