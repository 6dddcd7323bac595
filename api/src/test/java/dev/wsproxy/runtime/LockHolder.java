// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import java.nio.file.Path;
import java.time.Duration;

/** A program that takes the spawn lock of a directory, says so, and keeps it until its input ends. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
        SpawnLock.hold(new RuntimeDirectory(Path.of(arguments[0])), Duration.ofSeconds(30), () -> {
            System.out.println("held");
            return System.in.read();
        });
    }
}
