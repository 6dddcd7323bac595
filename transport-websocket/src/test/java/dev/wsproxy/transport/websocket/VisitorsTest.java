// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.websocket.RawFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whom the endpoint keeps out, and who may not try for ever. */
class VisitorsTest extends EndpointFixture {
    private static final String PAGE = "http://localhost:3000";
    private static final Failure WRONG = Failure.of(ErrorCode.AUTHENTICATION_FAILED, 402, "not the local token");

    @Test
    void believesNoneOfTwoOrigins() throws Exception {
        start(options -> options.withOrigins(new Origins(Set.of(PAGE))));
        String evil = "Origin: https://evil.example";

        assertThat(ask(FEED, "Origin: " + PAGE, evil).status()).isEqualTo(403);
        assertThat(ask(FEED, evil, "Origin: " + PAGE).status()).isEqualTo(403);
        assertThat(ask(FEED, "Origin: http://127.0.0.1:" + port(), evil).status())
                .isEqualTo(403);
        assertThat(ask(FEED, "Origin:", evil).status()).isEqualTo(403);
        assertThat(ask(FEED, "Origin: " + PAGE + ", https://evil.example").status())
                .isEqualTo(403);
        assertThat(host.hasClient()).isFalse();
        assertThat(ask(FEED, "Origin: " + PAGE).status()).isEqualTo(101);
    }

    @Test
    void refusesProgramsOfOtherUsersUnlessItIsToldOtherwise() throws Exception {
        String answer = askAsAnotherUser();
        assertThat(answer)
                .startsWith("HTTP/1.1 403")
                .contains("another user's: you are user 65534")
                .contains("otherUsers");
        assertThat(host.hasClient()).isFalse();
        join();

        start(options -> options.withOtherUsers(true));
        assertThat(askAsAnotherUser()).startsWith("HTTP/1.1 101");
    }

    private String askAsAnotherUser() throws Exception {
        assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                .as("only root can")
                .isEqualTo(0);
        String request =
                "GET " + FEED + " HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n"
                        + "Sec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n";
        String script = "exec 3<>/dev/tcp/127.0.0.1/" + port() + " && printf '" + request
                + "' >&3 && timeout 20 head -c 12 <&3 && timeout 1 cat <&3; true";
        Process process = new ProcessBuilder(
                        List.of("setpriv", "--reuid=65534", "--clear-groups", "bash", "-c", script))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void closesAConnectionInWhichNothingIsEverRight() throws Exception {
        Joined guessing = join();
        for (int i = 0; i < 5; i++) {
            assertThat(guessing.session().port().lagBytes()).isZero();
            guessing.session().port().authenticationFailed(HANDLE, WRONG);
        }

        RawFrame close = guessing.client().readClose();
        assertThat(close.closeCode()).isEqualTo(1008);
        assertThat(close.closeReason()).contains("5 times in this connection");
        for (int i = 0; i < FailedLogins.ATTEMPTS; i++) {
            Joined again = join();
            again.session().port().authenticationFailed(HANDLE, WRONG);
        }
        assertThat(ask(FEED).status()).as("the user's own programs are let in").isEqualTo(101);
    }

    @Test
    void doesNotLetAWebPageTryForEver() throws Exception {
        start(options -> options.withOrigins(new Origins(Set.of(PAGE, "http://localhost:4000"))));
        for (int i = 0; i < FailedLogins.ATTEMPTS; i++) {
            join("Origin: " + PAGE).session().port().authenticationFailed(HANDLE, WRONG);
        }

        RawClient refused = ask(FEED, "Origin: " + PAGE);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.head()).containsPattern("(?i)Retry-After: [1-7]\r\n");
        assertThat(ask(FEED).status()).isEqualTo(101);
        assertThat(ask(FEED, "Origin: http://localhost:4000").status()).isEqualTo(101);
        await("for the next attempt")
                .atMost(Deadlines.GENEROUS)
                .until(() -> ask(FEED, "Origin: " + PAGE).status() == 101);
    }
}
