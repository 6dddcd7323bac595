// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The SDK {@code @alpacahq/alpaca-trade-api}, version 3, as it is. It makes {@code wss} of {@code ws}. */
class AlpacaJs3IT extends SdkScenarios {
    @BeforeAll
    static void install() throws IOException {
        Sdk.ALPACA_JS_3.require();
    }

    @BeforeEach
    void useTls() throws Exception {
        makeCertificate();
    }

    @Override
    SdkProgram start(String... symbols) throws IOException {
        return Sdk.ALPACA_JS_3.start(endpoint(playground), "stocks", symbols);
    }
}
