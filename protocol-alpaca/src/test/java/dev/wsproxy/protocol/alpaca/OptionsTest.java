// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.SessionHarness;
import org.junit.jupiter.api.Test;

/** The upstream of options speaks msgpack only; clients speak what they like. */
class OptionsTest {
    private static final String FIRST = "AAPL240315C00172500";
    private static final String SECOND = "AAPL240315P00172500";

    private final SessionHarness session =
            new SessionHarness(new AlpacaProtocol(), Requests.forUrl("wss://stream.data.alpaca.markets/v1beta1/opra"));

    private static String trade(String symbol, int size) {
        return "{\"T\":\"t\",\"S\":\"" + symbol + "\",\"t\":\"2024-03-11T13:35:35.13312256Z\",\"p\":2.84,\"s\":" + size
                + ",\"x\":\"N\",\"c\":\"S\"}";
    }

    private void receive(String json) {
        session.receive(FrameType.BINARY, Requests.msgpack(json));
    }

    private String sent() {
        PortCall.Sent sent =
                session.port().of(PortCall.Sent.class).reduce((a, b) -> b).orElseThrow();
        assertThat(sent.type()).isEqualTo(FrameType.BINARY);
        return Requests.json(sent.text());
    }

    @Test
    void areServedToClientsOfBothEncodings() {
        assertThat(session.session().upstreamRequest().headers()).containsEntry("Content-Type", "application/msgpack");
        int msgpack = session.join(Requests.inMsgpack(Requests.withCredentials()));
        int json = session.join(Requests.withCredentials());
        session.open();
        receive(FakeAlpaca.CONNECTED);
        assertThat(sent()).isEqualTo(Requests.auth(Requests.SECRET));
        receive(FakeAlpaca.AUTHENTICATED);
        session.send(msgpack, FrameType.BINARY, Requests.msgpack(Requests.subscribe("trades", FIRST, SECOND)));
        assertThat(sent()).isEqualTo(Requests.subscribe("trades", FIRST, SECOND));
        receive("[{\"T\":\"subscription\",\"trades\":[\"" + FIRST + "\",\"" + SECOND + "\"],\"quotes\":[]}]");
        session.send(json, Requests.subscribe("trades", SECOND));
        session.port().clear();

        receive(Requests.frame(trade(FIRST, 1), trade(SECOND, 2), trade(SECOND, 3), trade(FIRST, 4)));

        assertThat(session.port().received(json)).containsExactly(Requests.frame(trade(SECOND, 2), trade(SECOND, 3)));
        assertThat(session.port().received(msgpack))
                .map(Requests::json)
                .containsExactly(
                        Requests.frame(trade(FIRST, 1)),
                        Requests.frame(trade(SECOND, 2), trade(SECOND, 3)),
                        Requests.frame(trade(FIRST, 4)));
        assertThat(session.port().received(msgpack).get(1).getBytes(ISO_8859_1))
                .as("the element's own bytes")
                .isEqualTo(Requests.msgpack(Requests.frame(trade(SECOND, 2), trade(SECOND, 3))));
    }

    @Test
    void reportDamage() {
        int client = session.join(Requests.withCredentials());
        session.open();
        receive(FakeAlpaca.CONNECTED);
        receive(FakeAlpaca.AUTHENTICATED);
        session.receive(FrameType.BINARY, new byte[] {(byte) 0x92, (byte) 0x81, (byte) 0xa1});
        assertThat(session.port().events(client))
                .anyMatch(event -> event.toString().contains("not a msgpack array of objects (at byte 3 of 3)"));
    }
}
