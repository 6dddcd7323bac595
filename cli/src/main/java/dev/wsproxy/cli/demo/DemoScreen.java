// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import dev.wsproxy.cli.Console;
import dev.wsproxy.simulator.SimulatorStats;
import java.time.Duration;
import java.util.List;

/** Shows the demo: a table that is drawn over and over on a terminal, lines from time to time elsewhere. */
final class DemoScreen {
    private static final Duration LIVE_INTERVAL = Duration.ofMillis(500);
    private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(3);
    private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

    private final Console console;
    private final boolean live;
    private int drawnLines;

    DemoScreen(Console console) {
        this.console = console;
        this.live = console.isColoured();
    }

    Duration interval() {
        return live ? LIVE_INTERVAL : PLAIN_INTERVAL;
    }

    void say(String line) {
        console.out().println(line);
    }

    void show(List<DemoClientProcess> clients, SimulatorStats upstream, Duration elapsed) {
        if (live) {
            redraw(DemoTable.lines(clients, upstream, elapsed));
            return;
        }
        clients.forEach(client -> say(DemoTable.plain(client.report())));
        say(DemoTable.upstream(upstream) + ", " + elapsed.toSeconds() + " s");
    }

    /** The last state, which stays. */
    void finish(List<DemoClientProcess> clients, SimulatorStats upstream, Duration elapsed) {
        if (live) {
            redraw(DemoTable.lines(clients, upstream, elapsed));
        } else {
            say("");
            DemoTable.lines(clients, upstream, elapsed).forEach(this::say);
        }
        say(DemoTable.FOOTNOTE);
    }

    private void redraw(List<String> lines) {
        StringBuilder frame = new StringBuilder();
        if (drawnLines > 0) {
            frame.append(String.format(UP_AND_CLEAR, drawnLines));
        }
        lines.forEach(line -> frame.append(line).append('\n'));
        console.out().print(frame);
        console.out().flush();
        drawnLines = lines.size();
    }
}
