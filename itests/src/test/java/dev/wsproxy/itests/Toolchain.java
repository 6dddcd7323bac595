// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What it takes to run programs in a language; none of them has to be there. */
enum Toolchain {
    /** The oldest for which the pinned packages are built. */
    PYTHON(3, 11, "python3 --version", "python3 -m ensurepip --version"),
    /** What {@code go.mod} asks for. */
    GO(1, 21, "go version"),
    /** The oldest that version 4 of the SDK runs on. */
    NODE(20, 0, "node --version", "npm --version");

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

    /** Asking takes a while. */
    private static final Map<Toolchain, Optional<String>> LACKS = new ConcurrentHashMap<>();

    private final int major;
    private final int minor;
    private final List<String> probes;

    /** @param probes commands that have to work; the first tells the version */
    Toolchain(int major, int minor, String... probes) {
        this.major = major;
        this.minor = minor;
        this.probes = List.of(probes);
    }

    /** What it says of its version. */
    String version() {
        return answer(probes.get(0)).orElse("");
    }

    /** Why it cannot be used, as a clause; empty when it can. */
    Optional<String> lack() {
        return LACKS.computeIfAbsent(this, Toolchain::findLack);
    }

    private Optional<String> findLack() {
        return probes.stream()
                .filter(probe -> answer(probe).isEmpty())
                .map(probe -> "'" + probe + "' does not run, or is not on the PATH")
                .findFirst()
                .or(this::age);
    }

    private Optional<String> age() {
        Matcher version = VERSION.matcher(version());
        if (!version.find()) {
            return Optional.of("its version is not clear: " + version());
        }
        int itsMajor = Integer.parseInt(version.group(1));
        int itsMinor = Integer.parseInt(version.group(2));
        boolean recent = itsMajor > major || itsMajor == major && itsMinor >= minor;
        return recent ? Optional.empty() : Optional.of(version() + " is older than " + major + "." + minor);
    }

    private static Optional<String> answer(String probe) {
        try {
            Process process = new ProcessBuilder(probe.split(" "))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0
                    ? Optional.of(output)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while looking for a toolchain: command=" + probe, e);
        }
    }
}
