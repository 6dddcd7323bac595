// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A program with clients that count what they receive. It does what the lines of its input say and prints lines: events of its
 * clients, {@code ready} when all are subscribed, and reports when it is asked.
 */
public final class ClientProgram {
    private final Path dir;
    private final Path home;
    private final String url;
    private final Callback callback;
    private final List<Tally> tallies = new ArrayList<>();
    private final List<ProxyClient> clients = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private Flood flood;

    private ClientProgram(String[] args) {
        dir = Path.of(args[0]);
        home = Path.of(args[1]);
        url = args[2];
        callback = Callback.valueOf(args[3]);
    }

    /** Directory, home, URL, what the callback does, and each client as {@code name=symbol,symbol}, in small letters for quotes. */
    public static void main(String[] args) throws Exception {
        ClientProgram program = new ClientProgram(args);
        for (int i = 4; i < args.length; i++) {
            program.begin(args[i].split("=")[0], Arrays.asList(args[i].split("=")[1].split(",")));
        }
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            program.obey(line);
        }
        Runtime.getRuntime().halt(3); // Whoever started this has died.
    }

    private void begin(String name, List<String> symbols) {
        List<String> trades =
                symbols.stream().filter(symbol -> symbol.equals(upper(symbol))).toList();
        Tally tally = new Tally(name, trades, callback);
        ProxyClient client = ProxyClient.builder(name)
                .directory(dir)
                .home(home)
                .linger(Duration.ofSeconds(1))
                .listener(tally)
                .connect();
        Connection connection = client.open(
                OpenOptions.url(url).credentials(Upstream.CREDENTIALS).build());
        connection.subscribe("trades", trades.toArray(String[]::new));
        symbols.stream()
                .filter(symbol -> !trades.contains(symbol))
                .forEach(symbol -> connection.subscribe("quotes", upper(symbol)));
        tallies.add(tally);
        clients.add(client);
        connections.add(connection);
    }

    private static String upper(String symbol) {
        return symbol.toUpperCase(Locale.ROOT);
    }

    private void obey(String line) throws Exception {
        if (line.startsWith("flood ")) {
            flood = new Flood(Flood.Kind.valueOf(line.substring(6)), clients.get(0), connections.get(0), url);
            return;
        }
        switch (line) {
            case "report" -> tallies.forEach(tally -> System.out.println(tally.report()));
            case "forget" -> tallies.forEach(Tally::forgetDelays);
            case "child" -> System.out.println("child " + child().pid());
            case "exit" -> System.exit(0);
            case "halt" -> Runtime.getRuntime().halt(1);
            case "wake" -> Callback.wake();
            case "calm" -> System.out.println(flood.end());
            default -> throw new IOException("not known: " + line);
        }
    }

    /** Lives on when this program is dead, and has of its open files what a child gets. */
    private static Process child() throws IOException {
        return new ProcessBuilder("sleep", "300")
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
