// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.passthrough;

import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.testkit.ProtocolContract;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.OpenRequest;
import java.util.List;
import java.util.Map;

class PassthroughContractTest extends ProtocolContract {
    @Override
    protected Protocol protocol() {
        return new PassthroughProtocol();
    }

    @Override
    protected OpenRequest request() {
        return new OpenRequest(
                "wss://user:s3cret-user@example.org/feed?token=s3cret-token",
                "s3cret-account",
                "s3cret-secret",
                Map.of("Authorization", "Bearer s3cret-header"),
                List.of("chat"),
                List.of("{\"login\":\"s3cret-login\"}"),
                "");
    }

    @Override
    protected List<String> secrets() {
        return List.of(
                "s3cret-user", "s3cret-token", "s3cret-account", "s3cret-secret", "s3cret-header", "s3cret-login");
    }

    /** The server of this test says nothing by itself. */
    @Override
    protected void establish(SessionHarness session) {}

    /** Everybody gets everything. */
    @Override
    protected void subscribe(SessionHarness session, int slot) {}

    @Override
    protected String data(int number) {
        return "message " + number;
    }

    @Override
    protected String channel() {
        return "ticker";
    }

    @Override
    protected String symbol() {
        return "BTC-USD";
    }

    @Override
    protected String requestText() {
        return "{\"op\":\"sub\",\"s\":\"BTC-USD\"}";
    }
}
