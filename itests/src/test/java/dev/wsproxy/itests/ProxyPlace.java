// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory in which proxies serve, or try to; whatever happens there, nothing is cleaned between two of them. Closing it
 * kills what runs there and deletes everything.
 */
record ProxyPlace(Path root, Path dir) implements AutoCloseable {

    /** A place of its own; the directory is not made. */
    static ProxyPlace create() throws IOException {
        Path shm = Path.of("/dev/shm");
        Path root = Files.createTempDirectory(
                Files.isDirectory(shm) ? shm : Path.of("/tmp").toRealPath(), "wsproxy-it-");
        return new ProxyPlace(root, root.resolve("dir"));
    }

    /** Where a client has its proxy keep its state. */
    Path state() {
        return new RuntimeDirectory(dir).state(System.getenv());
    }

    /** A client, which starts a proxy if none serves. */
    ProxyClient connect() {
        return ProxyClient.builder("place")
                .directory(dir)
                .home(RuntimeHome.assembled().path())
                .linger(Duration.ofSeconds(20))
                .connect();
    }

    /** Starts a proxy by hand; it gives way soon. */
    LaunchedProxy launch() throws IOException {
        return launch(List.of());
    }

    /** The same behind another program, which is given the command line. */
    LaunchedProxy launch(List<String> prefix) throws IOException {
        return LaunchedProxy.start(prefix, dir, state());
    }

    /** The processes of all proxies that serve here, or try to. */
    List<ProcessHandle> proxies() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("dev.wsproxy.launcher.Main") && line.contains("--dir " + dir))
                        .isPresent())
                .toList();
    }

    /** What dead proxies left in memory. */
    List<Path> incarnations() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.getFileName().toString().startsWith("proxy-"))
                    .toList();
        }
    }

    /** Kills every proxy here, and waits for its end. */
    void killAll() {
        for (List<ProcessHandle> left = proxies(); !left.isEmpty(); left = proxies()) {
            for (ProcessHandle proxy : left) {
                proxy.destroyForcibly();
                proxy.onExit().join();
            }
        }
    }

    @Override
    public void close() throws IOException {
        killAll();
        deleteTree(root);
        deleteTree(state());
    }

    /** Deletes what is there; links are not followed. */
    static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
