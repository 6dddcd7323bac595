// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program of that name, which every Java brings: makes a key and a certificate for this machine. */
final class Keytool {
    /** Its usual time is half a second. */
    private static final long LONGEST_SECONDS = 60;

    private static final List<String> COMMAND = List.of(
            "-genkeypair",
            "-alias",
            "wsproxy",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-sigalg",
            "SHA256withECDSA",
            "-dname",
            EndpointCertificate.SUBJECT,
            // From yesterday on: two clocks, the container's and the host's for instance, may differ.
            "-startdate",
            "-1d",
            "-validity",
            "3651",
            "-ext",
            "SAN=dns:localhost,ip:127.0.0.1,ip:::1",
            "-ext",
            "BC:critical=ca:false",
            "-ext",
            "KU:critical=digitalSignature",
            "-ext",
            "EKU=serverAuth",
            "-storetype",
            EndpointCertificate.TYPE,
            "-J-XX:TieredStopAtLevel=1");

    private Keytool() {}

    /**
     * Makes the key store. Blocks while the program runs.
     *
     * @param keyStore does not exist yet, in a directory of this user's alone
     * @throws IOException when there is no such program, or it fails: what it said
     */
    static void make(KeyStoreFile keyStore) throws IOException, InterruptedException {
        Path program =
                Path.of(System.getProperty("java.home"), "bin", File.separatorChar == '/' ? "keytool" : "keytool.exe");
        if (!Files.isExecutable(program)) {
            throw new IOException("this Java has no " + program);
        }
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(COMMAND);
        line.addAll(List.of("-keystore", keyStore.path().toString()));
        line.addAll(List.of("-storepass:file", keyStore.passwordFile().toString()));
        Path said = keyStore.path().resolveSibling("keytool.out");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
        // Options for some other program.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        run(builder.start(), said);
        OwnerOnly.close(keyStore.path());
        Files.delete(said);
    }

    private static void run(Process process, Path said) throws IOException, InterruptedException {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("keytool has not ended within " + LONGEST_SECONDS + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("keytool failed: " + Files.readString(said).strip());
        }
    }
}
