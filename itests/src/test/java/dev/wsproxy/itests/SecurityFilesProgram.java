// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.client.Connection;
import dev.wsproxy.client.ProxyClient;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A shared-memory client in a process of its own; stays until its standard input ends. */
public final class SecurityFilesProgram {
    private SecurityFilesProgram() {}

    /** @param args the directory, the runtime home and a URL that echoes */
    public static void main(String[] args) throws Exception {
        AtomicInteger received = new AtomicInteger();
        dev.wsproxy.client.ClientListener listener = new dev.wsproxy.client.ClientListener() {
            @Override
            public void onMessage(Connection connection, dev.wsproxy.client.Message message) {
                if (received.incrementAndGet() == 1) {
                    System.out.println("received");
                }
            }
        };
        try (ProxyClient client = ProxyClient.builder("files")
                .directory(Path.of(args[0]))
                .home(Path.of(args[1]))
                .linger(Duration.ofMillis(500))
                .listener(listener)
                .connect()) {
            client.open(args[2]).send("hello");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
