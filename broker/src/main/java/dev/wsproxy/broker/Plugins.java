// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.upstream.UpstreamConnector;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The protocols and connectors that are installed now. They come and go from any thread. */
final class Plugins {
    private final List<Protocol> protocols = new CopyOnWriteArrayList<>();
    private final List<UpstreamConnector> connectors = new CopyOnWriteArrayList<>();

    void add(Protocol protocol) {
        protocols.add(protocol);
    }

    void remove(Protocol protocol) {
        protocols.remove(protocol);
    }

    void add(UpstreamConnector connector) {
        connectors.add(connector);
    }

    void remove(UpstreamConnector connector) {
        connectors.remove(connector);
    }

    /** The protocol with this name; of several, the one that came last. */
    @Nullable
    Protocol named(String name) {
        Protocol found = null;
        for (Protocol protocol : protocols) {
            if (protocol.name().equals(name)) {
                found = protocol;
            }
        }
        return found;
    }

    /** The protocol that fits a URL best; of several, the one that came last. */
    @Nullable
    Protocol fitting(URI url) {
        Protocol best = null;
        int highest = 1;
        for (Protocol protocol : protocols) {
            int affinity = protocol.affinity(url);
            if (affinity >= highest) {
                highest = affinity;
                best = protocol;
            }
        }
        return best;
    }

    /** A connector that can open URLs of this scheme. */
    @Nullable
    UpstreamConnector connector(String scheme) {
        UpstreamConnector found = null;
        for (UpstreamConnector connector : connectors) {
            if (connector.supports(scheme)) {
                found = connector;
            }
        }
        return found;
    }

    List<String> protocolNames() {
        return protocols.stream().map(Protocol::name).sorted().toList();
    }

    List<String> connectorNames() {
        return connectors.stream().map(UpstreamConnector::name).sorted().toList();
    }
}
