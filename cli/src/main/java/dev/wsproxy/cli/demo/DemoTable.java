// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import dev.wsproxy.cli.TextTable;
import dev.wsproxy.simulator.SimulatorStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the demo shows. */
final class DemoTable {
    static final String FOOTNOTE = "latency: from the moment the proxy has received a message to the client's callback;"
            + " without the first second of each client, in which its JVM warms up";

    private DemoTable() {}

    /** @param elapsed since every client was connected */
    static List<String> lines(List<DemoClientProcess> clients, SimulatorStats upstream, Duration elapsed) {
        TextTable table = new TextTable(
                "CLIENT", "SYMBOLS", "CONNECTION", "RECEIVED", "RATE/s", "GAPS", "MISSED", "P50 µs", "P99 µs");
        for (DemoClientProcess client : clients) {
            row(client.report(), client.symbols(), table);
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add(upstream(upstream) + ", " + elapsed.toSeconds() + " s");
        return lines;
    }

    static void row(ClientReport report, DemoSymbols symbols, TextTable table) {
        table.row(
                report.name(),
                String.join(",", symbols.symbols()),
                connection(report),
                report.received(),
                String.format(Locale.ROOT, "%.0f", report.rate()),
                report.gaps(),
                report.missed(),
                String.format(Locale.ROOT, "%.1f", report.p50Us()),
                String.format(Locale.ROOT, "%.1f", report.p99Us()));
    }

    static String upstream(SimulatorStats stats) {
        return "simulator: connections accepted " + stats.connectionsAccepted() + ", refused "
                + stats.connectionsRefused();
    }

    /** One client in one line, for output that is no terminal. */
    static String plain(ClientReport report) {
        return String.format(
                Locale.ROOT,
                "%-6s received %d, rate %.0f/s, gaps %d, latency p50 %.1f µs, p99 %.1f µs",
                report.name(),
                report.received(),
                report.rate(),
                report.gaps(),
                report.p50Us(),
                report.p99Us());
    }

    private static String connection(ClientReport report) {
        if (!report.isConnected()) {
            return "connecting";
        }
        return (report.opened() ? "opened " : "joined ") + report.connectionId();
    }
}
