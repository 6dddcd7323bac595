// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every SDK that can be here over TLS, told of the endpoint's certificate by the variables that the command names. */
class SdkTlsIT extends EndpointScene {
    @BeforeAll
    static void install() throws IOException {
        Sdk.installAvailable();
    }

    @Test
    void trustsTheCertificate() throws Exception {
        makeCertificate();
        local(playground, new Recorder()).open(upstream.open()).subscribe("trades", "AAPL");
        String secure = endpoint(playground).replaceFirst("ws:", "wss:");
        Map<Sdk, SdkProgram> programs = new EnumMap<>(Sdk.class);
        for (Sdk sdk : Sdk.values()) {
            if (sdk.isAvailable()) {
                programs.put(sdk, playground.keep(sdk.start(secure, "stocks", "AAPL")));
            }
        }
        assumeFalse(programs.isEmpty(), "no SDK's toolchain is here");
        programs.forEach((sdk, program) -> program.awaitAcknowledgement(1, "AAPL"));
        upstream.simulator().publishTrades("AAPL", 1_000);
        programs.forEach((sdk, program) -> {
            program.awaitTrades("AAPL", 1_000);
            assertThat(program.received().trades("AAPL"))
                    .as(sdk.toString())
                    .isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
        });
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }
}
