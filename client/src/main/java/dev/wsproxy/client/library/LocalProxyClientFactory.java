// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.ClientOptions;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyClientFactory;
import dev.wsproxy.client.start.ProxyFinder;
import dev.wsproxy.client.start.ProxyStarter;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.WireVersion;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes clients that reach their proxy through a {@link ClientTransport}. As an OSGi service it comes and goes with the
 * transport; clients belong to whoever made them, who closes them when this service leaves.
 */
@Component
public final class LocalProxyClientFactory implements ProxyClientFactory {
    private final Supplier<ClientTransport> transport;

    /** Outside OSGi: the transport is found on the class path, at every connect. */
    public LocalProxyClientFactory() {
        this.transport = InstalledTransport::find;
    }

    /** Inside OSGi. */
    @Activate
    public LocalProxyClientFactory(@Reference ClientTransport transport) {
        this.transport = () -> transport;
    }

    @Override
    public ProxyClient connect(ClientOptions options) {
        RuntimeDirectory directory = options.directory()
                .map(RuntimeDirectory::new)
                .orElseGet(() -> RuntimeDirectory.fromEnvironment(System.getenv()));
        Hello hello = new Hello(
                WireVersion.CURRENT, false, ProcessHandle.current().pid(), options.name(), LibraryVersion.CURRENT);
        Optional<ProxyStarter> starter = options.startProxy()
                ? Optional.of(ProxyStarter.of(options.home(), options.linger()))
                : Optional.empty();
        ProxyFinder finder = new ProxyFinder(transport.get(), directory, hello, starter, ProxyFinder.START_TIMEOUT);
        try {
            return LocalProxyClient.start(options, finder.find(), finder::find, Timeouts.STANDARD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(
                    Failure.of(ErrorCode.TIMEOUT, "connect was interrupted while it waited for the proxy"), e);
        }
    }
}
