// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.LogLevel;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.SetLogLevel;
import dev.wsproxy.wire.Stop;
import dev.wsproxy.wire.WireVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProxyAdministrationTest {
    private final FakeLink link = new FakeLink();
    private final AtomicReference<Hello> hello = new AtomicReference<>();
    private final ClientTransport transport = new ClientTransport() {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public ClientLink connect(Path directory, Hello greeting) {
            hello.set(greeting);
            return link;
        }
    };

    @Test
    void findsNoProxyWhereThereIsNoDirectoryAndMakesNone(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> ProxyAdministration.connect(new RuntimeDirectory(missing), transport))
                .hasMessage("NOT_RUNNING: no proxy is running in " + missing);
        assertThat(missing).doesNotExist();
    }

    @Test
    void administersTheProxyWithoutBeingAClient(@TempDir Path folder) throws Exception {
        link.proxy = new ScriptedProxy();
        RuntimeDirectory directory = new RuntimeDirectory(folder.resolve("dir")).prepare();
        try (ProxyAdministration administration = ProxyAdministration.connect(directory, transport)) {
            assertThat(hello.get().administration()).isTrue();
            assertThat(administration.proxyPid()).isEqualTo(4711);
            assertThat(administration.status()).isEqualTo(ScriptedProxy.STATUS);
            administration.setLogLevel(LogLevel.TRACE);
            administration.stop();
        }
        link.arrived.remove();
        assertThat(link.arrived.remove().request()).isEqualTo(new SetLogLevel(2, LogLevel.TRACE));
        assertThat(link.closed).isTrue();
        assertThat(Files.list(directory.path())).isEmpty();
    }

    @Test
    void stopsAProxyOfAnotherVersionButAsksItNothingElse(@TempDir Path folder) {
        link.proxy = new ScriptedProxy();
        link.version = WireVersion.of(WireVersion.MAJOR + 1, 2);
        RuntimeDirectory directory = new RuntimeDirectory(folder.resolve("dir")).prepare();
        try (ProxyAdministration administration = ProxyAdministration.connect(directory, transport)) {
            assertThatThrownBy(administration::status)
                    .hasMessageStartingWith("VERSION_MISMATCH: the running proxy (test, pid 4711) speaks version "
                            + (WireVersion.MAJOR + 1) + ".2 of the wire layout, ");
            assertThatThrownBy(() -> administration.setLogLevel(LogLevel.TRACE))
                    .hasMessageStartingWith("VERSION_MISMATCH: ");
            administration.stop();
        }
        assertThat(link.arrived).extracting(FakeLink.Arrived::request).containsExactly(new Stop(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9})
    void asksAProxyOfTheSameMajorVersionWhateverItsMinorOne(int minor, @TempDir Path folder) {
        link.proxy = new ScriptedProxy();
        link.version = WireVersion.of(WireVersion.MAJOR, minor);
        RuntimeDirectory directory = new RuntimeDirectory(folder.resolve("dir")).prepare();
        try (ProxyAdministration administration = ProxyAdministration.connect(directory, transport)) {
            assertThat(administration.status()).isEqualTo(ScriptedProxy.STATUS);
            administration.setLogLevel(LogLevel.TRACE);
        }
        assertThat(link.arrived).hasSize(2);
    }

    @Test
    void failsWhenTheProxyGoesAwayInsteadOfAnswering(@TempDir Path folder) {
        link.proxy = (proxy, request) -> proxy.lose("it was killed");
        RuntimeDirectory directory = new RuntimeDirectory(folder.resolve("dir")).prepare();
        try (ProxyAdministration administration = ProxyAdministration.connect(directory, transport)) {
            assertThatThrownBy(administration::status).hasMessage("PROXY_LOST: it was killed");
        }
    }
}
