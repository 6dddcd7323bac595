// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

/** The SDK alpaca-java as it is. */
class AlpacaJavaIT extends SdkScenarios {
    @Override
    SdkProgram start(String... symbols) {
        return AlpacaJavaProgram.start(endpoint(playground), symbols);
    }
}
