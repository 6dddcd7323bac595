// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAlpaca.AUTHENTICATED;
import static dev.wsproxy.protocol.alpaca.FakeAlpaca.CONNECTED;
import static dev.wsproxy.protocol.alpaca.FakeAlpaca.error;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.runtime.LocalAccount;
import dev.wsproxy.testkit.RecordingGreeterPort;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.OpenRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that present a local token get in with the account's own credentials, wherever they present it. */
class LocalTokenTest {
    private static final String TOKEN = "a-token-of-this-machine";
    private static final LocalAccount PAPER =
            new LocalAccount("paper", new Credentials(Requests.KEY, Requests.SECRET), TOKEN);
    private static final Credentials LOCAL = new Credentials("paper", TOKEN);
    private static final String AUTH_FAILED = error(402, "auth failed");

    private final AlpacaProtocol protocol = new AlpacaProtocol();
    private final RecordingGreeterPort port = new RecordingGreeterPort().entrust(PAPER);

    private static String auth(String key, String secret) {
        return "{\"action\":\"auth\",\"key\":\"" + key + "\",\"secret\":\"" + secret + "\"}";
    }

    private static OpenRequest request(String key, String secret) {
        return OpenRequest.of(Requests.URL).with(new Credentials(key, secret));
    }

    private void assertAdmitted(String secret) {
        OpenRequest admitted = port.admission().orElseThrow().request();
        assertThat(admitted.account()).isEqualTo(Requests.KEY);
        assertThat(admitted.secret()).isEqualTo(secret);
        assertThat(port.key().orElseThrow().identity()).isEqualTo(Requests.KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper", Requests.KEY})
    void admitsByMessage(String key) {
        Greeter greeter = protocol.greet(OpenRequest.of(Requests.URL), port, 0);
        greeter.frame(FrameType.TEXT, ByteBuffer.wrap(auth(key, TOKEN).getBytes(UTF_8)));

        assertAdmitted(Requests.SECRET);
        assertThat(port.received()).as("nothing but the welcome").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper", Requests.KEY})
    void admitsByRequest(String key) {
        protocol.greet(request(key, TOKEN), port, 0);

        assertAdmitted(Requests.SECRET);
    }

    @Test
    void admitsByHeader() {
        protocol.greet(Requests.withHeaders(Map.of("APCA-API-KEY-ID", "paper", "APCA-API-SECRET-KEY", TOKEN)), port, 0);

        assertAdmitted(Requests.SECRET);
    }

    @Test
    void admitsTheNameAloneToTheAccountsConnection() {
        protocol.greet(request("paper", ""), port, 0);

        assertAdmitted("");
    }

    @Test
    void leavesOtherCredentialsAsTheyAre() {
        protocol.greet(request(Requests.KEY, "another secret"), port, 0);

        assertAdmitted("another secret");
    }

    @Test
    void answersAWrongTokenByMessageAndLetsTheClientTryAgain() {
        Greeter greeter = protocol.greet(OpenRequest.of(Requests.URL), port, 0);
        greeter.frame(FrameType.TEXT, ByteBuffer.wrap(auth("paper", "wrong").getBytes(UTF_8)));
        assertThat(port.received()).last().isEqualTo(AUTH_FAILED);
        assertThat(port.admission()).isEmpty();
        assertThat(port.refusal()).isEmpty();

        greeter.frame(FrameType.TEXT, ByteBuffer.wrap(auth("paper", TOKEN).getBytes(UTF_8)));
        assertAdmitted(Requests.SECRET);
    }

    @Test
    void answersInTheWordsOfTheAccountStreamThere() {
        Greeter greeter = protocol.greet(OpenRequest.of("wss://paper-api.alpaca.markets/stream"), port, 0);
        String message = "{\"action\":\"authenticate\",\"data\":{\"key_id\":\"paper\",\"secret_key\":\"%s\"}}";
        greeter.frame(
                FrameType.BINARY, ByteBuffer.wrap(message.formatted("wrong").getBytes(UTF_8)));
        assertThat(port.received()).singleElement().asString().contains("\"unauthorized\"");

        greeter.frame(FrameType.BINARY, ByteBuffer.wrap(message.formatted(TOKEN).getBytes(UTF_8)));
        assertAdmitted(Requests.SECRET);
    }

    @Test
    void refusesAWrongTokenInTheRequest() {
        assertThatThrownBy(() -> protocol.greet(request("paper", "wrong"), port, 0))
                .isInstanceOfSatisfying(FailureException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
                    assertThat(e.failure().detail()).isEqualTo(402);
                })
                .hasMessageContaining("paper")
                .hasMessageNotContainingAny("wrong", TOKEN, Requests.KEY, Requests.SECRET);
        assertThat(port.admission()).isEmpty();
    }

    @Test
    void takesATokenAlsoFromAClientThatItsSessionKnows() {
        SessionHarness session = new SessionHarness(protocol, Requests.withAccountOnly());
        session.port().entrust(PAPER);
        int slot = session.join(Requests.withAccountOnly());
        session.open();
        session.receive(CONNECTED);

        session.send(slot, auth("paper", "wrong"));
        assertThat(session.port().received(slot)).containsExactly(CONNECTED, AUTH_FAILED);
        assertThat(session.port().sent()).as("asked the upstream").isEmpty();
        assertThat(session.port().events(slot))
                .singleElement()
                .isInstanceOfSatisfying(ClientEvent.ErrorReported.class, reported -> {
                    assertThat(reported.failure().detail()).isEqualTo(402);
                    assertThat(reported.failure().reason()).contains("not the local token of the account paper");
                });

        session.send(slot, auth("paper", TOKEN));
        assertThat(session.port().sent()).containsExactly(Requests.auth(Requests.SECRET));
        session.receive(AUTHENTICATED);
        assertThat(session.port().received(slot)).containsExactly(CONNECTED, AUTH_FAILED, AUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://stream.data.alpaca.markets/v2/iex",
                "wss://paper-api.alpaca.markets/stream",
                "WSS://Stream.Data.Alpaca.Markets:443/v2/sip",
                "ws://127.0.0.1:7000/v2/iex",
                "ws://127.255.0.1/v2/iex",
                "ws://localhost:7000/v2/iex",
                "wss://[::1]:7000/stream"
            })
    void givesTheSecretToTheProviderAndToThisMachine(String url) {
        protocol.greet(OpenRequest.of(url).with(LOCAL), port, 0);

        assertAdmitted(Requests.SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://stream.data.alpaca.markets/v2/iex",
                "wss://stream.data.alpaca.market/v2/iex",
                "wss://alpaca.markets.example.org/v2/iex",
                "wss://evil-alpaca.markets/v2/iex",
                "wss://stream.data.alpaca.markets./v2/iex",
                "wss://127.0.0.1.example.org/v2/iex",
                "wss://localhost.example.org/v2/iex",
                "ws://10.0.0.1/v2/iex",
                "ws://[::2]/stream"
            })
    void givesTheSecretToNobodyElse(String url) {
        for (Credentials presented :
                List.of(LOCAL, new Credentials(Requests.KEY, TOKEN), new Credentials("paper", ""))) {
            assertThatThrownBy(() -> protocol.greet(OpenRequest.of(url).with(presented), port, 0))
                    .isInstanceOfSatisfying(FailureException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
                        assertThat(e.failure().detail()).isEqualTo(402);
                    })
                    .hasMessageContaining("the key and secret of the account paper go to their provider only");
        }
        Greeter greeter = protocol.greet(OpenRequest.of("ws://10.0.0.1/v2/iex"), port, 0);
        greeter.frame(FrameType.TEXT, ByteBuffer.wrap(auth("paper", TOKEN).getBytes(UTF_8)));
        assertThat(port.received()).last().isEqualTo(AUTH_FAILED);
        assertThat(port.admission()).isEmpty();
    }

    @Test
    void passesOnAClientsOwnKeysToAnyServer() {
        protocol.greet(
                OpenRequest.of("ws://10.0.0.1/v2/iex").with(new Credentials(Requests.KEY, Requests.SECRET)), port, 0);

        assertAdmitted(Requests.SECRET);
    }

    @Test
    void givesTheSecretToNobodyElseAlsoForAClientThatItsSessionKnows() {
        OpenRequest request = OpenRequest.of("ws://10.0.0.1/v2/iex").with(new Credentials(Requests.KEY, ""));
        SessionHarness session = new SessionHarness(protocol, request);
        session.port().entrust(PAPER);
        int slot = session.join(request);
        session.open();
        session.receive(CONNECTED);

        session.send(slot, auth("paper", TOKEN));
        assertThat(session.port().received(slot)).containsExactly(CONNECTED, AUTH_FAILED);
        assertThat(session.port().sent()).isEmpty();
    }
}
