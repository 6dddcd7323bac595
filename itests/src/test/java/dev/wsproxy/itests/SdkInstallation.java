// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Copies an SDK's program below {@code target} and installs the SDK there, once for the same files and toolchain. */
record SdkInstallation(Sdk sdk, Path folder, Path log) {
    /** The tests have one of their own for the proxy; tools of a language go on with the user's. */
    static final String CONFIG_VARIABLE = "XDG_CONFIG_HOME";

    private static final int ATTEMPTS = 3;
    private static final int LIMIT_MINUTES = 10;

    static SdkInstallation of(Sdk sdk) {
        Path folder = sdk.target();
        return new SdkInstallation(sdk, folder, folder.resolveSibling(folder.getFileName() + ".log"));
    }

    /** @throws AssertionError if it cannot be installed */
    void ensure() throws IOException {
        Files.createDirectories(folder);
        Path lock = folder.resolveSibling(folder.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            Path stamp = folder.resolve("installed");
            String wanted = inputs();
            if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
                return;
            }
            Files.deleteIfExists(stamp);
            copy();
            for (List<String> command : sdk.installation()) {
                run(command);
            }
            Files.writeString(stamp, wanted);
        }
    }

    /** Everything that what is installed depends on. */
    private String inputs() throws IOException {
        List<String> parts = new ArrayList<>(List.of(sdk.toolchain().version(), folder.toString()));
        for (Path file : files()) {
            parts.add(file.getFileName() + "\n" + Files.readString(file));
        }
        return String.join("\n", parts);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(sdk.source())) {
            return files.sorted().toList();
        }
    }

    private void copy() throws IOException {
        for (Path file : files()) {
            Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Several times if need be: a download may fail. */
    private void run(List<String> command) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (succeeds(command)) {
                return;
            }
        }
        throw new AssertionError(sdk + " cannot be installed although its toolchain is there: command="
                + String.join(" ", command) + ", folder=" + folder + ", output=\n"
                + Files.readString(log, StandardCharsets.UTF_8));
    }

    private boolean succeeds(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().remove(CONFIG_VARIABLE);
        Process process = builder.start();
        try {
            return process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while installing: sdk=" + sdk, e);
        } finally {
            process.destroyForcibly();
        }
    }
}
