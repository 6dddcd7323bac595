// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A runtime home, and a "java" that is a shell script: it notes its arguments, environment, session and pid, and then does
 * what the test wrote into it.
 */
final class FakeRuntime {
    final Path home;
    final Path java;
    final Path notes;
    final Map<String, String> environment = new HashMap<>();

    FakeRuntime(Path folder, String behaviour) throws IOException {
        home = folder.resolve("home");
        notes = Files.createDirectories(folder.resolve("notes"));
        Files.createDirectories(home.resolve("lib/boot"));
        Files.createDirectories(home.resolve("conf"));
        Files.createFile(home.resolve("conf/jvm.args"));
        java = folder.resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                notes='%s'
                dir=
                last=
                for argument in "$@"; do
                  [ "$last" = --dir ] && dir="$argument"
                  last="$argument"
                done
                echo started >>"$notes/starts"
                printf '%%s\\n' "$@" >"$notes/arguments"
                env >"$notes/environment"
                pwd >"$notes/pwd"
                cut -d' ' -f6 /proc/$$/stat >"$notes/session"
                echo $$ >"$notes/pid"
                %s
                """.formatted(notes, behaviour));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        environment.put("PATH", System.getenv("PATH"));
        environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    }

    ProxyStarter starter() {
        return new ProxyStarter(java, Optional.of(home), Optional.empty(), environment);
    }

    String note(String name) throws IOException {
        return Files.readString(notes.resolve(name)).strip();
    }
}
