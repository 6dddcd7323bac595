// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyClientFactory;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.wire.Hello;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProxyClientFactoryTest {
    private final AtomicReference<Hello> hello = new AtomicReference<>();

    private ClientTransport transport(ClientLink link) {
        return new ClientTransport() {
            @Override
            public String name() {
                return "fake";
            }

            @Override
            public ClientLink connect(Path directory, Hello greeting) {
                hello.set(greeting);
                if (link == null) {
                    throw new FailureException(Failure.of(ErrorCode.NOT_RUNNING, "nobody answers"));
                }
                return link;
            }
        };
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(ProxyClientFactory.class)).anyMatch(LocalProxyClientFactory.class::isInstance);
    }

    @Test
    void sharesTheTransportOnTheClassPathAmongAllClients(@TempDir Path folder) {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> ProxyClient.builder("strategy-1")
                            .directory(folder.resolve("dir"))
                            .startProxy(false)
                            .connect())
                    .hasMessageStartingWith("NOT_RUNNING: ");
        }
        assertThat(CountedTransport.MADE).hasValue(1);
    }

    @Test
    void registersTheClientUnderItsName(@TempDir Path folder) {
        FakeLink link = new FakeLink();
        link.proxy = new ScriptedProxy();
        try (ProxyClient client = ProxyClient.builder("strategy-1")
                .directory(folder.resolve("dir"))
                .connect(new LocalProxyClientFactory(transport(link)))) {
            assertThat(client.name()).isEqualTo("strategy-1");
            assertThat(hello.get().name()).isEqualTo("strategy-1");
            assertThat(hello.get().administration()).isFalse();
            assertThat(hello.get().pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(hello.get().library()).matches("\\d+\\.\\d+\\.\\d+.*");
        }
        assertThat(link.closed).isTrue();
    }

    @Test
    void startsNoProxyWhenToldNotTo(@TempDir Path folder) {
        assertThatThrownBy(() -> ProxyClient.builder("strategy-1")
                        .directory(folder.resolve("dir"))
                        .startProxy(false)
                        .connect(new LocalProxyClientFactory(transport(null))))
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("NOT_RUNNING: no proxy is running in ");
    }

    @Test
    void saysWhichRuntimeIsMissing(@TempDir Path folder) {
        assertThatThrownBy(() -> ProxyClient.builder("strategy-1")
                        .directory(folder.resolve("dir"))
                        .home(folder)
                        .connect(new LocalProxyClientFactory(transport(null))))
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("RUNTIME_NOT_FOUND: the application chose " + folder);
    }
}
