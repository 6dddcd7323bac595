// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.status;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.cli.TextTable;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.client.ProxyStatus.Bundle;
import dev.wsproxy.client.ProxyStatus.Client;
import dev.wsproxy.client.ProxyStatus.SharedConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A proxy's status for people, with times of this zone. */
record StatusPage(ZoneId zone) {
    private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    List<String> lines(ProxyStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add("running    pid " + status.pid() + ", version " + status.version() + ", up "
                + ago(Duration.ofSeconds(status.uptimeSeconds())));
        lines.add("directory  " + status.directory());
        ProxyStatus.Services services = status.services();
        lines.add("services   transports " + names(services.transports()) + "; connectors "
                + names(services.connectors()) + "; protocols " + names(services.protocols()));
        if (!services.routes().isEmpty()) {
            lines.add("routes     " + names(services.routes()));
        }
        lines.add("bundles    " + bundles(status.bundles()));
        section("clients", clients(status.clients()), status.clients().size(), lines);
        section(
                "connections",
                connections(status.connections()),
                status.connections().size(),
                lines);
        return lines;
    }

    private static void section(String title, TextTable table, int count, List<String> lines) {
        lines.add("");
        lines.add(title + ": " + (count == 0 ? "none" : count));
        if (count > 0) {
            table.lines().forEach(line -> lines.add("  " + line));
        }
    }

    private TextTable clients(List<Client> clients) {
        TextTable table = new TextTable("NAME", "PID", "SINCE", "CONNECTIONS", "LAG", "GAPS", "MISSED");
        for (Client client : clients) {
            table.row(
                    client.name(),
                    client.pid(),
                    SINCE.format(Instant.ofEpochMilli(client.sinceEpochMs()).atZone(zone)),
                    names(client.connectionIds()),
                    client.lagBytes() + " B",
                    client.gaps(),
                    client.missed());
        }
        return table;
    }

    private static TextTable connections(List<SharedConnection> connections) {
        TextTable table = new TextTable(
                "ID",
                "URL",
                "PROTOCOL",
                "STATE",
                "CLIENTS",
                "RECEIVED",
                "RECONNECTS",
                "LOST",
                "MEMORY",
                "ERRORS",
                "LAST FRAME",
                "REASON");
        for (SharedConnection connection : connections) {
            table.row(
                    connection.id(),
                    connection.url(),
                    connection.protocol(),
                    connection.state(),
                    connection.clients(),
                    connection.received(),
                    connection.reconnects(),
                    connection.lost(),
                    memory(connection),
                    connection.protocolErrors(),
                    connection.lastFrameAgeMs() < 0
                            ? "never"
                            : ago(Duration.ofMillis(connection.lastFrameAgeMs())) + " ago",
                    reason(connection));
        }
        return table;
    }

    private static String memory(SharedConnection connection) {
        return connection.memoryBound() == 0
                ? "none"
                : mebibytes(connection.memoryBytes()) + " of " + mebibytes(connection.memoryBound()) + " MiB";
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / (double) (1 << 20));
    }

    private static String reason(SharedConnection connection) {
        if (!connection.memoryFull()) {
            return connection.reason();
        }
        String full = ErrorCode.MEMORY_FULL + ": messages are being lost, free some memory in the directory";
        return connection.reason().isEmpty() ? full : full + "; " + connection.reason();
    }

    private static String bundles(List<Bundle> bundles) {
        String troubled = bundles.stream()
                .filter(bundle -> !bundle.state().equals("ACTIVE"))
                .map(bundle -> bundle.symbolicName() + " " + bundle.version() + " " + bundle.state())
                .collect(Collectors.joining(", "));
        return bundles.size() + (troubled.isEmpty() ? ", all active" : "; not active: " + troubled);
    }

    private static String names(List<?> names) {
        return names.isEmpty() ? "none" : names.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String ago(Duration age) {
        if (age.toMinutes() == 0) {
            return age.toMillisPart() != 0 && age.toSeconds() < 10 ? age.toMillis() + " ms" : age.toSeconds() + " s";
        }
        return age.toHours() == 0
                ? age.toMinutes() + " min " + age.toSecondsPart() + " s"
                : age.toHours() + " h " + age.toMinutesPart() + " min";
    }
}
