// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.status;

import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code wsproxy status --json} prints. The keys are the same whether a proxy is running or not; what only a
 * running one has is null or empty then.
 */
record StatusReport(
        boolean running,
        @Nullable Long pid,
        @Nullable String version,
        @Nullable Long uptimeSeconds,
        String directory,
        List<Client> clients,
        List<Connection> connections,
        List<ProxyStatus.Bundle> bundles,
        ProxyStatus.Services services) {
    /**
     * A registered client.
     *
     * @param since ISO 8601
     */
    record Client(
            long id,
            String name,
            long pid,
            String transport,
            String since,
            List<Long> connections,
            long lagBytes,
            long gaps,
            long missed) {
        static Client of(ProxyStatus.Client client) {
            return new Client(
                    client.id(),
                    client.name(),
                    client.pid(),
                    client.transport(),
                    Instant.ofEpochMilli(client.sinceEpochMs()).toString(),
                    client.connectionIds(),
                    client.lagBytes(),
                    client.gaps(),
                    client.missed());
        }
    }

    /** A shared connection. */
    record Connection(
            long id,
            String url,
            String protocol,
            String state,
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
            long protocolErrors) {
        static Connection of(ProxyStatus.SharedConnection connection) {
            return new Connection(
                    connection.id(),
                    connection.url(),
                    connection.protocol(),
                    connection.state().name(),
                    connection.reason(),
                    connection.clients(),
                    connection.received(),
                    connection.receivedBytes(),
                    connection.reconnects(),
                    connection.lastFrameAgeMs(),
                    connection.lost(),
                    connection.memoryFull(),
                    connection.memoryBytes(),
                    connection.memoryBound(),
                    connection.protocolErrors());
        }
    }

    static StatusReport of(ProxyStatus status) {
        return new StatusReport(
                true,
                status.pid(),
                status.version(),
                status.uptimeSeconds(),
                status.directory().toString(),
                status.clients().stream().map(Client::of).toList(),
                status.connections().stream().map(Connection::of).toList(),
                status.bundles(),
                status.services());
    }

    static StatusReport notRunning(RuntimeDirectory directory) {
        return new StatusReport(
                false,
                null,
                null,
                null,
                directory.path().toString(),
                List.of(),
                List.of(),
                List.of(),
                new ProxyStatus.Services(List.of(), List.of(), List.of(), List.of()));
    }
}
