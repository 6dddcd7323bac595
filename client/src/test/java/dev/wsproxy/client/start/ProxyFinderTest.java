// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.runtime.SpawnLock;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.wire.Hello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against real processes; only the proxy inside them is played by a shell script. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class ProxyFinderTest {
    private static final String ANSWERS_AND_STAYS = "touch \"$dir/answers\"; exec sleep 600";
    private static final List<String> TOOLS = List.of("env", "cut", "touch", "sleep");
    private static final Hello HELLO = new Hello(1, false, 1, "test", "test");

    @TempDir
    Path folder;

    private final MarkerTransport transport = new MarkerTransport();
    private RuntimeDirectory directory;

    @BeforeEach
    void makeDirectory() {
        directory = new RuntimeDirectory(folder.resolve("dir")).prepare();
    }

    @AfterEach
    void killWhatWasStarted() throws IOException {
        for (String tool : TOOLS) {
            Files.deleteIfExists(folder.resolve("tools").resolve(tool));
        }
        Path pid = folder.resolve("notes/pid");
        if (Files.exists(pid) && Files.size(pid) > 0) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        }
    }

    private ProxyFinder finder(ProxyStarter starter, Duration timeout) {
        return new ProxyFinder(transport, directory, HELLO, Optional.of(starter), timeout);
    }

    @Test
    void joinsARunningProxyWithoutStartingOne() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, ANSWERS_AND_STAYS);
        Files.createFile(directory.path().resolve("answers"));
        assertThat(finder(runtime.starter(), Deadlines.GENEROUS).find()).isNotNull();
        assertThat(runtime.notes.resolve("starts")).doesNotExist();
        assertThat(transport.attempts).hasValue(1);
    }

    @Test
    void startsAProxyWhenNoneAnswersAndWaitsForIt() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, ANSWERS_AND_STAYS);
        ProxyStarter starter = new ProxyStarter(
                runtime.java, Optional.of(runtime.home), Optional.of(Duration.ofSeconds(5)), runtime.environment);

        assertThat(finder(starter, Deadlines.GENEROUS).find()).isNotNull();

        Path state = directory.state(runtime.environment);
        assertThat(runtime.note("arguments").lines())
                .containsExactly(
                        "@" + runtime.home + "/conf/jvm.args",
                        "-cp",
                        runtime.home + "/lib/boot/*",
                        "dev.wsproxy.launcher.Main",
                        "--home",
                        runtime.home.toString(),
                        "--dir",
                        directory.path().toString(),
                        "--state",
                        state.toString(),
                        "--set",
                        "wsproxy.linger=PT5S");
        assertThat(runtime.note("pwd")).isEqualTo(state.toString());
        assertThat(runtime.note("session")).as("leads a session of its own").isEqualTo(runtime.note("pid"));
        Path output = state.resolve("logs/proxy.out");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
    }

    @Test
    void passesOnlyWhatAProxyNeedsOfItsStartersEnvironment() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, ANSWERS_AND_STAYS);
        List.of(
                        "APCA_API_KEY_ID",
                        "apca_x",
                        "MY_SECRET",
                        "GITHUB_TOKEN",
                        "DbPassword",
                        "some_key",
                        "JAVA_TOOL_OPTIONS",
                        "https_proxy",
                        "DATABASE_URL",
                        "LD_PRELOAD",
                        "HOMEPAGE")
                .forEach(name -> runtime.environment.put(name, "do-not-tell"));
        List<String> harmless =
                List.of("LANG", "LC_TIME", "TZ", "HOME", "XDG_DATA_HOME", "WSPROXY_DEBUG", "SSL_CERT_FILE");
        harmless.forEach(name -> runtime.environment.put(name, "/of/" + name));

        finder(runtime.starter(), Deadlines.GENEROUS).find();

        assertThat(runtime.note("environment").lines())
                .containsAll(
                        harmless.stream().map(name -> name + "=/of/" + name).toList())
                .noneMatch(line -> line.contains("do-not-tell"));
    }

    @Test
    void ignoresTheTerminalsSignalsWhereThereIsNoSetsid() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, ANSWERS_AND_STAYS);
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            for (String place : List.of("/usr/bin/", "/bin/")) {
                if (Files.exists(Path.of(place + tool)) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), Path.of(place + tool));
                }
            }
        }
        runtime.environment.put("PATH", tools.toString());

        assertThat(finder(runtime.starter(), Deadlines.GENEROUS).find()).isNotNull();

        String ignored = Files.readAllLines(Path.of("/proc", runtime.note("pid"), "status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow()
                .substring("SigIgn:".length())
                .strip();
        long mask = Long.parseUnsignedLong(ignored, 16);
        assertThat(mask & 0b11).as("SIGHUP is 1 and SIGINT is 2").isEqualTo(0b11);
    }

    @Test
    void saysWhatTheProxySaidWhenItEndedWhileStarting() throws Exception {
        FakeRuntime runtime =
                new FakeRuntime(folder, "echo first; echo 'wsproxy: bundle x cannot be resolved' >&2; exit 7");
        assertThatThrownBy(() -> finder(runtime.starter(), Deadlines.GENEROUS).find())
                .isInstanceOf(FailureException.class)
                .hasMessage("START_FAILED: the proxy ended while it was starting: exit code 7, "
                        + directory.state(runtime.environment).resolve("logs/proxy.out")
                        + " ends with: first | wsproxy: bundle x cannot be resolved");
    }

    @Test
    void quotesTheLogOfAProxyThatPrintedNothing() throws Exception {
        FakeRuntime runtime = new FakeRuntime(
                folder, "echo 'ERROR the proxy cannot start: nobody' >>\"$PWD/logs/wsproxy.log\"; exit 1");
        Path logs = Files.createDirectories(directory.state(runtime.environment).resolve("logs"));
        Files.writeString(logs.resolve("wsproxy.log"), "what its predecessor said\n");
        assertThatThrownBy(() -> finder(runtime.starter(), Deadlines.GENEROUS).find())
                .isInstanceOf(FailureException.class)
                .hasMessage("START_FAILED: the proxy ended while it was starting: exit code 1, "
                        + logs.resolve("wsproxy.log") + " ends with: ERROR the proxy cannot start: nobody");
    }

    @Test
    void startsAnotherProxyAfterOneThatGaveWayToAPredecessor() throws Exception {
        FakeRuntime runtime =
                new FakeRuntime(folder, "[ $(wc -l <\"$notes/starts\") -lt 3 ] && exit 3\n" + ANSWERS_AND_STAYS);
        assertThat(finder(runtime.starter(), Deadlines.GENEROUS).find()).isNotNull();
        assertThat(runtime.note("starts").lines()).hasSize(3);
    }

    @Test
    void saysWhichProxyItGaveWayToInTheEnd() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, "echo 'another proxy works there'; exit 3");
        assertThatThrownBy(
                        () -> finder(runtime.starter(), Duration.ofMillis(500)).find())
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("START_FAILED: the proxy ")
                .hasMessageContaining("exit code 3, ")
                .hasMessageContaining("another proxy works there");
    }

    @Test
    void saysWhereTheLogsOfASilentProxyWouldBe() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, "exit 4");
        Path logs = directory.state(runtime.environment).resolve("logs");
        assertThatThrownBy(() -> finder(runtime.starter(), Deadlines.GENEROUS).find())
                .isInstanceOf(FailureException.class)
                .hasMessageEndingWith("exit code 4, it has written neither to " + logs.resolve("proxy.out") + " nor to "
                        + logs.resolve("wsproxy.log"));
    }

    @Test
    void joinsTheProxyThatWasFasterThanItsOwn() throws Exception {
        // Somebody runs a proxy by hand, without the spawn lock: ours finds the instance lock taken and ends.
        FakeRuntime runtime = new FakeRuntime(folder, "touch \"$dir/answers\"; exit 1");
        assertThat(finder(runtime.starter(), Deadlines.GENEROUS).find()).isNotNull();
    }

    @Test
    void killsAProxyThatDoesNotAnswerInTime() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, "echo thinking; exec sleep 600");
        assertThatThrownBy(
                        () -> finder(runtime.starter(), Duration.ofSeconds(2)).find())
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("START_FAILED: the proxy did not answer within 2 s and was killed: ")
                .hasMessageEndingWith("thinking");
        long pid = Long.parseLong(runtime.note("pid"));
        await().atMost(Deadlines.GENEROUS)
                .until(() -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void takesAProxyThatIsJustEndingForNone() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, ANSWERS_AND_STAYS);
        transport.failures.addAll(
                List.of(ErrorCode.PROXY_LOST, ErrorCode.PROXY_STOPPING, ErrorCode.PROXY_LOST, ErrorCode.NOT_RUNNING));
        assertThat(finder(runtime.starter(), Deadlines.GENEROUS).find()).isNotNull();
        assertThat(runtime.note("starts")).isEqualTo("started");
    }

    @Test
    void passesOnWhatTheProxyRefusedTheRegistrationWith() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, ANSWERS_AND_STAYS);
        transport.failures.add(ErrorCode.VERSION_MISMATCH);
        assertThatThrownBy(() -> finder(runtime.starter(), Deadlines.GENEROUS).find())
                .isInstanceOf(FailureException.class)
                .hasMessage("VERSION_MISMATCH: as scripted");
        assertThat(runtime.notes.resolve("starts")).doesNotExist();
    }

    @Test
    void startsOneProxyForManyClientsAtOnce() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, "sleep 0.3; touch \"$dir/answers\"; exec sleep 600");
        ExecutorService clients = Executors.newFixedThreadPool(10);
        try {
            List<Callable<ClientLink>> finds = IntStream.range(0, 10)
                    .<Callable<ClientLink>>mapToObj(i ->
                            () -> finder(runtime.starter(), Deadlines.GENEROUS).find())
                    .collect(Collectors.toList());
            for (Future<ClientLink> link : clients.invokeAll(finds)) {
                assertThat(link.get()).isNotNull();
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(runtime.note("starts")).isEqualTo("started");
    }

    @Test
    void joinsAProxyAsSoonAsItAnswersWhoeverHoldsTheLock() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, "exit 1");
        ProxyFinder finder = finder(runtime.starter(), Deadlines.GENEROUS);
        Optional<Boolean> found = SpawnLock.hold(directory, Deadlines.GENEROUS, () -> {
            CompletableFuture<ClientLink> link = CompletableFuture.supplyAsync(() -> find(finder));
            await().atMost(Deadlines.GENEROUS).until(() -> transport.attempts.get() > 2);
            Files.createFile(directory.path().resolve("answers"));
            return link.get(30, TimeUnit.SECONDS) != null;
        });
        assertThat(found).contains(true);
        assertThat(runtime.notes.resolve("starts")).doesNotExist();
    }

    @Test
    void doesNotWaitForEverForTheLock() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, ANSWERS_AND_STAYS);
        ProxyFinder finder = finder(runtime.starter(), Duration.ofMillis(100));
        SpawnLock.hold(directory, Deadlines.GENEROUS, () -> {
            assertThatThrownBy(() ->
                            CompletableFuture.supplyAsync(() -> find(finder)).get(30, TimeUnit.SECONDS))
                    .hasRootCauseMessage("TIMEOUT: another process looks for a proxy, or starts one, and has held "
                            + directory.spawnLock() + " for more than 5 s: another thread of this process; if it hangs"
                            + " or is suspended, let it go on or end it");
            return true;
        });
        assertThat(finder(runtime.starter(), Deadlines.GENEROUS).find())
                .as("when it is free again")
                .isNotNull();
    }

    private static ClientLink find(ProxyFinder finder) {
        try {
            return finder.find();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void startsNothingWhenToldNotTo() {
        ProxyFinder finder = new ProxyFinder(transport, directory, HELLO, Optional.empty(), Deadlines.GENEROUS);
        assertThatThrownBy(finder::find)
                .isInstanceOf(FailureException.class)
                .hasMessage("NOT_RUNNING: no proxy is running in " + directory.path()
                        + ", and this client was told not to start one");
    }

    @Test
    void saysThatItsStateDirectoryCannotBeUsed() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, "");
        Files.createFile(folder.resolve("state"));
        assertThatThrownBy(() -> finder(runtime.starter(), Deadlines.GENEROUS).find())
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("START_FAILED: the proxy's log cannot be written: java.nio.file.")
                .hasMessageEndingWith("; make " + directory.state(runtime.environment)
                        + " writable, or let XDG_STATE_HOME name another place");
    }

    @Test
    void saysThatThereIsNoJavaToStart() throws Exception {
        FakeRuntime runtime = new FakeRuntime(folder, "");
        ProxyStarter starter = new ProxyStarter(
                folder.resolve("no-java"), Optional.of(runtime.home), Optional.empty(), runtime.environment);
        assertThatThrownBy(() -> finder(starter, Deadlines.GENEROUS).find())
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("START_FAILED: ")
                .hasMessageContaining("no-java");
    }
}
