// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** The SDK {@code @alpacahq/alpaca-trade-api}, version 4, as it is. */
class AlpacaJs4IT extends SdkScenarios {
    @BeforeAll
    static void install() throws IOException {
        Sdk.ALPACA_JS_4.require();
    }

    @Override
    SdkProgram start(String... symbols) throws IOException {
        return Sdk.ALPACA_JS_4.start(endpoint(playground), "stocks", symbols);
    }
}
