// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** The SDK alpaca-trade-api-go as it is. */
class AlpacaGoIT extends SdkScenarios {
    @BeforeAll
    static void install() throws IOException {
        Sdk.ALPACA_GO.require();
    }

    @Override
    SdkProgram start(String... symbols) throws IOException {
        return Sdk.ALPACA_GO.start(endpoint(playground), "stocks", symbols);
    }
}
