// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CompressionTest {
    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void compressesWhenAskedTo() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connect(simulator, request -> request.addExtensions("permessage-deflate"));

        assertThat(client.core().getNegotiatedExtensions())
                .extracting(ExtensionConfig::getName)
                .containsExactly("permessage-deflate");
        client.authenticated().send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}");
        client.next();
        simulator.publishTrades("AAPL", 2_000);
        for (long i = 1; i <= 2_000; i++) {
            assertThat(client.messages().get(0).get("i").longValue()).isEqualTo(i);
        }
    }

    @Test
    void doesNotCompressUnlessAskedTo() throws Exception {
        TestClient client = harness.connect(harness.simulator());

        assertThat(client.core().getNegotiatedExtensions()).isEmpty();
    }
}
