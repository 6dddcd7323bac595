// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.ProxyClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose the files are that a proxy makes, and which directories it does not go near. */
class SecurityFilesIT extends EndpointScene {
    private static final int OF_GROUP_AND_OTHERS = 0077;

    /** The user's mask would let everybody read and write. */
    @Test
    void makesEveryFileForItsOwnerOnly() throws Exception {
        Path config = work.resolve("config");
        Path state = work.resolve("state");
        EchoServer echo = playground.keep(EchoServer.start());
        Process client = start(Map.of("XDG_CONFIG_HOME", config, "XDG_STATE_HOME", state), echo.url());
        try (BufferedReader output = client.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("received");
            assertThat(mask(playground.proxy().orElseThrow().pid())).isEqualTo("0077");
            SdkClient sdk = sdk(FEED).subscribe("AAPL");
            String secure = endpoint(playground).replaceFirst("ws://", "wss://") + FEED;
            assertThatThrownBy(() -> SdkClient.connect(URI.create(secure)))
                    .as("not trusted")
                    .isNotNull();
            await("the certificate")
                    .atMost(Playground.DEADLINE)
                    .until(() -> Files.exists(config.resolve("wsproxy/tls/endpoint.pem")));

            assertThat(notPrivate(playground.dir())).isEmpty();
            assertThat(notPrivate(config)).isEmpty();
            assertThat(notPrivate(state)).isEmpty();
            assertThat(notPrivate(writtenBy(playground.proxy().orElseThrow().pid())))
                    .isEmpty();
            sdk.close();
        } finally {
            client.getOutputStream().close();
            assertThat(client.onExit().join().exitValue()).isZero();
        }
        await("the end of the proxy")
                .atMost(Playground.DEADLINE)
                .until(() -> playground.proxy().isEmpty());
        assertThat(notPrivate(playground.dir())).isEmpty();
        assertThat(notPrivate(state)).isEmpty();
        assertThat(Files.walk(state).filter(file -> file.endsWith("wsproxy.log")))
                .hasSize(1);
    }

    private Process start(Map<String, Path> environment, String url) throws IOException {
        List<String> line = new ArrayList<>(List.of("sh", "-c", "umask 000; exec \"$@\"", "sh"));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), SecurityFilesProgram.class.getName()));
        line.addAll(List.of(playground.dir().toString(), playground.home().toString(), url));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectError(work.resolve("client.err").toFile());
        environment.forEach((name, value) -> builder.environment().put(name, value.toString()));
        return builder.start();
    }

    private static String mask(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("Umask:"))
                .map(line -> line.split("\\s+")[1])
                .findFirst()
                .orElseThrow();
    }

    /** Regular files that a process has open for writing, wherever they lie. */
    private static List<Path> writtenBy(long pid) throws IOException {
        List<Path> written = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                Path file = target(descriptor);
                if (Files.isRegularFile(file)
                        && Files.getPosixFilePermissions(descriptor, LinkOption.NOFOLLOW_LINKS)
                                .toString()
                                .contains("WRITE")) {
                    written.add(file);
                }
            }
        }
        assertThat(written).as("its log among others").anyMatch(file -> file.endsWith("wsproxy.log"));
        return written;
    }

    private static Path target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (NoSuchFileException closedMeanwhile) {
            return descriptor;
        }
    }

    private static List<String> notPrivate(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThan(1);
            return notPrivate(all);
        }
    }

    private static List<String> notPrivate(List<Path> files) throws IOException {
        Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            try {
                Map<String, Object> is = Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
                int mode = (Integer) is.get("mode");
                if ((mode & OF_GROUP_AND_OTHERS) != 0 || !is.get("uid").equals(user)) {
                    found.add(file + " mode " + Integer.toOctalString(mode) + " of " + is.get("uid"));
                }
            } catch (NoSuchFileException deletedMeanwhile) {
                continue;
            }
        }
        return found;
    }

    @Test
    void refusesADirectoryThatOthersCanReplaceOrEnter() throws Exception {
        Path open = directory("open", "rwxrwxrwx");
        Path link = Files.createSymbolicLink(work.resolve("link"), directory("real", "rwx------"));
        assertRefused(open.resolve("dir"), "lies below " + open);
        assertRefused(link, "a symbolic link is not followed");
        assertRefused(directory("readable", "rwxr-xr-x"), "is open to other users");
    }

    @Test
    void refusesADirectoryOfAnotherUser() throws Exception {
        assumeThat(Files.getAttribute(work, "unix:uid"))
                .as("only root can give files away")
                .isEqualTo(0);
        Path others = directory("others", "rwx------");
        Path below = directory("others/below", "rwx------");
        Files.setAttribute(others, "unix:uid", 12345);
        assertRefused(others, "belongs to 12345");
        assertRefused(below, "lies below " + others);
    }

    private Path directory(String name, String mode) throws IOException {
        Path made = Files.createDirectory(work.resolve(name));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(mode));
    }

    private void assertRefused(Path directory, String reason) {
        assertThatThrownBy(() -> ProxyClient.builder("refused")
                        .directory(directory)
                        .home(playground.home())
                        .connect())
                .isInstanceOfSatisfying(FailureException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_DIRECTORY);
                    assertThat(e.failure().reason()).contains(reason);
                });
    }

    @Test
    void refusesARuntimeIntoWhichEverybodyMayPutBundles() throws Exception {
        Path deploy = playground.home().resolve("deploy");
        Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> local(playground, new Recorder()))
                .isInstanceOfSatisfying(FailureException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED);
                    assertThat(e.failure().reason()).contains("chmod o-w " + deploy);
                });
    }
}
