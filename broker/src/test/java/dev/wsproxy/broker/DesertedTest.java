// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static dev.wsproxy.broker.TestBench.URL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.transport.ClientEvent;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All clients have left, and may come back to a protocol that lets them. */
class DesertedTest {
    @TempDir
    Path directory;

    private TestBench bench;

    @BeforeEach
    void start() {
        bench = TestBench.ready(directory);
        bench.protocol.sessionsOutliveClients = true;
    }

    @AfterEach
    void stop() {
        bench.broker.close();
    }

    private FakeSocket socket() {
        return bench.connector.last();
    }

    private void leaveWhileItIsConnecting() {
        bench.transport.join("impatient").open(1, URL).session.close(1);
    }

    /** As clients do that know nothing of gaps. */
    private void leaveWhenItIsBack() {
        FakeClient client = bench.openClient("sdk");
        socket().lose("gone");
        bench.pass(Duration.ofSeconds(31));
        socket().open();
        client.session.close(1);
    }

    @Test
    void whoComesBackWhileItIsConnectingFindsTheSameSocketAndIsItsFounder() {
        leaveWhileItIsConnecting();
        FakeClient again = bench.transport.join("impatient").open(1, URL);
        bench.pass(Duration.ofSeconds(20));
        socket().open();

        assertThat(bench.connector.sockets).hasSize(1);
        assertThat(again.got()).containsExactly(new ClientEvent.Opened(1, true, "fake"));
    }

    @Test
    void aFirstAttemptGoesOnForTenSeconds() {
        leaveWhileItIsConnecting();
        bench.pass(Duration.ofMillis(9_999));
        assertThat(socket().aborted).isFalse();
        bench.pass(Duration.ofMillis(1));
        assertThat(socket().aborted).isTrue();
        assertThat(bench.broker.status().connections()).isEmpty();
    }

    @Test
    void aFirstAttemptThatFailsIsTheLast() {
        leaveWhileItIsConnecting();
        socket().fail(ErrorCode.UNREACHABLE, "refused");
        bench.pass(Duration.ofSeconds(1));

        assertThat(bench.connector.sockets).hasSize(1);
        assertThat(bench.broker.status().connections()).isEmpty();
    }

    @Test
    void theEndOfTheProxyEndsIt() {
        leaveWhileItIsConnecting();
        bench.broker.close();

        assertThat(socket().aborted).isTrue();
    }

    @Test
    void whoWasSentAwayBecauseTheUpstreamIsBackFindsItReady() {
        leaveWhenItIsBack();
        bench.pass(Duration.ofSeconds(5));
        FakeClient again = bench.transport.join("sdk").open(1, URL);

        assertThat(bench.connector.sockets).hasSize(2);
        assertThat(again.opened().connectionId()).isEqualTo(1);
        bench.pass(Duration.ofSeconds(60));
        assertThat(socket().closed).isFalse();
        assertThat(bench.broker.status().connections().get(0).reconnects()).isEqualTo(1);
    }

    @Test
    void anUpstreamThatIsBackWaitsTenSecondsForThem() {
        leaveWhenItIsBack();
        bench.pass(Duration.ofMillis(9_999));
        assertThat(socket().closed).isFalse();
        bench.pass(Duration.ofMillis(1));
        assertThat(socket().closed).isTrue();
    }

    @Test
    void anUpstreamThatIsLostOnceMoreWaitsForNobody() {
        leaveWhenItIsBack();
        socket().lose("gone again");
        bench.pass(Duration.ofMillis(1));

        assertThat(bench.broker.status().connections()).isEmpty();
    }

    @Test
    void aConnectionThatWasNeverLostEndsWithItsLastClient() {
        bench.openClient("last").leave();

        assertThat(socket().closed).isTrue();
    }
}
