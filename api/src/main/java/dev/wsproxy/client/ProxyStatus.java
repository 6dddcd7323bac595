// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import dev.wsproxy.ConnectionState;
import java.nio.file.Path;
import java.util.List;

/**
 * What a proxy is doing.
 *
 * @param pid of its process
 * @param version of the runtime
 * @param uptimeSeconds since it started
 * @param directory that it serves
 */
public record ProxyStatus(
        long pid,
        String version,
        long uptimeSeconds,
        Path directory,
        List<Client> clients,
        List<SharedConnection> connections,
        List<Bundle> bundles,
        Services services) {
    public ProxyStatus {
        clients = List.copyOf(clients);
        connections = List.copyOf(connections);
        bundles = List.copyOf(bundles);
    }

    /**
     * A registered client.
     *
     * @param id for as long as the proxy runs
     * @param pid 0 when the transport cannot know it
     * @param transport the name of the one it uses
     * @param sinceEpochMs when it registered
     * @param connectionIds the shared connections it has joined
     * @param lagBytes about how many bytes of its own it has not read
     * @param gaps how often it was overtaken because it read too slowly, as far as it has come
     * @param missed how many of its messages it has not got because of that
     */
    public record Client(
            long id,
            String name,
            long pid,
            String transport,
            long sinceEpochMs,
            List<Long> connectionIds,
            long lagBytes,
            long gaps,
            long missed) {
        public Client {
            connectionIds = List.copyOf(connectionIds);
        }
    }

    /**
     * A shared upstream connection; also one that was given up although it had been ready once, with state {@link
     * ConnectionState#CLOSED} and without clients, until somebody opens it again.
     *
     * @param url without secrets
     * @param reason why it is in this state; empty when there is nothing to say
     * @param clients how many have joined
     * @param received upstream messages since it was first opened
     * @param receivedBytes the bytes of those
     * @param reconnects how often it came back
     * @param lastFrameAgeMs since anything was received; -1 when nothing was
     * @param lost messages that could not be delivered for want of shared memory, each counted once
     * @param memoryFull whether there was no room for the last one
     * @param memoryBytes of shared memory that it uses
     * @param memoryBound the most shared memory it may use, in bytes; 0 when no transport uses any for it
     * @param protocolErrors upstream messages that made no sense, in part or as a whole
     */
    public record SharedConnection(
            long id,
            String url,
            String protocol,
            ConnectionState state,
            String reason,
            int clients,
            long received,
            long receivedBytes,
            long reconnects,
            long lastFrameAgeMs,
            long lost,
            boolean memoryFull,
            long memoryBytes,
            long memoryBound,
            long protocolErrors) {}

    /** An installed bundle. */
    public record Bundle(String symbolicName, String version, String state) {}

    /**
     * The plugins that are at work now, by name.
     *
     * @param transports each followed by a blank and its address, if it has one to tell, or by why it has none
     * @param routes of all transports, see {@link dev.wsproxy.transport.Transport#routes()}
     */
    public record Services(
            List<String> transports, List<String> connectors, List<String> protocols, List<String> routes) {
        public Services {
            transports = List.copyOf(transports);
            connectors = List.copyOf(connectors);
            protocols = List.copyOf(protocols);
            routes = List.copyOf(routes);
        }
    }
}
