// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** An endpoint that the network reaches serves nobody without TLS, and asks the broker to let in who has a token only. */
class NetworkTest extends EndpointFixture {
    private static final Failure WRONG = Failure.of(ErrorCode.AUTHENTICATION_FAILED, 402, "not the local token");

    private final Wire tls = new TestTls();

    @Override
    int port() {
        assertThat(transport().address()).startsWith("wss://0.0.0.0:");
        return URI.create(transport().address()).getPort();
    }

    private void startForTheNetwork() {
        start(options -> tls.prepare(options).withHost("0.0.0.0"));
    }

    private RawClient askOverTls() throws IOException {
        return keep(RawClient.connect(tls.client(keep(new Socket("127.0.0.1", port()))), FEED));
    }

    @Test
    void sendsAwayWhoComesWithoutTls() throws Exception {
        startForTheNetwork();
        Socket socket = keep(new Socket("127.0.0.1", port()));
        RawClient refused = keep(RawClient.connect(socket, FEED));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(new String(socket.getInputStream().readNBytes(40), StandardCharsets.US_ASCII))
                .startsWith("The network reaches this endpoint");
        assertThat(host.hasClient()).isFalse();
    }

    @Test
    void asksForATokenOverTls() throws Exception {
        startForTheNetwork();
        assertThat(joined(askOverTls()).session().info().needsToken()).isTrue();

        start(tls::prepare);
        Socket local = tls.client(
                keep(new Socket("127.0.0.1", URI.create(transport().address()).getPort())));
        assertThat(joined(keep(RawClient.connect(local, FEED))).session().info().needsToken())
                .isFalse();
    }

    @Test
    void letsNoAddressTryForEver() throws Exception {
        startForTheNetwork();
        for (int i = 0; i < FailedLogins.ATTEMPTS; i++) {
            joined(askOverTls()).session().port().authenticationFailed(HANDLE, WRONG);
        }
        assertThat(askOverTls().status()).isEqualTo(429);
    }
}
