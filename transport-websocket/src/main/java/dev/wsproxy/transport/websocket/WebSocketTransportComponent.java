// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.transport.TransportHost;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint as an OSGi service. A change of its configuration closes the clients, which connect again. With a
 * configuration that makes no sense it does not listen, and says so; the rest of the proxy works.
 */
@Component(
        service = Transport.class,
        configurationPid = EndpointConfig.PID,
        property = "wsproxy.suffices:Boolean=false")
public final class WebSocketTransportComponent implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketTransportComponent.class);

    private final Transport transport;

    @Activate
    public WebSocketTransportComponent(BundleContext context, EndpointConfig config) {
        this(config, context::getProperty, System.getenv());
    }

    WebSocketTransportComponent(
            EndpointConfig config, UnaryOperator<String> properties, Map<String, String> environment) {
        Transport made;
        try {
            made = OptionsReader.isOff(config, properties, environment)
                    ? new SilentTransport("it is switched off")
                    : new WebSocketTransport(OptionsReader.read(config, properties, environment));
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {}; WebSocket clients cannot reach this proxy", EndpointConfig.PID, e.getMessage());
            made = new SilentTransport(String.valueOf(e.getMessage()));
        }
        transport = made;
    }

    @Override
    public String name() {
        return WebSocketTransport.NAME;
    }

    /**
     * It may be listening nowhere, and no client library looks here for the proxy that it started. The service property
     * says the same to the launcher.
     */
    @Override
    public boolean suffices() {
        return false;
    }

    @Override
    public String address() {
        return transport.address();
    }

    @Override
    public List<String> routes() {
        return transport.routes();
    }

    @Override
    public void start(TransportHost host) {
        transport.start(host);
    }

    @Override
    public Outlet open(long connectionId) {
        return transport.open(connectionId);
    }

    @Override
    public void quiesce() {
        transport.quiesce();
    }

    @Override
    public void stop(Failure reason) {
        transport.stop(reason);
    }

    @Deactivate
    void deactivate() {
        stop(Failure.of(ErrorCode.PROXY_STOPPING, "the WebSocket endpoint is being stopped"));
    }
}
