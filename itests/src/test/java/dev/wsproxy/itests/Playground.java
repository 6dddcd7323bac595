// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.FailureException;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyClientBuilder;
import dev.wsproxy.client.ProxyStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory in which the clients of one test meet, and the proxy that they start. Closing it ends that proxy and fails if
 * a process or a file is left.
 */
final class Playground implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Empty files that stay, because removing one would let two processes lock two different files. */
    private static final Set<String> LOCKS = Set.of("spawn.lock", "proxy.lock");

    private final Path dir;
    private final Path home;
    private final List<AutoCloseable> closeables = new ArrayList<>();

    private Playground(Path home) throws IOException {
        this.home = home;
        Path parent = Files.isDirectory(Path.of("/dev/shm")) ? Path.of("/dev/shm") : Path.of("/tmp");
        dir = Files.createTempDirectory(
                parent,
                "wsproxy-it-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    static Playground open() throws IOException {
        return new Playground(PromptHome.shared().path());
    }

    /** On a home of the test's own, with other settings for instance. */
    static Playground on(RuntimeHome home) throws IOException {
        return new Playground(home.path());
    }

    Path dir() {
        return dir;
    }

    Path home() {
        return home;
    }

    /** A client that starts the proxy if need be; one that this test starts ends at once after its last client. */
    ProxyClientBuilder client(String name) {
        return ProxyClient.builder(name).directory(dir).home(home).linger(Duration.ofMillis(500));
    }

    /** The command in a process of its own. */
    Command command(String... arguments) throws IOException {
        return keep(Command.start(this, arguments));
    }

    /** Closes something before the playground closes. */
    <T extends AutoCloseable> T keep(T closeable) {
        closeables.add(closeable);
        return closeable;
    }

    /** What the proxy says of itself; empty when none runs. */
    Optional<ProxyStatus> status() {
        try (ProxyClient client = client("status").startProxy(false).connect()) {
            return Optional.of(client.status());
        } catch (FailureException e) {
            return Optional.empty();
        }
    }

    /** The proxy's process, if one runs. */
    Optional<ProcessHandle> proxy() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("dev.wsproxy.launcher.Main") && line.contains(dir.toString()))
                        .isPresent())
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        for (int i = closeables.size() - 1; i >= 0; i--) {
            close(closeables.get(i));
        }
        try {
            await("the proxy ends after its last client")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(proxy()).isEmpty());
        } finally {
            proxy().ifPresent(ProcessHandle::destroyForcibly);
            delete();
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new AssertionError("could not be closed: " + closeable, e);
        }
    }

    /** What is left in the directory, without what stays there on purpose. */
    List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(file -> !file.equals(dir)
                            && !LOCKS.contains(file.getFileName().toString()))
                    .toList();
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            files.sorted(Comparator.reverseOrder()).forEach(Playground::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
