// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.RecordingUpstreamListener;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import dev.wsproxy.testkit.websocket.TestCertificates;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.felix.scr.impl.Activator;
import org.eclipse.jetty.alpn.client.ALPNClientConnectionFactory;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.compression.Compression;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.component.ComponentConstants;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;
import org.osgi.util.tracker.ServiceTracker;

/** The built bundle in a framework, with the bundles that the README names and no others. */
class BundleIT {
    /** The api with a minor version that is high enough for whatever the bundle was built with. */
    private static final String EXPORTED_BY_THE_TEST =
            "dev.wsproxy;version=1.999.0,dev.wsproxy.upstream;version=1.999.0,"
                    + "org.slf4j;version=2.0.20,org.slf4j.event;version=2.0.20,org.slf4j.helpers;version=2.0.20,"
                    + "org.slf4j.spi;version=2.0.20";

    private static final List<Class<?>> ONE_CLASS_OF_EACH_BUNDLE = List.of(
            Activator.class,
            ComponentConstants.class,
            Promise.class,
            Function.class,
            BufferUtil.class,
            Connection.class,
            HttpField.class,
            ALPNClientConnectionFactory.class,
            Compression.class,
            HttpClient.class,
            CoreSession.class,
            WebSocketCoreClient.class,
            JettyConnector.class);

    @TempDir
    private Path home;

    private Framework framework;

    @BeforeEach
    void startFramework() throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        "org.osgi.framework.storage", home.resolve("cache").toString(),
                        "org.osgi.framework.system.packages.extra", EXPORTED_BY_THE_TEST,
                        "wsproxy.home", home.toString()));
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (Class<?> type : ONE_CLASS_OF_EACH_BUNDLE) {
            String jar =
                    type.getProtectionDomain().getCodeSource().getLocation().toString();
            bundles.add(framework.getBundleContext().installBundle(jar));
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.stop();
        framework.waitForStop(Deadlines.GENEROUS.toMillis());
    }

    @Test
    void opensACompressedConnectionWithTheAuthorityInTheHomesConf() throws Exception {
        TestCertificates certificates = new TestCertificates(home);
        Files.createDirectory(home.resolve("conf"));
        Files.copy(certificates.authorityPem(), home.resolve("conf/ca.pem"));
        try (RawServer server = RawServer.start(certificates.server("ip:127.0.0.1"))) {
            RecordingUpstreamListener listener = new RecordingUpstreamListener();
            UpstreamConnection connection =
                    connector().connect(new UpstreamRequest(server.uri("/"), Map.of(), List.of()), listener);
            ServerConnection accepted = server.accept().upgrade("Sec-WebSocket-Extensions: permessage-deflate");

            assertThat(listener.awaitOpen().extensions()).isEqualTo("permessage-deflate");
            connection.send(FrameType.TEXT, ByteBuffer.wrap(new byte[] {'h', 'i'}));
            assertThat(accepted.read().text()).isEqualTo("hi");
            accepted.send(new RawFrame(0xC1, new byte[] {(byte) 0xca, (byte) 0xc8, 0x04, 0x00}));
            assertThat(listener.awaitMessages(1).get(0).text()).isEqualTo("hi");

            stop("dev.wsproxy.upstream.jetty");
            assertThat(accepted.read().closeCode()).isEqualTo(1001);
            listener.awaitClosed();
            assertThat(listener.breaches()).isEmpty();
        }
    }

    private UpstreamConnector connector() throws InterruptedException {
        ServiceTracker<UpstreamConnector, UpstreamConnector> tracker =
                new ServiceTracker<>(framework.getBundleContext(), UpstreamConnector.class, null);
        tracker.open();
        UpstreamConnector connector = tracker.waitForService(Deadlines.GENEROUS.toMillis());
        assertThat(connector).as("the connector's service").isNotNull();
        return connector;
    }

    private void stop(String symbolicName) throws BundleException {
        Stream.of(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow()
                .stop();
    }
}
