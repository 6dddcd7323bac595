// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A client process of the soak: {@code shm DIR HOME URL SYMBOLS} or {@code websocket URL SYMBOLS}. It takes commands from its
 * standard input, {@code sleep MS} (in its callback), {@code state} and {@code leave}, and prints what it sees.
 */
final class SoakClient {
    /** What receives the trades, over either transport. */
    interface Subscriber extends AutoCloseable {
        TradeLedger ledger();

        /** Receives nothing for some time; what comes meanwhile waits. */
        void sleep(long ms);

        @Override
        void close();
    }

    private SoakClient() {}

    public static void main(String[] args) throws Exception {
        try (Subscriber subscriber = subscriber(args);
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            obey(input, subscriber);
        }
        System.exit(0); // whatever threads are left
    }

    private static Subscriber subscriber(String[] args) throws InterruptedException {
        List<String> symbols = Arrays.asList(args[args.length - 1].split(","));
        return args[0].equals("shm")
                ? SoakLocalClient.start(Path.of(args[1]), Path.of(args[2]), args[3], symbols, SoakClient::violation)
                : SoakEndpointClient.start(URI.create(args[1]), symbols, SoakClient::violation);
    }

    private static void obey(BufferedReader input, Subscriber subscriber) throws IOException {
        for (String line = input.readLine(); line != null && !line.equals("leave"); line = input.readLine()) {
            if (line.equals("state")) {
                System.out.println(subscriber.ledger().state());
            } else {
                subscriber.sleep(Long.parseLong(line.substring("sleep ".length())));
            }
        }
        System.out.println(subscriber.ledger().state());
    }

    private static void violation(String what) {
        System.out.println("VIOLATION " + what);
    }
}
