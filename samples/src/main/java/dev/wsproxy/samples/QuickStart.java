// SPDX-License-Identifier: MIT
package dev.wsproxy.samples;

import dev.wsproxy.Credentials;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Message;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import java.util.concurrent.CountDownLatch;

/** Prints trades. Start it as often as you like: all of them share one upstream connection. */
public final class QuickStart {
    private QuickStart() {}

    public static void main(String[] args) throws InterruptedException {
        // begin
        Credentials credentials =
                new Credentials(System.getenv("APCA_API_KEY_ID"), System.getenv("APCA_API_SECRET_KEY"));
        ClientListener printer = new ClientListener() {
            @Override
            public void onMessage(Connection connection, Message message) {
                System.out.println(message.text());
            }
        };
        try (ProxyClient client =
                ProxyClient.builder("quick-start").listener(printer).connect()) {
            Connection connection = client.open(OpenOptions.url("wss://stream.data.alpaca.markets/v2/test")
                    .credentials(credentials)
                    .build());
            connection.subscribe("trades", "FAKEPACA");
            new CountDownLatch(1).await(); // until Ctrl-C
        }
        // end
    }
}
