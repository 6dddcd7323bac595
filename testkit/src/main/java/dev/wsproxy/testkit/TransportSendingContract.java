// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.testkit.LinkProbe.Control;
import dev.wsproxy.testkit.RecordedSession.Closed;
import dev.wsproxy.testkit.RecordedSession.Restated;
import dev.wsproxy.testkit.RecordedSession.Sent;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Restate;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.StatusQuery;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What clients send to their upstreams: in order, bounded, and no connection at the expense of another. */
abstract class TransportSendingContract extends TransportFixture {
    private static final int HANDLE = 7;

    @Test
    void carriesALongMessageUpstream() throws Exception {
        Registered client = register("client");
        byte[] message = new byte[10 << 20];
        new Random(3).nextBytes(message);
        ByteBuffer encoded = new Send(HANDLE, FrameType.BINARY, ByteBuffer.wrap(message)).encode();

        assertThat(client.probe().link().request(encoded)).isEqualTo(SendResult.OK);

        assertThat(Arrays.equals(client.session().await(Sent.class).data(), message))
                .isTrue();
    }

    @Test
    void keepsARequestThatTheHostCannotTakeYetAndGoesOnWithOthers() throws Exception {
        Registered blocked = register("blocked");
        Registered other = register("other");
        blocked.session().answerSends(SendResult.BACKPRESSURE);
        blocked.probe().link().request(send(1, "first"));
        blocked.probe().link().request(send(1, "second"));
        other.probe().link().request(send(2, "meanwhile"));

        assertThat(text(other.session().await(Sent.class).data())).isEqualTo("meanwhile");
        assertThat(blocked.session().pending()).isZero();
        blocked.session().answerSends(SendResult.OK);
        assertThat(text(blocked.session().await(Sent.class).data())).isEqualTo("first");
        assertThat(text(blocked.session().await(Sent.class).data())).isEqualTo("second");
    }

    @Test
    void answersBackpressureWhenTheHostTakesNothing() throws Exception {
        Registered client = register("client");
        client.session().answerSends(SendResult.BACKPRESSURE);
        ByteBuffer megabyte = send(1, "x".repeat(1 << 20));
        int accepted = 0;
        SendResult result = client.probe().link().request(megabyte);
        while (result == SendResult.OK && accepted < 10_000) {
            accepted++;
            result = client.probe().link().request(megabyte);
        }

        assertThat(accepted).isPositive();
        assertThat(result).isEqualTo(SendResult.BACKPRESSURE);
        client.session().answerSends(SendResult.OK);
        for (int i = 0; i < accepted; i++) {
            assertThat(client.session().await(Sent.class).data()).hasSize(1 << 20);
        }
    }

    @Test
    void goesOnWithWhatElseAClientAsksForWhileOneOfItsUpstreamsTakesNothing() throws Exception {
        Registered client = register("client");
        ClientLink link = client.probe().link();
        client.session().answerSends(1, SendResult.BACKPRESSURE);
        link.request(send(1, "first"));
        link.request(send(1, "second"));
        link.control(send(1, "third"));
        link.request(send(2, "meanwhile"));
        link.request(new Restate(1).encode());
        link.control(new StatusQuery(1).encode());

        assertThat(client.session().awaitCall())
                .isInstanceOfSatisfying(
                        Sent.class, sent -> assertThat(text(sent.data())).isEqualTo("meanwhile"));
        client.session().await(Restated.class);
        client.probe().await(Control.class, 1);
        assertThat(client.session().pending()).isZero();
        client.session().answerSends(1, SendResult.OK);
        for (String expected : new String[] {"first", "second", "third"}) {
            assertThat(text(client.session().await(Sent.class).data())).isEqualTo(expected);
        }
        link.request(send(1, "fourth"));
        assertThat(text(client.session().await(Sent.class).data())).isEqualTo("fourth");
    }

    @Test
    void sendsNothingOnAConnectionThatWasClosedMeanwhile() throws Exception {
        Registered client = register("client");
        ClientLink link = client.probe().link();
        client.session().answerSends(1, SendResult.BACKPRESSURE);
        link.request(send(1, "never"));
        link.request(new Close(1).encode());
        assertThat(client.session().await(Closed.class).handle()).isEqualTo(1);
        client.session().answerSends(1, SendResult.OK);
        link.request(send(2, "other"));

        assertThat(text(client.session().await(Sent.class).data())).isEqualTo("other");
    }

    @Test
    void limitsWhatWaitsForOneUpstreamAndNotForAnother() throws Exception {
        Registered client = register("client");
        ClientLink link = client.probe().link();
        ByteBuffer part = send(1, "x".repeat(100_000));
        client.session().answerSends(1, SendResult.BACKPRESSURE);
        int accepted = 0;
        while (link.request(part) == SendResult.OK) {
            accepted++;
        }

        assertThat(accepted).isPositive();
        assertThat(link.request(send(2, "x".repeat(100_000)))).isEqualTo(SendResult.OK);
        assertThat(client.session().await(Sent.class).handle()).isEqualTo(2);
        client.session().answerSends(1, SendResult.OK);
        for (int i = 0; i < accepted; i++) {
            assertThat(client.session().await(Sent.class).handle()).isEqualTo(1);
        }
        long deadlineNs = System.nanoTime() + Deadlines.GENEROUS.toNanos();
        while (link.request(part) != SendResult.OK) {
            assertThat(System.nanoTime() - deadlineNs).as("room again").isNegative();
        }
    }

    @Test
    void letsNoRequestOvertakeALongMessageOnTheControlSocket() throws Exception {
        Registered client = register("client");
        String secret = "s".repeat(100_000);
        for (int round = 0; round < 300; round++) {
            client.probe().link().control(send(1, secret));
            client.probe().link().request(send(1, "after"));

            assertThat(client.session().await(Sent.class).data()).hasSize(secret.length());
            assertThat(text(client.session().await(Sent.class).data())).isEqualTo("after");
        }
    }
}
