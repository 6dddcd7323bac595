// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the system, and a JVM itself, tell of a process, without its heap. */
final class SecretsOfProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final List<String> OF_A_JVM =
            List.of("VM.system_properties", "VM.command_line", "VM.flags", "Thread.print");

    private SecretsOfProcesses() {}

    /** The command lines of all processes of this machine that have a secret in them. */
    static List<String> inCommandLines() throws IOException {
        List<String> found = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            Secrets.in(read(process.pid(), "cmdline"))
                    .forEach(secret -> found.add("command line of " + process.pid() + ": " + secret));
        }
        return found;
    }

    /** Secrets in the environment of a process. */
    static List<String> inEnvironment(long pid) throws IOException {
        String environment = read(pid, "environ");
        assertThat(environment).contains("PATH=");
        return Secrets.in(environment);
    }

    /** Secrets in what a JVM says of itself. */
    static List<String> inDump(long pid) throws Exception {
        List<String> found = new ArrayList<>();
        for (String command : OF_A_JVM) {
            String said = jcmd(pid, command);
            assertThat(said).as(command).startsWith(pid + ":");
            Secrets.in(said).forEach(secret -> found.add(command + ": " + secret));
        }
        return found;
    }

    static String jcmd(long pid, String command) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** Empty when the process has ended. */
    private static String read(long pid, String name) {
        try {
            return Files.readString(PROC.resolve(Long.toString(pid)).resolve(name), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
