// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** The SDK alpaca-py as it is. */
class AlpacaPyIT extends SdkScenarios {
    @BeforeAll
    static void install() throws IOException {
        Sdk.ALPACA_PY.require();
    }

    @Override
    SdkProgram start(String... symbols) throws IOException {
        return Sdk.ALPACA_PY.start(endpoint(playground), "stocks", symbols);
    }
}
