// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.application;

import dev.wsproxy.Credentials;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Message;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyClientFactory;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application that finds the client library as a service, and logs the messages it gets. */
@Component(
        service = {},
        immediate = true)
public final class ApplicationComponent implements ClientListener {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationComponent.class);

    private final ProxyClient client;

    @Activate
    public ApplicationComponent(BundleContext context, @Reference ProxyClientFactory factory) {
        client = ProxyClient.builder("bundle")
                .directory(Path.of(context.getProperty("wsproxy.dir")))
                .startProxy(false)
                .listener(this)
                .connect(factory);
        OpenOptions options = OpenOptions.url(context.getProperty("test.url"))
                .credentials(new Credentials("demo-key", "demo-secret"))
                .build();
        client.openAsync(options).thenAccept(connection -> LOG.info("Application opened: {}", connection.id()));
        LOG.info("Application's proxy: {}", client.proxyPid());
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        LOG.info("Application received: {}", message.text());
    }

    @Deactivate
    void close() {
        client.close();
    }
}
