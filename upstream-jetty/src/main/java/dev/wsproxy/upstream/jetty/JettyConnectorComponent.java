// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamListener;
import dev.wsproxy.upstream.UpstreamRequest;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The connector as an OSGi service. A change of its configuration closes the connections; the broker makes new ones. */
@Component(service = UpstreamConnector.class, configurationPid = "dev.wsproxy.upstream.jetty")
public final class JettyConnectorComponent implements UpstreamConnector {
    private final JettyConnector connector;

    /** The keys of {@code conf/dev.wsproxy.upstream.jetty.cfg}; see {@link Settings} for their meaning. */
    @interface Config {
        /** Milliseconds for name look-up, TCP, TLS and HTTP upgrade together; positive. */
        long connectTimeoutMs() default 10_000;

        /** Milliseconds that the server may take to answer a close frame; positive. */
        long closeTimeoutMs() default 5_000;

        /** Milliseconds between two pings; 0 sends none. */
        long pingIntervalMs() default 20_000;

        /** The largest message in bytes, both ways; 1 to 1 GiB. */
        int maxMessageBytes() default 16 << 20;

        /** Bytes that may wait to be sent on one connection; at least 1. */
        long maxUnsentBytes() default 8 << 20;

        /**
         * The path of a PEM file with certificate authorities to trust besides those of the JDK; empty for
         * {@code conf/ca.pem} in the runtime's home. The file need not exist.
         */
        String trustedCertificates() default "";
    }

    @Activate
    public JettyConnectorComponent(BundleContext context, Config config) {
        connector = new JettyConnector(new Settings(
                Duration.ofMillis(config.connectTimeoutMs()),
                Duration.ofMillis(config.closeTimeoutMs()),
                Duration.ofMillis(config.pingIntervalMs()),
                config.maxMessageBytes(),
                config.maxUnsentBytes(),
                trustedCertificates(config.trustedCertificates(), context.getProperty("wsproxy.home"))));
    }

    private static @Nullable Path trustedCertificates(String configured, @Nullable String home) {
        if (!configured.isBlank()) {
            return Path.of(configured.strip());
        }
        return home == null ? null : Path.of(home, "conf", "ca.pem");
    }

    @Deactivate
    void deactivate() {
        connector.close();
    }

    @Override
    public String name() {
        return connector.name();
    }

    @Override
    public boolean supports(String scheme) {
        return connector.supports(scheme);
    }

    @Override
    public UpstreamConnection connect(UpstreamRequest request, UpstreamListener listener) {
        return connector.connect(request, listener);
    }
}
