// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What it takes to run programs in a language; none of them has to be there. */
enum Toolchain {
    /** The oldest for which the pinned packages are built. */
    PYTHON("python3 --version", 3, 11),
    /** What {@code go.mod} asks for. */
    GO("go version", 1, 21),
    /** The oldest that version 4 of the SDK runs on. */
    NODE("node --version", 20, 0);

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

    private final List<String> versionCommand;
    private final int major;
    private final int minor;

    Toolchain(String versionCommand, int major, int minor) {
        this.versionCommand = List.of(versionCommand.split(" "));
        this.major = major;
        this.minor = minor;
    }

    /** What it says of its version. */
    String version() {
        return said().orElse("");
    }

    /** Why it cannot be used, as a clause; empty when it can. */
    Optional<String> lack() {
        String command = versionCommand.get(0);
        Optional<String> said = said();
        if (said.isEmpty()) {
            return Optional.of(command + " is not on the PATH, or does not run");
        }
        Matcher version = VERSION.matcher(said.get());
        if (!version.find()) {
            return Optional.of(command + " does not tell its version: " + said.get());
        }
        int itsMajor = Integer.parseInt(version.group(1));
        int itsMinor = Integer.parseInt(version.group(2));
        boolean recent = itsMajor > major || itsMajor == major && itsMinor >= minor;
        return recent
                ? Optional.empty()
                : Optional.of(command + " is older than " + major + "." + minor + ": " + said.get());
    }

    private Optional<String> said() {
        try {
            Process process =
                    new ProcessBuilder(versionCommand).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0
                    ? Optional.of(output)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while asking for a version: command=" + versionCommand, e);
        }
    }
}
