// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.client.ProxyStatus.Bundle;
import dev.wsproxy.client.ProxyStatus.Client;
import dev.wsproxy.client.ProxyStatus.Services;
import dev.wsproxy.client.ProxyStatus.SharedConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A proxy's status.
 *
 * <pre>
 *  proxy        8 pid, string version, 8 uptimeSeconds, string directory,
 *               list of clients, list of connections, list of bundles, services
 *  client       8 id, string name, 8 pid, string transport, 8 sinceEpochMs, list of 8 connectionIds, 8 lagBytes,
 *               8 gaps, 8 missed
 *  connection   8 id, string url, string protocol, 1 state, string reason, 4 clients, 8 received, 8 receivedBytes,
 *               8 reconnects, 8 lastFrameAgeMs, 8 lost, 1 memoryFull, 8 memoryBytes, 8 memoryBound,
 *               8 protocolErrors
 *  bundle       string symbolicName, string version, string state
 *  services     lists of strings: transports, connectors, protocols, routes
 * </pre>
 */
final class StatusCodec {
    private StatusCodec() {}

    static void write(ProxyStatus status, WireWriter out) {
        out.i64(status.pid())
                .string(status.version())
                .i64(status.uptimeSeconds())
                .string(status.directory().toString());
        list(status.clients(), StatusCodec::client, out);
        list(status.connections(), StatusCodec::connection, out);
        list(status.bundles(), StatusCodec::bundle, out);
        Services services = status.services();
        out.strings(services.transports())
                .strings(services.connectors())
                .strings(services.protocols())
                .strings(services.routes());
    }

    static ProxyStatus read(WireReader in) {
        return new ProxyStatus(
                in.i64(),
                in.string(),
                in.i64(),
                in.path(),
                list(in, StatusCodec::client),
                list(in, StatusCodec::connection),
                list(in, i -> new Bundle(i.string(), i.string(), i.string())),
                new Services(in.strings(), in.strings(), in.strings(), in.strings()));
    }

    private static void client(Client client, WireWriter out) {
        out.i64(client.id())
                .string(client.name())
                .i64(client.pid())
                .string(client.transport())
                .i64(client.sinceEpochMs());
        list(client.connectionIds(), (id, o) -> o.i64(id), out);
        out.i64(client.lagBytes()).i64(client.gaps()).i64(client.missed());
    }

    private static Client client(WireReader in) {
        return new Client(
                in.i64(),
                in.string(),
                in.i64(),
                in.string(),
                in.i64(),
                list(in, WireReader::i64),
                in.i64(),
                in.i64(),
                in.i64());
    }

    private static void connection(SharedConnection connection, WireWriter out) {
        out.i64(connection.id())
                .string(connection.url())
                .string(connection.protocol())
                .u8(connection.state().ordinal())
                .string(connection.reason())
                .i32(connection.clients())
                .i64(connection.received())
                .i64(connection.receivedBytes())
                .i64(connection.reconnects())
                .i64(connection.lastFrameAgeMs())
                .i64(connection.lost())
                .bool(connection.memoryFull())
                .i64(connection.memoryBytes())
                .i64(connection.memoryBound())
                .i64(connection.protocolErrors());
    }

    private static SharedConnection connection(WireReader in) {
        return new SharedConnection(
                in.i64(),
                in.string(),
                in.string(),
                in.ordinal(ConnectionState.values()),
                in.string(),
                in.i32(),
                in.i64(),
                in.i64(),
                in.i64(),
                in.i64(),
                in.i64(),
                in.bool(),
                in.i64(),
                in.i64(),
                in.i64());
    }

    private static void bundle(Bundle bundle, WireWriter out) {
        out.string(bundle.symbolicName()).string(bundle.version()).string(bundle.state());
    }

    private static <T> void list(List<T> values, BiConsumer<T, WireWriter> element, WireWriter out) {
        out.i32(values.size());
        values.forEach(value -> element.accept(value, out));
    }

    private static <T> List<T> list(WireReader in, Function<WireReader, T> element) {
        int count = in.count("a list", 8);
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(element.apply(in));
        }
        return values;
    }
}
