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
import dev.wsproxy.transport.OpenRequest;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that present a local token get in with the account's own credentials, wherever they present it. */
class LocalTokenTest {
    private static final String TOKEN = "a-token-of-this-machine";
    private static final LocalAccount PAPER =
            new LocalAccount("paper", new Credentials(Requests.KEY, Requests.SECRET), TOKEN);
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

        session.send(slot, auth("paper", TOKEN));
        assertThat(session.port().sent()).containsExactly(Requests.auth(Requests.SECRET));
        session.receive(AUTHENTICATED);
        assertThat(session.port().received(slot)).containsExactly(CONNECTED, AUTH_FAILED, AUTHENTICATED);
    }
}
