// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.testkit.RecordingGreeterPort;
import dev.wsproxy.transport.OpenRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlpacaGreeterTest {
    private static final long BEGAN_NS = Long.MAX_VALUE - 5;

    private final RecordingGreeterPort port = new RecordingGreeterPort();
    private final Greeter greeter = new AlpacaProtocol().greet(OpenRequest.of(Requests.URL), port, BEGAN_NS);

    private void send(String message) {
        greeter.frame(FrameType.TEXT, ByteBuffer.wrap(message.getBytes(UTF_8)).asReadOnlyBuffer());
    }

    private void pass(Duration sinceBegin) {
        greeter.tick(BEGAN_NS + sinceBegin.toNanos());
    }

    @Test
    void opensAndWelcomesAtOnce() {
        assertThat(port.isOpened()).isTrue();
        assertThat(port.received()).containsExactly("[{\"T\":\"success\",\"msg\":\"connected\"}]");
        assertThat(port.admission()).isEmpty();
    }

    @Test
    void admitsWithTheCredentialsOfTheMessageAndAnswersNothingItself() {
        send(Requests.auth("S"));
        Admission admission = port.admission().orElseThrow();
        assertThat(admission.greeted()).isTrue();
        assertThat(admission.request().account()).isEqualTo(Requests.KEY);
        assertThat(admission.request().secret()).isEqualTo("S");
        assertThat(port.key().orElseThrow().identity()).isEqualTo(Requests.KEY);
        assertThat(port.received()).hasSize(1);
    }

    @Test
    void takesAuthenticationInABinaryFrameAndInAnyOrderOfKeys() {
        String message = "{\"secret\":\"S\",\"key\":\"K\",\"extra\":{\"a\":[1]},\"action\":\"auth\"}";
        greeter.frame(FrameType.BINARY, ByteBuffer.wrap(message.getBytes(UTF_8)));
        assertThat(port.admission().orElseThrow().request().account()).isEqualTo("K");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]} | 401 | not authenticated",
                "{\"action\":\"unsubscribe\",\"trades\":[\"AAPL\"]} | 401 | not authenticated",
                "{\"action\":\"subscribe\",\"news\":[\"AAPL\"]} | 401 | not authenticated",
                "{\"action\":\"auth\"} | 402 | auth failed",
                "{\"action\":\"auth\",\"key\":\"K\"} | 402 | auth failed",
                "{\"action\":\"auth\",\"key\":\"K\",\"secret\":7} | 402 | auth failed",
                "{\"action\":\"dance\"} | 400 | invalid syntax",
                "{} | 400 | invalid syntax",
                "[] | 400 | invalid syntax",
                "{\"action\" | 400 | invalid syntax",
                "{\"action\":\"auth\",\"key\":\"K\",\"secret\":\"S\"} x | 400 | invalid syntax"
            })
    void answersAsAlpacaDoesBeforeAuthentication(String message, int code, String text) {
        send(message);
        assertThat(port.received())
                .last()
                .isEqualTo("[{\"T\":\"error\",\"code\":" + code + ",\"msg\":\"" + text + "\"}]");
        assertThat(port.admission()).isEmpty();
        send(Requests.auth("S"));
        assertThat(port.admission()).isPresent();
    }

    @Test
    void refusesWhoDoesNotAuthenticateWithinTenSeconds() {
        pass(Duration.ofMillis(9_999));
        assertThat(port.refusal()).isEmpty();
        pass(Duration.ofSeconds(10));
        assertThat(port.received()).last().isEqualTo("[{\"T\":\"error\",\"code\":404,\"msg\":\"auth timeout\"}]");
        assertThat(port.refusal().orElseThrow().code()).isEqualTo(ErrorCode.AUTHENTICATION_TIMEOUT);
        assertThat(port.refusal().orElseThrow().detail()).isEqualTo(404);
        send(Requests.auth("S"));
        assertThat(port.admission()).isEmpty();
    }

    @Test
    void doesNothingAnyMoreOnceTheClientIsAdmitted() {
        send(Requests.auth("S"));
        send("rubbish");
        pass(Duration.ofSeconds(60));
        assertThat(port.received()).hasSize(1);
        assertThat(port.refusal()).isEmpty();
    }
}
