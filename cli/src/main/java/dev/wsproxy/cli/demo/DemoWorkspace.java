// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import dev.wsproxy.cli.Console;
import dev.wsproxy.client.start.RuntimeHome;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Directories of the demo's own, so that it neither meets nor disturbs a proxy in use. Removed at the end. */
final class DemoWorkspace implements AutoCloseable {
    private static final String PREFIX = "wsproxy-demo-";

    private final Path memory;
    private final Path files;
    private final Map<String, String> environment;

    private DemoWorkspace(Path memory, Path files, Map<String, String> environment) {
        this.memory = memory;
        this.files = files;
        this.environment = environment;
    }

    static DemoWorkspace create(Console console) throws IOException {
        RuntimeHome home = RuntimeHome.find(Optional.empty(), console.environment());
        Path parent = RuntimeDirectory.fromEnvironment(Map.of()).path().getParent();
        Path memory = parent == null ? Files.createTempDirectory(PREFIX) : Files.createTempDirectory(parent, PREFIX);
        Path files = Files.createTempDirectory(PREFIX);
        Map<String, String> environment = new HashMap<>(console.environment());
        // Whoever tries the demo may have a real account.
        environment.keySet().removeIf(name -> name.startsWith("APCA_"));
        environment.put(RuntimeDirectory.VARIABLE, memory.toString());
        environment.put("XDG_STATE_HOME", files.toString());
        environment.put(RuntimeHome.VARIABLE, home.path().toString());
        // The usual port is for the proxy in use.
        environment.put("WSPROXY_PORT", "0");
        return new DemoWorkspace(memory, files, environment);
    }

    /** Of the demo's processes. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    RuntimeDirectory directory() {
        return new RuntimeDirectory(memory);
    }

    Path file(String name) {
        return files.resolve(name);
    }

    @Override
    public void close() throws IOException {
        delete(memory);
        delete(files);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
