// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.testkit.RecordingGreeterPort;
import dev.wsproxy.transport.OpenRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the account stream that have not named their account. */
class AccountGreeterTest {
    private final RecordingGreeterPort port = new RecordingGreeterPort();
    private final Greeter greeter = new AlpacaProtocol().greet(OpenRequest.of(FakeAccount.URL), port, 0);

    private void send(String message) {
        greeter.frame(FrameType.TEXT, ByteBuffer.wrap(message.getBytes(UTF_8)).asReadOnlyBuffer());
    }

    @Test
    void opensWithoutAWelcome() {
        assertThat(port.isOpened()).isTrue();
        assertThat(port.received()).isEmpty();
        assertThat(port.admission()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":\"auth\",\"key\":\"K\",\"secret\":\"S\"} | K | S",
                "{\"data\":{\"secret_key\":\"S\",\"key_id\":\"K\",\"x\":{}},\"action\":\"authenticate\"} | K | S",
                "{\"action\":\"authenticate\",\"data\":{\"oauth_token\":\"T\"}} | oauth | T"
            })
    void takesCredentialsInEveryForm(String message, String key, String secret) {
        send(message);
        OpenRequest admitted = port.admission().orElseThrow().request();
        assertThat(port.admission().orElseThrow().greeted()).isTrue();
        assertThat(admitted.account()).isEqualTo(key);
        assertThat(admitted.secret()).isEqualTo(secret);
        assertThat(port.received()).isEmpty();
    }

    @Test
    void keepsAccountsAndHoldersOfTokensApart() {
        send("{\"action\":\"authenticate\",\"data\":{\"oauth_token\":\"T\"}}");
        RecordingGreeterPort other = new RecordingGreeterPort();
        new AlpacaProtocol()
                .greet(OpenRequest.of(FakeAccount.URL), other, 0)
                .frame(
                        FrameType.TEXT,
                        ByteBuffer.wrap(
                                "{\"action\":\"authenticate\",\"data\":{\"oauth_token\":\"U\"}}".getBytes(UTF_8)));
        assertThat(port.key().orElseThrow().endpoint()).isEqualTo("wss://paper-api.alpaca.markets:443/stream");
        assertThat(other.key()).isNotEqualTo(port.key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"auth\"}",
                "{\"action\":\"authenticate\"}",
                "{\"action\":\"authenticate\",\"data\":\"x\"}",
                "{\"action\":\"authenticate\",\"data\":{\"key_id\":\"K\"}}",
                "{\"action\":\"authenticate\",\"data\":{\"key_id\":\"K\",\"secret_key\":[]}}"
            })
    void refusesCredentialsThatAreNotWhole(String message) {
        send(message);
        assertThat(port.received()).containsExactly(FakeAccount.UNAUTHORIZED);
        assertThat(port.admission()).isEmpty();
    }

    @Test
    void answersWhoListensBeforeItHasAuthenticated() {
        send(FakeAccount.listen(FakeAccount.UPDATES));
        send("{\"action\":\"listen\"}");
        assertThat(port.received()).containsExactly(FakeAccount.NOT_YET, FakeAccount.NOT_YET);
        send(FakeAccount.authenticate("K", "S"));
        assertThat(port.admission()).isPresent();
    }

    @Test
    void passesOverWhatMakesNoSense() {
        send("nonsense");
        send("{\"action\":\"dance\"}");
        send("[]");
        assertThat(port.received()).isEmpty();
    }

    @Test
    void closesWhoDoesNotAuthenticateWithinTenSeconds() {
        greeter.tick(Duration.ofMillis(9_999).toNanos());
        assertThat(port.refusal()).isEmpty();
        greeter.tick(Duration.ofSeconds(10).toNanos());
        assertThat(port.received()).isEmpty();
        assertThat(port.refusal().orElseThrow().code()).isEqualTo(ErrorCode.AUTHENTICATION_TIMEOUT);
    }
}
